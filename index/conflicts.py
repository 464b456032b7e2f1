"""Claims that cannot both hold. Both stay; nothing is merged or corrected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf

from index.conditions import SLOTS, region_codes
from index.records import Conflict, Row, digest
from index.repetition.sources import independent
from index.settings import ConflictSettings, settings
from ontology.vocabulary import vocabulary

# what, left out on one side, makes the other the narrower case however far apart the values are
REFINING = frozenset({"care_type", "facility_level", "condition", "place"})
SCOPES = (*SLOTS, "condition", "period", "service")


@dataclass(frozen=True, slots=True)
class _Value:
    """One value under one set of conditions, and all facts that state it."""

    facts: tuple[Row, ...]
    slots: tuple[str | None, ...]  # of SCOPES
    low: float
    high: float
    open_end: bool  # above or below: the end itself is excluded
    regions: tuple[str, ...]

    @property
    def first(self) -> Row:
        return self.facts[0]


@dataclass(frozen=True, slots=True)
class _Verdict:
    strength: str
    reason: str


def conflicts(facts: Iterable[Row], sources: Mapping[str, str]) -> list[Conflict]:
    """Return the conflicts between fact rows, strong ones first.

    Args:
        facts: fact rows, in the order of the export.
        sources: the independent source of each article.
    """
    limits = settings().conflicts
    found = [
        _conflict(a, b, verdict, sources)
        for values in _comparable(facts, limits)
        for a, b in combinations(values, 2)
        if (verdict := _verdict(a, b, limits))
    ]
    return sorted(found, key=lambda conflict: (conflict.strength != "strong", conflict.id))


def _comparable(facts: Iterable[Row], limits: ConflictSettings) -> Iterator[list[_Value]]:
    """Yield the distinct values of each measure and unit, in the order of their first fact."""
    groups: dict[tuple[str, str], dict[tuple[object, ...], list[Row]]] = {}
    for fact in facts:
        if _says_the_whole(fact, limits):
            values = groups.setdefault((fact["kind"], fact["unit"]), {})
            values.setdefault((_slots(fact, limits), fact["place"], _range(fact, limits)), []).append(fact)
    for values in groups.values():
        yield [_value(rows, limits) for rows in values.values()]


def _value(facts: Sequence[Row], limits: ConflictSettings) -> _Value:
    first = facts[0]
    open_end = first["bound"] in ("above", "below")
    return _Value(tuple(facts), _slots(first, limits), *_range(first, limits), open_end, region_codes(first["place"]))


def _says_the_whole(fact: Row, limits: ConflictSettings) -> bool:
    """Whether a fact states a value of its own that is meant to hold in general, and of what."""
    if not fact["on_topic"] or fact["hedge"] or fact["bound"] in limits.relative_bounds:
        return False
    needed = limits.needed.get(fact["kind"])
    return needed is not None and all(fact[slot] for slot in needed)


def _slots(fact: Row, limits: ConflictSettings) -> tuple[str | None, ...]:
    """Return the conditions of a fact; the service counts only where the measure is one of a service."""
    slots: dict[str, str | None] = {slot: fact[slot] for slot in SCOPES}
    slots["period"] = slots["period"] or limits.assumed_period.get(fact["kind"])
    slots["service"] = slots["service"] if "service" in limits.needed[fact["kind"]] else None
    return tuple(slots.values())


def _range(fact: Row, limits: ConflictSettings) -> tuple[float, float]:
    low = -inf if fact["value_min"] is None else float(fact["value_min"])
    high = inf if fact["value_max"] is None else float(fact["value_max"])
    slack = limits.tolerance if fact["approximate"] else 0.0
    return low * (1 - slack), high * (1 + slack)


def _verdict(a: _Value, b: _Value, limits: ConflictSettings) -> _Verdict | None:
    """Say whether two values exclude each other, and whether a condition that one leaves out may explain it."""
    pairs = zip(a.slots, b.slots, strict=True)
    if not _apart(a, b) or any(one and other and one != other for one, other in pairs):
        return None
    if _in_one_statement(a, b) or not _places_meet(a, b):
        return None
    unstated = [name for name, one, other in zip(SCOPES, a.slots, b.slots, strict=True) if one != other]
    unstated += ["place"] if a.regions != b.regions else []
    if not unstated:
        return _Verdict("strong", "the same conditions, values that exclude each other")
    named = ", ".join(unstated)
    if not {*unstated} & REFINING and _gap(a, b) >= limits.wide_gap:
        return _Verdict("strong", f"only one side states {named}, but the values are too far apart for that")
    return _Verdict("reconcilable", f"only one side states {named}: it may be the narrower case")


def _apart(a: _Value, b: _Value) -> bool:
    if a.high == b.low or b.high == a.low:
        return a.open_end or b.open_end
    return a.high < b.low or b.high < a.low


def _gap(a: _Value, b: _Value) -> float:
    """Return the ratio of the nearest ends of two ranges."""
    lower, upper = sorted((a, b), key=lambda value: (value.low, value.high))
    return upper.low / lower.high if lower.high > 0 else inf


def _in_one_statement(a: _Value, b: _Value) -> bool:
    """Whether all facts of both sides stand in one block: parallel values, whatever tells them apart."""
    places = {(fact["article"], fact["block"]) for fact in (*a.facts, *b.facts)}
    return len(places) == 1


def _places_meet(a: _Value, b: _Value) -> bool:
    if not (a.regions and b.regions):  # a place that no code is known for meets only itself
        return not (a.first["place"] and b.first["place"]) or a.first["place"] == b.first["place"]
    return any(_within(one, other) or _within(other, one) for one in a.regions for other in b.regions)


def _within(code: str, other: str) -> bool:
    return code == other or any(above.code == other for above in vocabulary().ancestors(code))


def _conflict(a: _Value, b: _Value, verdict: _Verdict, sources: Mapping[str, str]) -> Conflict:
    conditions = {slot: a.first[slot] or b.first[slot] for slot in (*SCOPES, "unit", "place")}
    return Conflict(
        id=digest("conflict", a.first["id"], b.first["id"]),
        conditions={slot: value for slot, value in conditions.items() if value},
        a=a.first,
        b=b.first,
        a_attestations=_ids(a.facts),
        b_attestations=_ids(b.facts),
        a_sources=independent(_articles(a.facts), sources),
        b_sources=independent(_articles(b.facts), sources),
        strength=verdict.strength,
        reason=verdict.reason,
    )


def _ids(facts: Sequence[Row]) -> tuple[str, ...]:
    return tuple(fact["id"] for fact in facts)


def _articles(facts: Sequence[Row]) -> list[str]:
    return [fact["article"] for fact in facts]
