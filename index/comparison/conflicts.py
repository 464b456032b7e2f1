"""Values that stand against each other or agree, by class. All claims stay; nothing is merged or corrected.

conflict     the same conditions and place, values that exclude each other
superseded   the same, but one is so much newer that it may have taken the other's place
narrower     one side states a condition or a place that the other leaves out
other_place  the same conditions, different places
same         the same value from several independent sources
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain, combinations, product
from math import inf

from index.articles.records import Row, digest
from index.comparison.conflict_rows import CLASSES, CONFLICT, NARROWER, OTHER_PLACE, SAME, SUPERSEDED, Conflict, Link
from index.comparison.spelling import only_starts
from index.comparison.stated_values import SCOPES, Place, Slots, StatedValue, stated_values
from index.rdf.conditions import stated_key
from index.rdf.regions import meet
from index.repetition.groups import Groups
from index.repetition.sources import Sources, independent
from index.settings import settings

# what, left out on one side, makes the other the narrower case however far apart the values are
REFINING = frozenset({"care_type", "facility_level", "condition", "place"})

Keys = dict[Slots, list[StatedValue]]  # the values of one measure and unit, by their conditions


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two values, the wider or older one first where there is one, and how they stand to each other."""

    a: StatedValue
    b: StatedValue
    kind: str  # of CLASSES
    reason: str


def conflicts(facts: Iterable[Row], articles: Iterable[Row], sources: Sources) -> list[Conflict]:
    """Return how the values of fact rows stand to each other, conflicts first, the best attested first in each class.

    Args:
        facts: fact rows, in the order of the export.
        articles: article rows.
        sources: the independent source of each article.
    """
    measures: dict[tuple[str, str, str], Keys] = {}
    for value in stated_values(facts, {row["article"]: row for row in articles}):
        measures.setdefault((value.first["kind"], value.unit, value.change), {}).setdefault(value.slots, []).append(
            value
        )
    found = [row for keys in measures.values() for row in _rows(keys, sources)]
    return sorted(found, key=_weight)


def _weight(row: Conflict) -> tuple[int, bool, int, str]:
    """Order by class; in it first what holds in a known place, then by the number of sources."""
    return CLASSES.index(row.kind), not any(value.place for value in row.values), -sum(row.counts), row.id


def _rows(keys: Keys, sources: Sources) -> Iterator[Conflict]:
    alike = [pair for values in keys.values() for pair in _under_one_key(values)]
    across = [pair for slots in keys for wider in _wider(slots, keys) for pair in _across(keys[wider], keys[slots])]
    found = [*alike, *across]
    for kind in (CONFLICT, SUPERSEDED):
        for pairs in _connected([pair for pair in found if pair.kind == kind]):
            yield _row(kind, pairs, sources)
    for kind in (NARROWER, OTHER_PLACE):
        for pairs in _by_keys([pair for pair in found if pair.kind == kind]):
            yield _row(kind, pairs, sources)
    yield from (_row(SAME, pairs, sources) for values in keys.values() for pairs in _agreeing(values, sources))


def _under_one_key(values: Sequence[StatedValue]) -> Iterator[_Pair]:
    """Compare the values of one key: those of one place with each other, those of different places as wholes."""
    places: dict[tuple[str, ...], list[StatedValue]] = {}
    for value in values:
        places.setdefault(value.place, []).append(value)
    for here in places.values():
        yield from (_in_one_place(a, b) for a, b in combinations(here, 2) if _apart(a, b))
    for one, other in combinations(places, 2):
        first = next(((a, b) for a, b in product(places[one], places[other]) if _apart(a, b)), None)
        if first:
            yield _in_two_places(*first)


def _in_one_place(a: StatedValue, b: StatedValue) -> _Pair:
    newer = _newer(a, b)
    if newer is None:
        unsaid = "" if _in_one_known_place(a, b) else "; neither says where it holds"
        return _Pair(a, b, CONFLICT, f"the same conditions, values that exclude each other{unsaid}")
    older = a if newer is b else b
    before = older.dates[-1] if older.dates else older.period[1]
    return _Pair(older, newer, SUPERSEDED, f"the same conditions, but {newer.dates[0]} is later than {before}")


def _in_two_places(a: StatedValue, b: StatedValue) -> _Pair:
    if not a.place or not b.place:
        wide, narrow = (a, b) if b.place else (b, a)
        return _Pair(wide, narrow, NARROWER, "only one side states place: it may be the narrower case")
    if _meet(a.place, b.place):
        return _Pair(a, b, NARROWER, "one place holds the other: the part may be the narrower case")
    return _Pair(a, b, OTHER_PLACE, "the same conditions in different places")


@lru_cache(65536)  # few places, many pairs of values of them
def _meet(one: Place, other: Place) -> bool:
    return meet(one, other)


def _wider(slots: Slots, keys: Keys) -> Iterator[Slots]:
    """Yield the keys that leave out some of the conditions of `slots` and state no other."""
    choices = [(None,) if value is None else (value, None) for value in slots]
    yield from (found for found in product(*choices) if found != slots and found in keys)


def _across(wide: Sequence[StatedValue], narrow: Sequence[StatedValue]) -> Iterator[_Pair]:
    """Compare the values of a key with those of a key that says more."""
    by_place: dict[tuple[str, ...], list[StatedValue]] = {}
    for value in wide:
        by_place.setdefault(value.place, []).append(value)
    for value in narrow:
        places = dict.fromkeys((value.place, ()))  # what names no place is the wider statement too
        others = (other for place in places for other in by_place.get(place, ()))
        yield from (_beside(other, value) for other in others if _apart(other, value))


def _beside(wide: StatedValue, narrow: StatedValue) -> _Pair:
    limits = settings().conflicts
    unstated = [name for name, one, other in zip(SCOPES, wide.slots, narrow.slots, strict=True) if one != other]
    unstated += ["place"] if wide.place != narrow.place else []
    named = ", ".join(unstated)
    far = _gap(wide, narrow) >= limits.wide_gap and _in_one_known_place(wide, narrow)
    refining = REFINING & {*unstated} - ({"condition"} if _only_starts(wide, narrow) else set())
    if far and not refining:
        return _Pair(wide, narrow, CONFLICT, f"only one side states {named}, but the values are too far apart for that")
    return _Pair(wide, narrow, NARROWER, f"only one side states {named}: it may be the narrower case")


def _only_starts(wide: StatedValue, narrow: StatedValue) -> bool:
    """Whether the condition of one side is the beginning of its term, and the other states none."""
    return not wide.stated.get("condition") and only_starts(narrow.stated.get("condition"))


def _in_one_known_place(a: StatedValue, b: StatedValue) -> bool:
    """Whether two values of one place hold in a place that is known, or in that of one article, whatever it is."""
    return bool(a.place) or bool({*a.names} & {*b.names})


def _agreeing(values: Sequence[StatedValue], sources: Sources) -> Iterator[list[_Pair]]:
    """Yield the values of one key that are the same, whatever their places, where independent sources state them."""
    ranges: dict[tuple[float, float, bool], list[StatedValue]] = {}
    for value in values:
        ranges.setdefault((value.low, value.high, value.open_end), []).append(value)
    for same in ranges.values():
        count = independent(chain.from_iterable(value.names for value in same), sources)
        if count > 1:
            reason = f"{count} independent sources state the same"
            yield [_Pair(one, other, SAME, reason) for one, other in zip(same, same[1:] or same, strict=False)]


def _connected(pairs: Sequence[_Pair]) -> Iterator[list[_Pair]]:
    """Yield the pairs that hang together by a value, in order."""
    groups: Groups[str] = Groups()
    for pair in pairs:
        groups.join(pair.a.first["id"], pair.b.first["id"])
    found: dict[str, list[_Pair]] = {}
    for pair in pairs:
        found.setdefault(groups.first(pair.a.first["id"]), []).append(pair)
    yield from found.values()


def _by_keys(pairs: Sequence[_Pair]) -> Iterator[list[_Pair]]:
    found: dict[tuple[Slots, Slots], list[_Pair]] = {}
    for pair in pairs:
        found.setdefault((pair.a.slots, pair.b.slots), []).append(pair)
    yield from found.values()


def _apart(a: StatedValue, b: StatedValue) -> bool:
    """Whether two values exclude each other and are not parallel values of one statement."""
    if a.is_ceiling and b.is_ceiling:
        excluded = abs(a.high - b.high) > settings().conflicts.nearly * max(a.high, b.high)
    elif a.limit and a.limit == b.limit:
        excluded = a.ends != b.ends  # "within 6 months" and "within 12" fit each other as ranges, not as deadlines
    elif a.high == b.low or b.high == a.low:
        excluded = a.open_end or b.open_end
    else:
        excluded = a.high < b.low or b.high < a.low
    return excluded and not _in_one_statement(a, b)


def _gap(a: StatedValue, b: StatedValue) -> float:
    """Return the ratio of the nearest ends of two ranges."""
    lower, upper = sorted((a, b), key=lambda value: value.ends)
    return upper.ends[0] / lower.ends[1] if lower.ends[1] > 0 else inf


def _in_one_statement(a: StatedValue, b: StatedValue) -> bool:
    """Whether all facts of both sides stand in one block: parallel values, whatever tells them apart."""
    return len(a.blocks) == 1 and a.blocks == b.blocks


def _newer(a: StatedValue, b: StatedValue) -> StatedValue | None:
    """Return the value that may have taken the place of the other, None if neither.

    One does if it begins after the other ends by their own words, or if all dates say that it is the later one by so
    much that rules may have changed.
    """
    days = settings().conflicts.renewed_days
    for old, new in ((a, b), (b, a)):
        if old.period[1] and new.period[0] > old.period[1]:
            return new
        if old.dates and new.dates and _days(old.dates[-1], new.dates[0]) >= days:
            return new
    return None


def _days(earlier: str, later: str) -> int:
    try:
        return (date.fromisoformat(later) - date.fromisoformat(earlier)).days
    except ValueError:
        return 0


def _row(kind: str, pairs: Sequence[_Pair], sources: Sources) -> Conflict:
    values = list({id(value): value for pair in pairs for value in (pair.a, pair.b)}.values())
    counts = [independent(value.names, sources) for value in values]
    places = {id(value): i for i, value in enumerate(values)}
    linked = [Link(places[id(pair.a)], places[id(pair.b)], pair.reason) for pair in pairs]
    linked.sort(key=lambda link: -min(counts[link.a], counts[link.b]))
    conditions = _conditions(values)
    first = values[0].first
    return Conflict(
        id=_name(kind, pairs[0], values),
        kind=kind,
        key=stated_key(first["kind"], values[0].unit, conditions),
        conditions={**conditions, "unit": values[0].unit},
        values=tuple(values),
        counts=tuple(counts),
        links=tuple(linked),
    )


def _name(kind: str, pair: _Pair, values: Sequence[StatedValue]) -> str:
    """Return an id that stays while values come and go, so that a small change leaves most of the graph as it is.

    Conflicts of two keys are named after the keys; of the other classes a value is in one conflict at most.
    """
    if kind in (NARROWER, OTHER_PLACE):
        a, b = pair.a, pair.b
        return digest("conflict", kind, a.first["kind"], a.unit, a.change, repr(a.slots), repr(b.slots))
    return digest("conflict", kind, min(value.name for value in values))


def _conditions(values: Sequence[StatedValue]) -> dict[str, str]:
    """Return the conditions that all values share: what the row is about."""
    shared = zip(SCOPES, *(value.slots for value in values), strict=True)
    places = {value.place_label for value in values}
    found = {name: stated[0] for name, *stated in shared if len({*stated}) == 1}
    found["place"] = places.pop() if len(places) == 1 else None
    return {name: value for name, value in found.items() if value}
