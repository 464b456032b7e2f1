"""Bringing the graph of a generation to a SPARQL server, and whether a server holds that of a generation.

Graphs of articles are named by what their pages said, so those of new pages are put beside the old ones before the
generation becomes the current one. Then the graphs that hold for all articles are replaced, and last of all the one
that describes the dataset: by its digest a reader knows whether the server says what its own data folder says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from index.articles.reading import Articles
from index.folder.generation import ARTICLES, GRAPH, Generation
from index.graph.address import FORMS, server_address
from index.graph.endpoint import Endpoint
from index.graph.ledger import NOT_WHOLE, Ledger
from index.graph.local import Graph
from index.protocols import GraphStore
from index.rdf.quads import Literal, nquads
from ontology.errors import NotFoundError, QueryError, StoreError
from ontology.terms import DATASET, DATASET_GRAPH, DERIVED_GRAPHS, article_graph

NAMED = f"SELECT ?digest {{ GRAPH <{DATASET_GRAPH}> {{ <{DATASET}> dct:identifier ?digest }} }}"
UNION = f"SELECT DISTINCT ?digest {{ <{DATASET}> dct:identifier ?digest }}"

Progress = Callable[[str, int], None]


class SparqlMirror:
    """The named graphs of one data folder on a server; see `index.protocols.Mirror`."""

    def __init__(self, url: str) -> None:
        """Name the server; nothing is asked yet.

        Raises:
            InputError: if the URL is none.
        """
        self._address = server_address(url)
        self._endpoint = self._address.endpoint()

    def reach(self) -> None:
        """Ask it for its digest; see `index.protocols.Mirror`."""
        self._state()

    def load(self, generation: Generation, progress: Progress) -> None:
        """Put the graphs of articles that the server lacks; what it holds of others stays in use.

        Raises:
            StoreError: if it does not take them.
        """
        ledger = self._ledger(generation)
        graph = Graph.open(generation.folder / GRAPH)
        for done, (name, digest) in enumerate(_articles(generation).items()):
            progress("sparql", done)
            if ledger.graphs.get(name) != digest:
                self._put(graph, name, digest, ledger)

    def switch(self, generation: Generation) -> None:
        """Replace what holds for all articles, and drop the graphs of those that are gone."""
        ledger = self._ledger(generation)
        graph = Graph.open(generation.folder / GRAPH)
        for name in sorted(ledger.graphs.keys() - {*_articles(generation), *DERIVED_GRAPHS}):
            with self._told():
                self._endpoint.drop(name)
            ledger.note(name, "")
        for name in sorted(DERIVED_GRAPHS, key=lambda name: name == DATASET_GRAPH):  # the description comes last
            digest = hashlib.sha256(nquads(graph.quads(name)).encode()).hexdigest()
            if ledger.graphs.get(name) != digest:
                self._put(graph, name, digest, ledger)
        ledger.state = _digest(graph)
        ledger.settle()

    def close(self) -> None:
        """Let go of it: nothing is held open."""

    def _ledger(self, generation: Generation) -> Ledger:
        """Return what the server is known to hold: nothing of one that others wrote to, or that was emptied."""
        ledger, state = Ledger(generation.folder.parents[1], self._address.shown), self._state()
        if state is None or state != ledger.state:
            with self._told():
                there = self._endpoint.names()
            kept = ledger.graphs if state is None and not ledger.state else {}  # of a first load that was cut short
            ledger.graphs = {name: kept.get(name, NOT_WHOLE) for name in there}
            ledger.state = state or ""
            ledger.settle()
        return ledger

    def _state(self) -> str | None:
        with self._told():
            return next(_digests(self._endpoint, NAMED), None)

    def _put(self, graph: Graph, name: str, digest: str, ledger: Ledger) -> None:
        ledger.note(name, NOT_WHOLE)
        with self._told():
            self._endpoint.replace(name, graph.quads(name))
        ledger.note(name, digest)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except NotFoundError as error:
            raise StoreError(f"{error}: name behind # where the server takes graphs: {FORMS}") from error
        except QueryError as error:
            raise StoreError(str(error)) from error


def server_graph(url: str, generation: Generation) -> Endpoint:
    """Return the graph of a generation on a server.

    Raises:
        InputError: if the URL is none.
        StoreError: if the server does not answer, or does not hold this graph.
    """
    address = server_address(url)
    endpoint, wanted = address.endpoint(), _digest(Graph.open(generation.folder / GRAPH))
    try:
        if wanted in _digests(endpoint, UNION):
            return endpoint
        if wanted in _digests(endpoint, NAMED):
            raise StoreError(
                f"{address.shown}: a query without FROM sees no named graph: "
                "have the server take the union of all named graphs for its default graph"
            )
    except QueryError as error:
        raise StoreError(str(error)) from error
    raise StoreError(
        f"{address.shown}: it does not hold this data: "
        f"run `yibao build PATH… --data {generation.folder.parents[1]} --graph {address.shown}`"
    )


def _digests(store: GraphStore, query: str) -> Iterator[str]:
    return (row["digest"].value for row in store.sparql(query).rows() if isinstance(row["digest"], Literal))


def _digest(graph: Graph) -> str:
    return next(_digests(graph, NAMED), "")


def _articles(generation: Generation) -> dict[str, str]:
    """Return the digest of each article's graph, by the IRI of the graph."""
    with closing(Articles.open(generation.folder / ARTICLES)) as articles:
        hashes, digests = articles.content_hashes(), articles.quads_digests()
    return {article_graph(name, found): digests[name] for name, found in hashes.items()}
