"""A conflict or an agreement as a JSON row: what it is about, each value with what backs it, two facts to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.articles.records import Row
from index.comparison.stated_values import StatedValue
from index.repetition.sources import Sources

CLASSES = ("conflict", "superseded", "narrower", "other_place", "same")  # in the order of the export
CONFLICT, SUPERSEDED, NARROWER, OTHER_PLACE, SAME = CLASSES
STRENGTHS = {CONFLICT: "strong", SAME: "agreement"}  # of the classes; all others are reconcilable


@dataclass(frozen=True, slots=True)
class Link:
    """Two values, by their place among those of the row: the wider or older one first where there is one."""

    a: int
    b: int
    reason: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Values that stand against each other, or agree, in one way."""

    id: str
    kind: str  # of CLASSES, which `index.comparison.conflicts` tells of
    key: str  # measure, unit and conditions as one string: see `index.rdf.conditions`
    conditions: Mapping[str, str]
    values: tuple[StatedValue, ...]
    counts: tuple[int, ...]  # independent sources of each value: copies of one template count once
    links: tuple[Link, ...]  # the best attested first

    @property
    def strength(self) -> str:
        """How the class reads where only three are told apart: strong, reconcilable, agreement."""
        return STRENGTHS.get(self.kind, "reconcilable")


def conflict_row(conflict: Conflict, sources: Sources) -> Row:
    """Return the export row; `a` and `b` are facts of the best attested pair."""
    shown = conflict.links[0]
    one, other = conflict.values[shown.a], conflict.values[shown.b]
    return {
        "id": conflict.id,
        "class": conflict.kind,
        "kind": one.first["kind"],
        "key": conflict.key,
        "conditions": dict(conflict.conditions),
        "reason": shown.reason,
        "strength": conflict.strength,
        "values": [_value_row(value, count) for value, count in zip(conflict.values, conflict.counts, strict=True)],
        "pairs": [{"a": link.a, "b": link.b, "reason": link.reason} for link in conflict.links],
        "a": one.first,
        "b": _against(one, other, sources),
        "a_attestations": list(one.ids),
        "b_attestations": list(other.ids),
        "a_sources": conflict.counts[shown.a],
        "b_sources": conflict.counts[shown.b],
    }


def _value_row(value: StatedValue, count: int) -> Row:
    first = value.first
    return {
        "value_min": first["value_min"],
        "value_max": first["value_max"],
        "bound": first["bound"],
        "conditions": value.stated,
        "text": first["text"],
        "place": value.place_label,
        "claims": list(value.ids),
        "articles": list(value.names),
        "independent_sources": count,
        "dates": list(value.dates),
        "source_kinds": sorted({article.get("source_kind") or "unknown" for article in value.articles}),
    }


def _against(one: StatedValue, other: StatedValue, sources: Sources) -> Row:
    """Return the fact to set against the first of `one`: of another source where both are the same value."""
    if one is not other:
        return dict(other.first)
    mine = sources.get(one.first["article"])
    return dict(next((fact for fact in other.facts if sources.get(fact["article"]) != mine), other.first))
