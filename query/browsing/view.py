"""One generation as browsing sees it: what is asked for again and again is counted once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from index.articles.records import Row
from index.rdf.quads import Object
from index.repetition.sources import independent
from index.store import KnowledgeIndex
from ontology.terms import article_name
from query.browsing.fact_index import FactIndex
from query.retrieval.facts import text
from query.templates import Term, filled


@dataclass(frozen=True, slots=True)
class ConflictKey:
    """What a conflict is about."""

    conflict_class: str
    kind: str
    conditions: Mapping[str, str]
    places: frozenset[str]  # labels
    articles: frozenset[str]
    claims: frozenset[str]


Found = dict[str, str]  # variable → text of its value; unbound ones are absent


class View:
    """An open generation with the counts that browsing needs."""

    def __init__(self, index: KnowledgeIndex) -> None:
        """Look at `index`; nothing is counted yet."""
        self.index = index

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """The independent source of each article."""
        return self.index.articles.sources()

    @cached_property
    def articles_naming(self) -> Mapping[str, int]:
        """How many articles name each thing, by its IRI."""
        return {row["thing"]: int(row["articles"]) for row in self.found("articles_naming")}

    @cached_property
    def unlisted(self) -> Mapping[str, str]:
        """The labels of the things that articles name and no table holds, by IRI."""
        return {row["thing"]: row["label"] for row in self.found("unlisted")}

    @cached_property
    def facts(self) -> FactIndex:
        """The facts by what they state."""
        return FactIndex.of(self.index.articles)

    @cached_property
    def conflicts(self) -> Mapping[int, ConflictKey]:
        """What each conflict is about, by its place in the export."""
        return {place: _key(row) for place, row in self.index.articles.conflict_places()}

    def found(self, query: str, **gaps: Term | tuple[Term, ...] | int) -> list[Found]:
        """Return the rows of the query `sparql/{query}.rq`."""
        rows = self.index.sparql(filled(query, **gaps)).rows()
        return [{name: text(value) for name, value in row.items() if _bound(value)} for row in rows]

    @staticmethod
    def articles(rows: Iterable[Found]) -> list[str]:
        """Return the names of the articles whose IRIs are the `source` of some rows, in order."""
        return sorted(name for row in rows if (name := article_name(row["source"])))

    def independent(self, articles: Iterable[str]) -> int:
        """Return how many independent sources some articles are."""
        return independent(articles, self.sources)

    def source_first(self, articles: Iterable[str]) -> list[str]:
        """Return articles in the order of their names, one of each independent source before all others."""
        names = sorted(set(articles))
        first: dict[str, str] = {}
        for name in names:
            first.setdefault(self.sources.get(name, name), name)
        chosen = set(first.values())
        return [*(name for name in names if name in chosen), *(name for name in names if name not in chosen)]


def _key(row: Row) -> ConflictKey:
    values = row["values"]
    return ConflictKey(
        conflict_class=row["class"],
        kind=row["kind"],
        conditions=row["conditions"],
        places=frozenset(value["place"] for value in values if value["place"]),
        articles=frozenset(name for value in values for name in value["articles"]),
        claims=frozenset(claim for value in values for claim in value["claims"]),
    )


def _bound(value: Object | None) -> bool:
    return value is not None
