"""What a recogniser finds in a text, and who wins where two findings of one type overlap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ontology.vocabulary import Concept

Span = tuple[int, int]


class Found(NamedTuple):
    """An entity named at [start, end) of a text."""

    type: str  # as in Mention
    start: int
    end: int
    code: str  # "" for what is no concept
    label: str
    rank: int = 0  # of two findings at the same span the higher one wins
    rule: str = ""  # for what is no concept: the form that showed it

    @property
    def span(self) -> Span:
        """The span as a pair."""
        return self.start, self.end


def named(kind: str, start: int, end: int, concept: Concept, rank: int = 0) -> Found:
    """Return the finding of a concept."""
    return Found(kind, start, end, concept.code, concept.pref_label, rank)


def widest(found: Iterable[Found]) -> list[Found]:
    """Return the findings without overlaps inside a type (longest, higher rank, leftmost win), in text order."""
    every = [*found]
    if len(every) < 2:
        return every
    kept: dict[str, list[Found]] = {}
    for one in sorted(every, key=lambda one: (one.start - one.end, -one.rank, one.start, one.type, one.label)):
        own = kept.setdefault(one.type, [])
        if all(one.end <= other.start or other.end <= one.start for other in own):
            own.append(one)
    return sorted((one for own in kept.values() for one in own), key=lambda one: (one.start, one.end, one.type))


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


def within(one: Span, other: Span) -> bool:
    """Whether `one` lies inside `other`."""
    return other[0] <= one[0] and one[1] <= other[1]


def crossing(one: Span, other: Span) -> bool:
    """Whether two spans overlap and neither holds the other."""
    return overlap(one, other) and not within(one, other) and not within(other, one)


def outside(found: Iterable[Found], types: Mapping[str, tuple[str, ...]]) -> list[Found]:
    """Leave out what lies inside a longer finding of one of the `types` that swallow its own.

    Args:
        found: findings of one text.
        types: type of an entity → types of which it is only a part, where it stands inside one; `new T` stands for the
            names of type T that are no concept.
    """
    all_of = list(found)
    wanted = {kind for one in all_of for kind in types.get(one.type, ())}
    if not wanted:
        return all_of
    holders: dict[str, list[Span]] = {kind: [] for kind in wanted}
    for one in all_of:
        for kind in (one.type, *(() if one.code else (f"new {one.type}",))):
            if kind in wanted:
                holders[kind].append(one.span)
    if not any(holders.values()):
        return all_of
    return [one for one in all_of if one.type not in types or not _swallowed(one, types[one.type], holders)]


def _swallowed(one: Found, kinds: tuple[str, ...], holders: Mapping[str, list[Span]]) -> bool:
    return any(one.span != span and within(one.span, span) for kind in kinds for span in holders[kind])
