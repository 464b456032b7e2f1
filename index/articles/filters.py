"""Which passages a search looks at, by what is known of their articles; one meaning for every vector index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from index.articles.reading import Articles
from index.rdf.regions import with_larger


class Traits(NamedTuple):
    """What filters know of an article."""

    article: str
    issued: str  # ISO date, "" for an article without one
    source_kind: str  # "" where it is not known
    places: tuple[str, ...]  # codes of the regions that it is about, and of those around them


@dataclass(frozen=True, slots=True)
class PassageFilter:
    """What articles must be for their passages to be looked at; None restricts nothing."""

    articles: tuple[str, ...] | None = None  # one of these names
    places: tuple[str, ...] | None = None  # about one of these regions or a part of one
    until: str | None = None  # issued on this ISO date or before, or of no known date
    source_kinds: tuple[str, ...] | None = None  # of one of these kinds

    @property
    def open(self) -> bool:
        """Whether nothing is left out."""
        return self == PassageFilter()

    def fits(self, article: Traits) -> bool:
        """Whether the passages of an article are looked at.

        >>> told = Traits("a.txt", "2025-03-01", "portal", ("region-140100", "region-140000"))
        >>> PassageFilter(places=("region-140000",), until="2025-06-30").fits(told)
        True
        >>> PassageFilter(until="2025-02-28").fits(told)
        False
        """
        return (
            (self.articles is None or article.article in self.articles)
            and (self.places is None or not {*self.places}.isdisjoint(article.places))
            and (self.until is None or article.issued <= self.until)
            and (self.source_kinds is None or article.source_kind in self.source_kinds)
        )


def traits(articles: Articles) -> Iterator[Traits]:
    """Yield what filters know of each article."""
    for name, values in articles.article_fields(("issued", "source_kind", "about_places")):
        issued, kind, places = json.loads(values)
        yield Traits(name, issued or "", kind or "", with_larger(places or ()))


def passing(articles: Articles, known: Mapping[str, Traits], wanted: PassageFilter) -> list[int]:
    """Return the ids of the passages that a filter lets through."""
    return articles.passage_ids([name for name, one in known.items() if wanted.fits(one)])
