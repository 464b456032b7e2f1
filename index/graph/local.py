"""The graph on disk: pyoxigraph, read-only for readers, with rdflib on top for who wants its API.

The store's unnamed graph holds the union of the named ones, each statement once: it is the default graph of a query.
The engine can form the union itself, but (up to 0.5) counts a statement once for each graph that it stands in, which
multiplies the rows of a join by the number of articles that say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from index.graph.guard import guarded, one_line
from index.graph.results import SparqlResults
from index.rdf.inference import DISAGREEMENTS
from index.rdf.quads import Literal, Object, Quad
from ontology.errors import QueryError, StoreError
from ontology.terms import PREFIXES

if TYPE_CHECKING:  # 0.4 s that only those spend who use rdflib
    from rdflib import Dataset
    from rdflib import Graph as RdflibGraph

FORMATS = {
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}


class Graph:
    """The named graphs of a generation, read-only."""

    def __init__(self, store: ox.Store) -> None:
        """Read from `store`."""
        self._store = store

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the graph in `folder`; any number of processes may.

        Raises:
            StoreError: if the folder is missing or broken.
        """
        if not folder.is_dir():  # opening would not fail before the first query
            raise StoreError(f"{folder}: the graph is missing: remove the data folder and run `yibao build`")
        try:
            return cls(ox.Store.read_only(str(folder)))
        except OSError as error:
            raise StoreError(
                f"{folder}: cannot be read ({one_line(error)}): remove the data folder and run `yibao build`"
            ) from error

    def sparql(self, query: str, timeout: float | None = None) -> SparqlResults:
        """Run a SPARQL 1.1 query; its default graph is the union of all named graphs.

        The prefixes of `ontology.terms` need no declaration. Updates and federated queries are refused.

        Args:
            query: SELECT, ASK, CONSTRUCT or DESCRIBE.
            timeout: seconds until reading the results is given up; looked at between two results.

        Raises:
            QueryError: if the query is malformed or refused.
        """
        guarded(query)
        try:
            found = self._store.query(query, prefixes=PREFIXES)
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            raise QueryError(one_line(error, query)) from error
        return SparqlResults(found, timeout)

    def names(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return sorted(name.value for name in self._store.named_graphs() if isinstance(name, ox.NamedNode))

    def quads(self, graph: str) -> Iterator[Quad]:
        """Yield the statements of a named graph."""
        for quad in self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph)):
            yield quad_of(quad)

    def rdflib(self, graph: str) -> RdflibGraph:
        """Return a copy of a named graph for rdflib."""
        from rdflib import Graph as RdflibGraph

        triples = (quad.triple for quad in self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
        return RdflibGraph().parse(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")

    def lines(self) -> Iterator[str]:
        """Yield all statements as N-Quads, sorted within each graph, the graphs sorted by IRI."""
        for name in self.names():
            found = self._store.quads_for_pattern(None, None, None, ox.NamedNode(name))
            yield from sorted(f"{quad} .\n" for quad in found)

    def export(self, format: str = "trig") -> bytes:
        """Return the whole graph: trig, nquads, jsonld, or turtle without the names of the graphs.

        Raises:
            QueryError: if there is no such format.
        """
        if format not in FORMATS:
            raise QueryError(f"no graph format {format!r}; known: {', '.join(FORMATS)}")
        lines = "".join(self.lines())
        if format == "nquads":
            return lines.encode()
        quads = list(ox.parse(lines, ox.RdfFormat.N_QUADS))
        if format == "turtle":
            triples = sorted({quad.triple for quad in quads}, key=str)
            return ox.serialize(triples, format=FORMATS[format], prefixes=PREFIXES) or b""
        return ox.serialize(quads, format=FORMATS[format], prefixes=PREFIXES) or b""

    def selected(self, query: str) -> list[str]:
        """Return what a SHACL query finds as ?this, sorted."""
        return sorted({str(row["this"]) for row in self.sparql(query).rows()})

    def dataset(self) -> Dataset:
        """Return the graph as an rdflib dataset, its default graph the union; writing to it raises."""
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        dataset = Dataset(store=OxigraphStore(store=self._store))
        for prefix, namespace in PREFIXES.items():
            dataset.bind(prefix, namespace)
        return dataset

    def disagreements(self) -> list[str]:
        """Return what is wrong with the union and with what is inferred: nothing in a sound graph."""
        lacks = "ASK { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }"
        exceeds = "ASK { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
        faults = {lacks: "lacks a statement of a named graph", exceeds: "holds a statement of no named graph"}
        found = [f"the default graph {fault}" for query, fault in faults.items() if self.sparql(query).truth]
        stale = any(self.sparql(query).truth for query in DISAGREEMENTS)
        return [*found, *(["the inferred graph is not what follows from the vocabulary"] if stale else [])]

    def __len__(self) -> int:
        """Return the number of different statements."""
        row = next(self.sparql("SELECT (COUNT(*) AS ?count) { ?s ?p ?o }").rows())
        return int(row["count"].value) if isinstance(row["count"], Literal) else 0


def quad_of(quad: ox.Quad) -> Quad:
    """Return a statement of the store as a plain value.

    Raises:
        StoreError: if it has a blank node.
    """
    return Quad(_iri(quad.subject), _iri(quad.predicate), _object(quad.object), _iri(quad.graph_name))


def _iri(term: object) -> str:
    if not isinstance(term, ox.NamedNode):
        raise StoreError(f"the graph holds {term}, which no build writes: remove the data folder and run `yibao build`")
    return term.value


def _object(term: object) -> Object:
    if isinstance(term, ox.Literal):
        return Literal(term.value, term.datatype.value, term.language or "")
    return _iri(term)
