"""The named graph of the vocabulary, as lines that the graph store loads."""

from __future__ import annotations

from functools import cache

from ontology.skos import nquads
from ontology.vocabulary import vocabulary


@cache
def vocabulary_lines() -> str:
    """Return the vocabulary as N-Quads, sorted.

    Raises:
        DataError: if a table of the vocabulary is broken.
    """
    return "".join(sorted(set(nquads(vocabulary()))))
