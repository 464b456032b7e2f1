"""The named graph of the vocabulary, as lines that the graph store loads."""

from __future__ import annotations

from functools import cache


@cache
def vocabulary_lines() -> str:
    """Return the vocabulary and the ontology as N-Quads, sorted."""
    return ""
