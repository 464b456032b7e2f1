"""Conflicts as RDF: one node for each, one for each of its sides, and the claims that state a side.

A side is named after its conflict and what it states, not after its place: where one comes or goes the others stay.
"""

from __future__ import annotations

from collections.abc import Iterator

from index.articles.records import digest
from index.comparison.conflict_rows import CONFLICT, SAME, Conflict
from index.comparison.stated_values import StatedValue
from index.rdf.nodes import Node, Pair, integer
from index.rdf.quads import Literal
from ontology import terms as t


def conflict_nodes(conflict: Conflict) -> Iterator[Node]:
    """Yield the nodes of a conflict; none for an agreement, which is a consolidated value of several sources."""
    if conflict.kind == SAME:
        return
    sides = [t.entity("side", digest("side", conflict.id, value.name)) for value in conflict.values]
    yield (
        t.conflict(conflict.id),
        [
            (t.RDF_TYPE, t.YB_CONFLICT),
            (t.YB_CONFLICT_CLASS, Literal(conflict.kind)),
            (t.YB_MEASURE, t.concept(conflict.values[0].first["kind"])),
            (t.YB_CONDITION_KEY, Literal(conflict.key)),
            (t.DCT_DESCRIPTION, Literal(conflict.links[0].reason)),
            *((t.YB_HAS_SIDE, side) for side in sides),
        ],
    )
    for side, value, count in zip(sides, conflict.values, conflict.counts, strict=True):
        yield side, _side(value, count)
    if conflict.kind == CONFLICT:
        yield from _against(conflict, sides)


def _side(value: StatedValue, count: int) -> list[Pair]:
    return [
        (t.RDF_TYPE, t.YB_SIDE),
        (t.YB_SOURCE_COUNT, integer(count)),
        *((t.YB_ATTESTED_BY, t.claim(claim)) for claim in value.ids),
    ]


def _against(conflict: Conflict, sides: list[str]) -> Iterator[Node]:
    """Say which sides exclude each other, and the same of the first claim of each: all pairs would be many."""
    for link in conflict.links:
        firsts = [t.claim(conflict.values[i].first["id"]) for i in (link.a, link.b)]
        for one, other in ((sides[link.a], sides[link.b]), (firsts[0], firsts[1])):
            yield one, [(t.YB_CONFLICTS_WITH, other)]
            yield other, [(t.YB_CONFLICTS_WITH, one)]
