"""Which facts state the same, in how many articles, and by how many independent sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from index.conditions import SLOTS
from index.regions import lies_in, region_codes
from index.repetition.sources import Sources, independent
from index.settings import settings
from ingest.cleaning.repetition.alignment import slot_form
from ingest.cleaning.repetition.tokens import tokens

Row = Mapping[str, Any]
Key = tuple[object, ...]

VALUES = ("kind", "value_min", "value_max", "unit", "bound", "approximate", "on_topic")


@dataclass(frozen=True, slots=True)
class Attestation:
    """What backs one fact: itself, and all facts that state the same."""

    fact: str  # id
    facts: tuple[str, ...]  # ids, in the order of the export
    articles: tuple[str, ...]
    sources: int  # independent ones


def attestations(facts: Iterable[Row], known: Sources) -> Iterator[Attestation]:
    """Yield what backs each fact, in no fixed order.

    Facts state the same if kind, values, unit, bound and all conditions are the same; where what the value is one of is
    not stated, if their words are the same too. A statement for a province is one
    for its cities too, not the other way round; one that names no place backs only those that name none.

    Args:
        facts: fact rows, those of an article together.
        known: the independent source of each article.
    """
    groups: dict[Key, dict[str | None, list[tuple[str, str]]]] = {}
    for article, rows in groupby(facts, key=lambda row: row["article"]):
        mine = list(rows)
        for row, key in zip(mine, _keys(mine), strict=True):
            groups.setdefault(key, {}).setdefault(row["place"], []).append((row["id"], article))
    for places in groups.values():
        for place, stated in places.items():
            backing = [pair for other, pairs in places.items() if _holds_in(other, place) for pair in pairs]
            ids = tuple(fact for fact, _ in backing)
            articles = tuple(sorted({article for _, article in backing}))
            count = independent(articles, known)
            for fact, _ in stated:
                yield Attestation(fact, ids, articles, count)


def _keys(facts: Sequence[Row]) -> list[Key]:
    """Return what each fact of an article states; an increment is one on what its base states."""
    by_id = {fact["id"]: fact for fact in facts}
    return [(*_key(fact), _base(fact, by_id)) for fact in facts]


def _base(fact: Row, by_id: Mapping[str, Row]) -> Key | None:
    base = by_id.get(fact["relative_to"]) if fact["relative_to"] else None
    return _key(base) if base else None


def _key(fact: Row) -> Key:
    limits = settings().conflicts
    needed = limits.needed.get(fact["kind"])
    unsaid = needed is None or not all(fact[slot] for slot in needed)
    wording = _form(fact["text"]) if unsaid else None  # a bare number in other words may be one of something else
    service = fact["service"] if "service" in (needed or ()) else None
    condition = _form(fact["condition"]) if fact["condition"] else None
    slots = (fact[slot] for slot in SLOTS)
    stated = (fact[name] for name in VALUES)
    dates = fact["effective_from"], fact["effective_until"], fact["policy_year"]
    return *stated, *slots, condition, fact["period"], *dates, service, fact["hedge"], wording


@lru_cache(maxsize=4096)
def _form(text: str) -> str:
    return slot_form(tokens(text))


def _holds_in(stated: str | None, place: str | None) -> bool:
    """Whether a statement for one place holds in another."""
    if stated == place:
        return True
    wide, narrow = region_codes(stated), region_codes(place)
    return bool(wide and narrow) and all(any(lies_in(code, other) for other in wide) for code in narrow)
