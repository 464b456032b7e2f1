"""A part of the graph as Turtle."""

from __future__ import annotations

from collections.abc import Iterable

from ontology import terms
from ontology.vocabulary import vocabulary
from query.knowledge import KnowledgeBase
from query.templates import filled, iris

SECONDS = 20.0


def turtle(knowledge: KnowledgeBase, codes: Iterable[str]) -> str:
    """Return the things with some codes, and what joins them, as Turtle.

    Raises:
        QueryError: if it takes too long.
    """
    things = iris(_iri(code) for code in codes)
    return knowledge.sparql(filled("neighbourhood", things=things), SECONDS).text("turtle")


def _iri(code: str) -> str:
    if code in vocabulary().concepts:
        return terms.concept(code)
    kind, _, identifier = code.partition("-")
    return terms.entity(kind, identifier)
