"""Queries that are meant to hurt: each ends within its bounds, says so, and the next one is answered."""

from __future__ import annotations

import asyncio
import multiprocessing
import threading

import pyoxigraph as ox
import pytest

from sparql_protocol.endpoint import served

NODES = 400
PATH = "/".join(["(<urn:p>|^<urn:p>)*"] * 6)
LATE = {
    "cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "deep path": f"SELECT (COUNT(*) AS ?n) {{ ?a {PATH} ?b . ?c {PATH} ?d }}",
    "sorting a product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a",
    "a long list, read slowly": "ASK { ?s ?p (" + "1 " * 2000 + ") }",
    "a thousand statements": "ASK { " + "?s ?p ?o . " * 1000 + "}",
}
BOUNDED = {  # an answer or a refusal, but within bounds
    "huge regex": 'ASK { ?s ?p ?o FILTER(REGEX(STR(?s), "' + "(a*)*" * 2000 + 'b")) }',
    "repeated regex": 'ASK { ?s ?p ?o FILTER(REGEX(STR(?s), "((((a{1,99}){1,99}){1,99}){1,99}){1,99}")) }',
    "a megabyte of values": "SELECT * { VALUES ?x { " + "<urn:n1> " * 110_000 + "} ?x ?p ?o }",
    "a megabyte of blanks": "ASK {" + " " * 1_000_000 + "}",
    "a megabyte of dots": "ASK { ?s a" + ".b" * 400_000 + " }",
    "a megabyte of brackets": "ASK " + "{" * 500_000 + "}" * 500_000,
    "a long chain of not": "ASK { FILTER(" + "!" * 900_000 + "true) }",
    "a long sum": "ASK { FILTER(1" + "+1" * 300_000 + ") }",
    "texts that double": "SELECT ?z { BIND('xxxxxxxxxx' AS ?a) "
    + "".join(f"BIND(CONCAT({','.join([f'?{chr(96 + n)}'] * 10)}) AS ?{chr(97 + n)}) " for n in range(1, 12))
    + "BIND(STRLEN(?l) AS ?z) }",
}


class Threads:
    """Runs the work of each request in a thread of its own."""

    async def run(self, work, timeout=None):
        return await asyncio.wait_for(asyncio.to_thread(work), timeout)


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    with served(folder, Threads(), workers=2, timeout=1.5, memory=1_500_000_000, rows=1000) as endpoint:
        with endpoint.filling() as store:
            store.extend(
                ox.Quad(node(n), ox.NamedNode("urn:p"), node((n * 7 + step) % NODES))
                for n in range(NODES)
                for step in range(5)
            )
            del store
        yield endpoint


def node(number):
    return ox.NamedNode(f"urn:n{number}")


def asked(endpoint, query):
    return endpoint.client.post("/sparql", content=query, headers={"content-type": "application/sparql-query"})


def answers(endpoint):
    return asked(endpoint, "ASK { <urn:n1> ?p ?o }").json()["boolean"] is True


@pytest.mark.parametrize("name", LATE)
def test_what_takes_too_long_is_ended_and_others_are_served(endpoint, name):
    found = []
    thread = threading.Thread(target=lambda: found.append(asked(endpoint, LATE[name])))
    thread.start()
    assert answers(endpoint)  # meanwhile
    thread.join()
    assert found[0].status_code == 503 and "was ended" in found[0].json()["detail"]
    assert answers(endpoint)
    assert len(multiprocessing.active_children()) <= 2


@pytest.mark.parametrize("name", BOUNDED)
def test_what_is_large_stays_within_its_bounds(endpoint, name):
    found = asked(endpoint, BOUNDED[name])
    assert found.status_code in (200, 400, 503), found.text[:300]
    if found.status_code != 200:
        assert len(found.json()["detail"]) <= 500
    assert answers(endpoint)


def test_more_at_once_than_there_are_processes_are_turned_away_or_ended(endpoint):
    statuses = []
    threads = [
        threading.Thread(target=lambda: statuses.append(asked(endpoint, LATE["cross product"]).status_code))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [503] * 8
    assert answers(endpoint)


def test_a_result_that_is_cut_says_so(endpoint):
    whole = asked(endpoint, "SELECT * { ?s ?p ?o } LIMIT 1000")
    assert "x-truncated" not in whole.headers and "truncated" not in whole.json()
    cut = asked(endpoint, "SELECT * { ?s ?p ?o }")
    assert cut.headers["x-truncated"] == "true" and "LIMIT" in cut.headers["warning"]
    assert cut.json()["truncated"] is True and len(cut.json()["results"]["bindings"]) == 1000
    graph = asked(endpoint, "CONSTRUCT WHERE { ?s ?p ?o }")
    assert graph.headers["x-truncated"] == "true"


@pytest.mark.parametrize("query", [
    "SELECT * FROM <http://example.org/data.ttl> { ?s ?p ?o }",
    "PREFIX e: <http://example.org/> SELECT * FROM NAMED e:data { GRAPH ?g { ?s ?p ?o } }",
])  # fmt: skip
def test_nothing_is_fetched(endpoint, query):
    found = asked(endpoint, query)
    assert found.status_code == 400 and "none is fetched" in found.json()["detail"]


def test_a_graph_that_the_request_names_and_the_data_lack_is_empty(endpoint):
    query = {"query": "ASK { ?s ?p ?o }", "default-graph-uri": "http://example.org/data.ttl"}
    found = endpoint.client.get("/sparql", params=query)
    assert found.status_code == 200 and found.json()["boolean"] is False
