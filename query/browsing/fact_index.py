"""All facts of a generation by what they state, so that a filter looks nothing up that does not fit."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.articles.reading import Articles

VALUES = ("kind", "care_type", "insured_type", "employment", "facility_level", "service", "place", "on_topic")
DATES = ("effective_from", "effective_until")
ARTICLE = "article"
Value = str | int | None
Posting = Sequence[int]  # ascending places in the order of the export
NOWHERE: Posting = array("I")


@dataclass(frozen=True, slots=True)
class FactIndex:
    """The facts by place: 0 is the first one of the export."""

    ids: Sequence[str]
    postings: Mapping[tuple[str, Value], Posting]  # name and value of a field → the facts that have it
    begins: Mapping[int, str]  # place of a fact → the day from which it holds, where it says so …
    ends: Mapping[int, str]  # … and the last one
    issued: Mapping[str, str]  # article → its date, where it has one

    @classmethod
    def of(cls, articles: Articles) -> FactIndex:
        """Read the facts of a store."""
        ids: list[str] = []
        postings: dict[tuple[str, Value], array[int]] = {}
        dates: tuple[dict[int, str], dict[int, str]] = ({}, {})
        for place, (identifier, article, stated) in enumerate(articles.fact_fields((*VALUES, *DATES))):
            ids.append(identifier)
            for key in ((ARTICLE, article), *zip(VALUES, stated, strict=False)):
                if key[1] is not None:
                    postings.setdefault(key, array("I")).append(place)
            for known, day in zip(dates, stated[len(VALUES) :], strict=True):
                if day is not None:
                    known[place] = str(day)
        return cls(ids, postings, *dates, articles.issued())

    def fitting(self, wanted: Sequence[Posting], as_of: str | None = None) -> list[int]:
        """Return the places that stand in all of some postings, in order.

        Args:
            wanted: postings; none asks nothing.
            as_of: ISO date; facts of later articles, and those that begin later or have ended, are left out.
        """
        smallest, *others = sorted(wanted, key=len) or [range(len(self.ids))]
        held = [set(posting) for posting in others]
        found = [place for place in smallest if all(place in posting for posting in held)]
        if as_of is None:
            return found
        late = {place for name, day in self.issued.items() if day > as_of for place in self.having(ARTICLE, name)}
        return [
            place
            for place in found
            if place not in late and self.begins.get(place, as_of) <= as_of <= self.ends.get(place, as_of)
        ]

    def having(self, name: str, *values: Value) -> Posting:
        """Return the places of the facts with one of some values in a field."""
        return union(self.postings.get((name, value), NOWHERE) for value in values)

    def values(self, name: str) -> list[Value]:
        """Return the values of a field."""
        return [value for field, value in self.postings if field == name]


def union(postings: Iterable[Posting]) -> Posting:
    """Return what stands in any of some postings.

    >>> union([[1, 3], [0, 3]])
    [0, 1, 3]
    """
    several = [posting for posting in postings if posting]
    if len(several) == 1:
        return several[0]
    return sorted({place for posting in several for place in posting})
