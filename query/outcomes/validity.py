"""Whether shown facts still hold on a date, and where they are of a wider area than the one asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from index.rdf.regions import lies_in, region_codes
from index.store import KnowledgeIndex
from query.outcomes.rules import outcome_rules
from query.retrieval.facts import text
from query.retrieval.places import article_places
from query.templates import filled, literals
from query.understanding.question import Understanding

Row = Mapping[str, Any]

STALE, EXPIRED, SUPERSEDED, WIDER_PLACE = "stale", "expired", "superseded", "wider_place"


@dataclass(frozen=True, slots=True)
class Warning:
    """Something to know about shown facts."""

    kind: str  # stale | expired | superseded | wider_place
    facts: tuple[str, ...]  # ids
    other: str | None = None  # id of the fact that takes the place of a superseded one


def warnings(index: KnowledgeIndex, asked: Understanding, rows: Sequence[Row], day: str) -> list[Warning]:
    """Return what to know about the facts of an answer.

    Args:
        index: the data.
        asked: the question.
        rows: the facts, best first.
        day: ISO date for which the answer is to hold.
    """
    found = list(_superseded(index, rows, day))
    expired = tuple(row["id"] for row in rows if row["effective_until"] and row["effective_until"] < day)
    stale = tuple(row["id"] for row in rows if _is_stale(index, row, day))
    if expired:
        found.append(Warning(EXPIRED, expired))
    if stale:
        found.append(Warning(STALE, stale))
    regions = asked.conditions.region
    if rows and regions and not any(_is_of(index, row, regions) for row in rows):
        found.append(Warning(WIDER_PLACE, tuple(row["id"] for row in rows)))
    return found


def _superseded(index: KnowledgeIndex, rows: Sequence[Row], day: str) -> Iterator[Warning]:
    ids = [row["id"] for row in rows]
    if ids:
        found = index.sparql(filled("superseded", ids=literals(ids), day=literals((day,))[0])).rows()
        newer = {text(row["id"]): text(row["other"]) for row in found}
        yield from (Warning(SUPERSEDED, (key,), newer[key]) for key in ids if key in newer)


def _is_stale(index: KnowledgeIndex, row: Row, day: str) -> bool:
    issued = index.article(row["article"]).get("issued")
    if not issued or row["effective_from"]:
        return False
    return (date.fromisoformat(day) - date.fromisoformat(issued[:10])).days > outcome_rules().stale_days


def _is_of(index: KnowledgeIndex, row: Row, regions: Sequence[str]) -> bool:
    """Whether a fact is stated for one of the asked places or a part of it, or by an article about it."""
    places = region_codes(row["place"]) or article_places(index.article(row["article"]))
    return any(lies_in(code, region) for code in places for region in regions)
