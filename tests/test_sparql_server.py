"""The graph on a SPARQL 1.1 server: where it is, what a build brings there, and that questions are asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fakes
import pytest
from sparql_server import SparqlServer, sparql_server
from virtuoso import missing, virtuoso

import index.building.assembly
import index.building.prepare
import index.graph.endpoint
from index.building.build import BuildReport, build, remove
from index.check import check
from index.engines import Engines
from index.folder.generation import Generation, current
from index.graph.address import server_address
from index.graph.endpoint import Endpoint
from index.rdf.quads import Quad, nquads
from index.store import KnowledgeIndex
from ontology.errors import InputError, QueryError, StoreError
from ontology.terms import DATASET_GRAPH, DERIVED_GRAPHS, GRAPH, INFERRED_GRAPH, VOCABULARY_GRAPH, article_graph

ENCODER = fakes.HashingEncoder()
PAGES = {"a.txt": "# 封顶线\n每年2000元\n- 支付宝\n", "b.txt": "# 封顶线\n每年3000元\n", "c.txt": "# 办理\n前往窗口\n"}
CAPS = "SELECT DISTINCT ?v { ?c yb:measure ybc:cap ; yb:valueMax ?v } ORDER BY ?v"


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(index.building.prepare, "analyse", fakes.analyse)
    monkeypatch.setattr(index.building.assembly, "vocabulary_lines", fakes.vocabulary_lines)
    monkeypatch.chdir(tmp_path)
    Path("pages").mkdir()
    for name, text in PAGES.items():
        Path("pages", name).write_text(text, encoding="utf-8")


@pytest.fixture
def server() -> Iterator[SparqlServer]:
    with sparql_server() as found:
        yield found


def elsewhere(server: SparqlServer) -> Engines:
    return Engines(graph=f"sparql+{server.url}")


def built(engines: Engines | None, **options: Any) -> BuildReport:
    return build(["pages"], Path("data"), encoder=ENCODER, engines=engines, **options)


def now() -> Generation:
    found = current(Path("data"))
    assert found is not None
    return found


def graph_of(name: str) -> str:
    with KnowledgeIndex(Path("data"), ENCODER) as knowledge:
        return article_graph(f"pages/{name}", knowledge.articles.content_hashes()[f"pages/{name}"])


def given(name: str) -> str:
    """Return how a server is given a graph: nothing follows from the short vocabulary of the tests."""
    return "DELETE" if name == INFERRED_GRAPH else "PUT"


def answers(engines: Engines | None) -> list[float]:
    with KnowledgeIndex(Path("data"), ENCODER, engines=engines) as knowledge:
        return [float(row["v"].value) for row in knowledge.sparql(CAPS).rows()]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "url",
    ["http://h/sparql", "sparql+ftp://h/sparql", "sparql+http:///sparql", "sparql+http://h/x", "sparql+http://h:x/q"],
)
def test_what_is_no_address_is_told_with_the_form_of_one(url: str) -> None:
    with pytest.raises(InputError, match=r"--graph.*sparql\+http://HOST:PORT/sparql#GRAPH-STORE"):
        server_address(url)


def test_the_graph_store_is_where_the_address_says() -> None:
    for url, store in {
        "sparql+http://h:8890/sparql": "http://h:8890/sparql-graph-crud",
        "sparql+https://me:geheim@h/query": "https://h/store",
        "sparql+http://h/repositories/x#x/rdf-graphs/service": "http://h/repositories/x/rdf-graphs/service",
    }.items():
        found = server_address(url)
        assert found.store == store
        assert "geheim" not in found.shown + repr(found)
    assert server_address("sparql+https://me:geheim%21@h/query").user == ("me", "geheim!")


def test_a_server_gets_a_graph_for_each_article_and_then_only_what_changed(server: SparqlServer) -> None:
    built(elsewhere(server))
    names = {graph_of(name) for name in PAGES}
    changes = server.changes()
    assert sorted(changes) == sorted((given(name), name) for name in names | {*DERIVED_GRAPHS})
    assert changes[-1] == ("PUT", DATASET_GRAPH)  # by which readers know that all is there
    with KnowledgeIndex(Path("data"), ENCODER) as knowledge:
        local = {name: nquads(knowledge.graph.quads(name)) for name in knowledge.graph.names()}
        there = Endpoint(server.url)
        assert {name: nquads(there.quads(name)) for name in there.names()} == local
    built(elsewhere(server))
    assert server.changes() == []
    before = graph_of("b.txt")
    Path("pages/b.txt").write_text("# 封顶线\n每年4000元\n", encoding="utf-8")
    built(elsewhere(server))
    changes = server.changes()
    assert changes[:2] == [("PUT", graph_of("b.txt")), ("DELETE", before)]
    assert {name for _, name in changes[2:]} <= {*DERIVED_GRAPHS} - {VOCABULARY_GRAPH}
    gone = graph_of("a.txt")
    remove(["pages/a.txt"], Path("data"), elsewhere(server))
    assert server.changes()[0] == ("DELETE", gone)
    assert answers(elsewhere(server)) == answers(None) == [4000]


def test_questions_are_asked_of_the_server(server: SparqlServer, run: Callable[..., tuple[int, str, str]]) -> None:
    built(elsewhere(server))
    for arguments in (("sparql", CAPS), ("ask", "哪些渠道可以查余额"), ("search", "封顶线是多少")):
        server.asked.clear()
        if arguments[0] == "search":
            with KnowledgeIndex(Path("data"), ENCODER, engines=elsewhere(server)) as knowledge:
                assert [*knowledge.sparql("SELECT ?g { GRAPH ?g { ?c a yb:Claim } }").rows()]
        else:
            status, out, err = run(*arguments, "--data", "data", "--graph", f"sparql+{server.url}")
            assert (status, err) == (0, "")
            assert out == run(*arguments, "--data", "data")[1]
        assert len([query for method, query in server.asked if method == "QUERY"]) == 2  # the state, and the question
    status, out, err = run("sparql", "DROP ALL", "--data", "data", "--graph", f"sparql+{server.url}")
    assert (status, out) == (1, "") and "read-only" in err


def test_what_a_server_lacks_is_told_with_what_to_do(server: SparqlServer) -> None:
    built(None)
    with pytest.raises(StoreError, match=r"does not hold this data: run `yibao build PATH… --data data --graph sparql"):
        answers(elsewhere(server))
    built(elsewhere(server))
    server.union = False
    with pytest.raises(StoreError, match="take the union of all named graphs for its default graph"):
        answers(elsewhere(server))
    server.union = True
    Path("pages/c.txt").write_text("# 封顶线\n每年9000元\n", encoding="utf-8")
    built(None)  # the server holds what was there before
    with pytest.raises(StoreError, match="does not hold this data"):
        answers(elsewhere(server))


def test_faults_of_a_build_are_told_and_leave_the_data_as_they_were(server: SparqlServer) -> None:
    told: list[str] = []
    gone = Engines(graph="sparql+http://127.0.0.1:9/sparql")
    with pytest.raises(StoreError, match="cannot be reached"):
        built(gone, progress=lambda stage, done: told.append(stage))
    with pytest.raises(StoreError, match=r"404: .*name behind # where the server takes graphs"):
        built(Engines(graph=f"sparql+{server.url}#nowhere"))
    server.fails_after = 2
    with pytest.raises(StoreError, match="500: the disk is full"):
        built(elsewhere(server))
    assert (current(Path("data")), told) == (None, [])
    put = server.changes()
    server.fails_after = None
    built(elsewhere(server))
    again = server.changes()
    assert len(put) == 2 and len(again) == len(PAGES) + len(DERIVED_GRAPHS) - 2  # what was whole is not put again
    assert answers(elsewhere(server)) == [2000, 3000]


def test_a_server_that_was_emptied_or_holds_other_data_is_given_all(server: SparqlServer) -> None:
    built(elsewhere(server))
    everything = sorted(server.changes())
    server.store.clear()
    built(elsewhere(server))
    assert sorted(server.changes()) == everything
    other = f"{GRAPH}article/other/0"
    Endpoint(server.url, store=server.graphs).replace(other, [Quad(other, other, other, other)])
    Endpoint(server.url, store=server.graphs).drop(DATASET_GRAPH)
    server.asked.clear()
    built(elsewhere(server))
    assert sorted(server.changes()) == sorted([*everything, ("DELETE", other)])


def test_a_check_finds_what_others_did_to_the_server(server: SparqlServer) -> None:
    built(elsewhere(server))
    with KnowledgeIndex(Path("data"), ENCODER, engines=elsewhere(server)) as knowledge:
        assert [*check(knowledge)] == []
        Endpoint(server.url, store=server.graphs).drop(graph_of("c.txt"))
        faults = [*check(knowledge)]
    assert len(faults) == 2 and all("the server" in fault for fault in faults) and graph_of("c.txt") in faults[0]


def test_long_graphs_and_long_lists_of_graphs_go_in_pieces(
    server: SparqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.graph.endpoint, "PIECE", 2)
    monkeypatch.setattr(index.graph.endpoint, "PAGE", 2)
    there = Endpoint(server.url, store=server.graphs)
    names = [f"{GRAPH}{number}" for number in range(5)]
    graphs = {name: [Quad(name, f"{name}/{place}", name, name) for place in range(5)] for name in names}
    for name, quads in graphs.items():
        there.replace(name, quads[:1])
        there.replace(name, quads)
    methods = [method for method, what in server.changes() if what == names[0]]
    assert methods == ["PUT", "PUT", "POST", "POST"]
    assert there.names() == names
    assert all(nquads(there.quads(name)) == nquads(quads) for name, quads in graphs.items())


def test_a_real_virtuoso_is_filled_and_asked(tmp_path: Path) -> None:
    if reason := missing():
        pytest.skip(reason)
    folder = tmp_path / "virtuoso"
    folder.mkdir()
    with virtuoso(folder) as url:
        there = Engines(graph=f"sparql+{url}")
        built(there)
        assert answers(there) == answers(None) == [2000, 3000]
        Path("pages/b.txt").write_text("# 封顶线\n每年4000元\n", encoding="utf-8")
        built(there)
        assert answers(there) == answers(None) == [2000, 4000]
        remove(["pages/a.txt"], Path("data"), there)
        assert answers(there) == answers(None) == [4000]
        with KnowledgeIndex(Path("data"), ENCODER) as knowledge:
            assert Endpoint(url, only=GRAPH).names() == knowledge.graph.names()
            whole = nquads(knowledge.graph.quads(DATASET_GRAPH))
        secured = f"{url.replace('http://', 'sparql+http://{}@')}#sparql-graph-crud-auth"
        with pytest.raises(QueryError, match=r"401: .*write USER:PASSWORD@ before the host"):
            put(server_address(secured.format("dba:wrong")).endpoint())
        put(server_address(secured.format("dba:dba")).endpoint())
        assert [*Endpoint(url).quads(f"{GRAPH}mine")] and whole == nquads(Endpoint(url).quads(DATASET_GRAPH))


def put(there: Endpoint) -> None:
    name = f"{GRAPH}mine"
    there.replace(name, [Quad(name, name, name, name)])
