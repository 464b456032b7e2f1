"""Plain, exact counterparts of the engines: slow, and right at a glance."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyoxigraph as ox
import rdflib

from index.articles.passages import Hit
from index.articles.reading import Terms
from index.graph.guard import guarded, one_line
from index.graph.results import SparqlResults
from index.rdf.quads import Literal, Quad, nquads
from index.settings import settings
from ontology.errors import QueryError
from ontology.segmenter import tokens
from ontology.terms import PREFIXES

K1, B = 1.2, 0.75  # of BM25


class PlainVectors:
    """Multiplies with every row."""

    def __init__(self, rows: Mapping[int, np.ndarray], dim: int) -> None:
        self._rows = rows
        self.dim = dim

    def ids(self) -> list[int]:
        return [*self._rows]

    def nearest(self, asked: np.ndarray, k: int, among: Sequence[int] | None = None) -> list[Hit]:
        keys = self._rows if among is None else [key for key in among if key in self._rows]
        hits = [Hit(key, float(self._rows[key] @ asked)) for key in keys]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:k]

    def __len__(self) -> int:
        return len(self._rows)


class PlainLexical:
    """Adds up BM25 over each field of every passage."""

    def __init__(self, passages: Mapping[int, Terms]) -> None:
        fields = ("title", "heading", "words", "characters")
        self._fields = {name: {key: getattr(terms, name).split() for key, terms in passages.items()} for name in fields}
        self._ids = sorted(passages)

    def ids(self) -> list[int]:
        return self._ids

    def search(self, query: str, k: int, among: Sequence[int] | None = None) -> list[Hit]:
        scores: dict[int, float] = {}
        for term in dict.fromkeys(tokens(query)):
            single = len(term) == 1 and "\u3400" <= term <= "\u9fff"
            for field in ("characters",) if single else ("title", "heading", "words"):
                for key, score in self._bm25(field, term):
                    scores[key] = scores.get(key, 0.0) + settings().lexical.boosts[field] * score
        hits = [Hit(key, score) for key, score in scores.items() if among is None or key in among]
        return sorted(hits, key=lambda hit: (-round(hit.score, 4), hit.id))[:k]

    def _bm25(self, field: str, term: str) -> Iterator[tuple[int, float]]:
        texts = self._fields[field]
        holders = [key for key, text in texts.items() if term in text]
        mean = sum(map(len, texts.values())) / len(texts)
        rarity = math.log(1 + (len(texts) - len(holders) + 0.5) / (len(holders) + 0.5))
        for key in holders:
            times = texts[key].count(term)
            yield key, rarity * times * (K1 + 1) / (times + K1 * (1 - B + B * len(texts[key]) / mean))

    def __len__(self) -> int:
        return len(self._ids)


class PlainGraph:
    """rdflib's own store and its own SPARQL engine."""

    def __init__(self) -> None:
        self._dataset = rdflib.Dataset(default_union=True)

    def sparql(self, query: str, timeout: float | None = None) -> SparqlResults:
        guarded(query)
        try:
            found: Any = self._dataset.query(query, initNs={k: rdflib.Namespace(v) for k, v in PREFIXES.items()})
        except Exception as error:
            raise QueryError(one_line(error, query)) from error
        if found.type in ("CONSTRUCT", "DESCRIBE"):
            store = ox.Store()
            store.bulk_load(found.graph.serialize(format="nt", encoding="utf-8"), ox.RdfFormat.N_TRIPLES)
            return SparqlResults(store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"), timeout)  # type: ignore[arg-type]
        return SparqlResults(
            ox.parse_query_results(found.serialize(format="json"), ox.QueryResultsFormat.JSON), timeout
        )

    def names(self) -> list[str]:
        graphs = (graph for graph in self._dataset.graphs() if len(graph))
        return sorted(str(graph.identifier) for graph in graphs)

    def quads(self, graph: str) -> Iterator[Quad]:
        for s, p, o in self._dataset.graph(rdflib.URIRef(graph)):
            value: Any = o
            if isinstance(o, rdflib.Literal):
                kind = str(o.datatype or (rdflib.RDF.langString if o.language else rdflib.XSD.string))
                value = Literal(str(o), kind, o.language or "")
            yield Quad(str(s), str(p), value if isinstance(value, Literal) else str(o), graph)

    def replace(self, graph: str, quads: Iterable[Quad]) -> None:
        self.drop(graph)
        lines = "".join(line[: line.rindex(" <")] + " .\n" for line in nquads(quads).splitlines())
        self._dataset.graph(rdflib.URIRef(graph)).parse(data=lines, format="nt")

    def drop(self, graph: str) -> None:
        self._dataset.remove_graph(rdflib.URIRef(graph))

    def __len__(self) -> int:
        return len(set(self._dataset.triples((None, None, None))))
