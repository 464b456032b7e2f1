"""SPARQL through HTTP beside the engine called in process, and a join beside rdflib's own store."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pyoxigraph as ox

from index.folder.generation import GRAPH, current
from ontology.terms import PREFIXES
from tests.serving import serving

JSON = "application/sparql-results+json"
QUERIES: Mapping[str, str] = {
    "one fact": "ASK { ?claim yb:measure ybc:deductible }",
    "50 rows": "SELECT ?c ?v { ?c yb:measure ybc:deductible ; yb:valueMax ?v } LIMIT 50",
    "2000 rows": "SELECT ?c ?e ?s { ?c prov:wasDerivedFrom ?e . ?e oa:hasSource ?s } LIMIT 2000",
    "a count over a join": "SELECT ?m (COUNT(?c) AS ?n) { ?c yb:measure ?m ; prov:wasDerivedFrom/oa:hasSource ?a ;"
    " yb:unit ?u } GROUP BY ?m",
}
SEARCH = 'SELECT ?c { (?p ?s) yb:search ("医保卡余额怎么查" 10) . ?c prov:wasDerivedFrom/dct:isPartOf ?p }'
JOIN = "SELECT (COUNT(*) AS ?n) { ?a <urn:p0> ?b . ?b <urn:p1> ?c . ?c <urn:p2> ?d }"


def over_http(data: Path, rounds: int) -> dict[str, float]:
    """Return for each query its median in the engine and through HTTP, in milliseconds, and their ratio."""
    now = current(data)
    assert now is not None
    store = ox.Store.read_only(str(now.folder / GRAPH))
    figures: dict[str, float] = {}
    with serving(data) as client:
        for name, query in QUERIES.items():
            inside = _median(lambda query=query: _asked(store, query), rounds)
            outside = _median(lambda query=query: client.post("/sparql", data={"query": query}).read(), rounds)
            figures |= {f"{name}, engine": inside, f"{name}, HTTP": outside, f"{name}, ratio": outside / inside}
        figures["a search and its claims, HTTP"] = _median(
            lambda: client.post("/sparql", data={"query": SEARCH}).read(), rounds
        )
    return figures


def beside_rdflib(count: int) -> dict[str, float]:
    """Return the seconds of a join of three patterns over `count` statements, in rdflib's store and in the graph's."""
    from rdflib import Graph, URIRef

    size = count // 3
    lines = [(f"urn:n{n}", f"urn:p{p}", f"urn:n{(n * 31 + p) % size}") for p in range(3) for n in range(size)]
    store = ox.Store()
    store.bulk_extend(ox.Quad(*map(ox.NamedNode, line)) for line in lines)
    ours = _seconds(lambda: list(store.query(JOIN)))
    plain = Graph()
    for line in lines:
        plain.add(tuple(map(URIRef, line)))
    theirs = _seconds(lambda: list(plain.query(JOIN)))
    return {"join, graph": ours, "join, rdflib": theirs, "join, ratio": theirs / ours}


def _asked(store: ox.Store, query: str) -> bytes:
    return store.query(query, prefixes=PREFIXES).serialize(format=ox.QueryResultsFormat.JSON) or b""


def _median(action: Callable[[], object], rounds: int) -> float:
    action()  # loaded and warm
    return 1e3 * statistics.median(_seconds(action) for _ in range(rounds))


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
