"""One test body for every engine of a kind: the one in use, others that may take its place, and the plain oracle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import fakes
import numpy as np
import pytest
from lexical_parts import joined
from milvus import lacking
from oracles import PlainGraph, PlainLexical, PlainVectors
from sparql_server import sparql_server
from virtuoso import missing, virtuoso

from index import lexical
from index.articles.filters import Traits
from index.articles.passages import Passage
from index.graph.endpoint import Endpoint
from index.graph.local import Graph
from index.graph.writing import GraphWriter
from index.protocols import GraphStore, LexicalIndex, VectorIndex
from index.rdf.quads import Literal, Quad, nquads
from index.rdf.triples import article_quads
from index.settings import settings
from index.vectors.milvus.address import address
from index.vectors.milvus.connection import connected
from index.vectors.milvus.reading import MilvusVectors
from index.vectors.milvus.writing import Form, fill
from index.vectors.reading import Vectors
from index.vectors.writing import save
from ingest.article import RawArticle
from ontology.errors import QueryError, StoreError
from ontology.terms import XSD

pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")  # rdflib's own call

Rows = dict[int, np.ndarray]
DIM = 32
SHARED = "https://w3id.org/yibao/id/shared"


# --- graphs ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def graphs() -> dict[str, list[Quad]]:
    """Return the named graphs of three articles, and one with literals that are easily harmed."""
    texts = {
        "a": "# 封顶线\n每年2000元\n- 支付宝\n",
        "b": "# 封顶线\n每年3000元\n",
        "c": "# 限额\n每年2000元，支付宝\n",
    }
    found: dict[str, list[Quad]] = {}
    for name, text in texts.items():
        for quad in article_quads(fakes.analyse(RawArticle(name, text)), f"hash{name}"):
            found.setdefault(quad.graph, []).append(quad)
    odd = "https://w3id.org/yibao/id/odd"
    values = [Literal('“六成”\n"\\\t'), Literal("5", XSD + "integer"), Literal("五", language="zh"), f"{odd}/é%20"]
    found[odd] = [Quad(odd, f"{odd}/p{place}", value, odd) for place, value in enumerate(values)]
    for name in [*found][:2]:
        found[name].append(Quad(SHARED, f"{SHARED}/said", "https://w3id.org/yibao/id/twice", name))
    return {name: [*{*quads}] for name, quads in found.items()}


@pytest.fixture(scope="module", params=["local", "plain", "served", "virtuoso", "virtuoso-graphs"])
def store(
    request: pytest.FixtureRequest, graphs: dict[str, list[Quad]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[GraphStore]:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "local":
        writer = GraphWriter(folder / "graph")
        for quads in graphs.values():
            writer.load(nquads(quads))
        writer.close()
        yield Graph.open(folder / "graph")
        return
    if request.param == "plain":
        yield filled(PlainGraph(), graphs)
        return
    if request.param == "served":
        with sparql_server() as server:
            yield filled(Endpoint(server.url, store=server.graphs), graphs)
        return
    if reason := missing():
        pytest.skip(reason)
    with virtuoso(folder) as url:
        store = f"{url}-graph-crud" if request.param == "virtuoso-graphs" else None
        yield filled(Endpoint(url, only="https://w3id.org/yibao/", store=store), graphs)


def filled(store: PlainGraph | Endpoint, graphs: dict[str, list[Quad]]) -> PlainGraph | Endpoint:
    store.replace("https://w3id.org/yibao/id/gone", graphs[next(iter(graphs))])
    store.drop("https://w3id.org/yibao/id/gone")
    store.drop("https://w3id.org/yibao/id/never")
    for name, quads in graphs.items():
        store.replace(name, iter(quads[:1]))
        store.replace(name, iter(quads))
    return store


def test_a_graph_holds_what_was_put_in(store: GraphStore, graphs: dict[str, list[Quad]]) -> None:
    assert store.names() == sorted(graphs)
    for name, quads in graphs.items():
        assert nquads(plain(store.quads(name))) == nquads(plain(quads))
    assert [*store.quads("https://w3id.org/yibao/id/none")] == []
    assert len(store) == len({quad[:3] for quads in graphs.values() for quad in quads})


def plain(quads: object) -> Iterator[Quad]:
    """Yield quads with numbers as stores that know them spell them: 2000 for 2000.0."""
    for quad in quads:  # type: ignore[attr-defined]
        value = quad.object
        if isinstance(value, Literal) and value.datatype in (XSD + "decimal", XSD + "double"):
            value = replace(value, value=f"{float(value.value):g}")
        yield quad._replace(object=value)


def test_a_graph_answers_over_the_union(store: GraphStore) -> None:
    caps = store.sparql("SELECT ?a ?v { ?c yb:measure ybc:cap ; yb:valueMax ?v ; prov:hadPrimarySource ?a }")
    assert caps.kind == "rows" and caps.variables == ["a", "v"]
    values = sorted(float(row["v"].value) for row in caps.rows())  # type: ignore[union-attr]
    assert values == [2000, 2000, 3000]
    count = "SELECT (COUNT(*) AS ?n) { ?x a schema:Article OPTIONAL { ?x dct:issued ?day } }"
    (row,) = store.sparql(count).rows()
    assert row["n"] == Literal("3", XSD + "integer")
    (row,) = store.sparql("SELECT ?x ?none { ?x a schema:Article OPTIONAL { ?x yb:none ?none } } LIMIT 1").rows()
    assert row["none"] is None
    assert len([*store.sparql(f"SELECT DISTINCT ?said {{ <{SHARED}> ?property ?said }}").rows()]) == 1
    assert store.sparql("ASK { ?c yb:valueMax ?v FILTER (?v > 2500) }").truth is True
    assert store.sparql("ASK { ?c yb:valueMax ?v FILTER (?v > 9000) }").truth is False
    made = store.sparql("CONSTRUCT { ?c yb:unit ?u } WHERE { ?c yb:measure ybc:cap ; yb:unit ?u }")
    assert made.kind == "graph"
    assert made.text("nquads").count("\n") == 3


def test_the_union_says_once_what_two_graphs_say(store: GraphStore) -> None:
    if isinstance(store, Endpoint):
        pytest.skip("servers give a row for each graph that says it: DISTINCT makes them one, as in the test above")
    assert len([*store.sparql(f"SELECT ?said {{ <{SHARED}> ?property ?said }}").rows()]) == 1


@pytest.mark.parametrize(
    "query", ["SELECT ?x {", "SELECT ?x { ?x nope:a ?y }", "DROP ALL", "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }"]
)
def test_a_bad_query_is_told_in_one_line(store: GraphStore, query: str) -> None:
    with pytest.raises(QueryError) as caught:
        [*store.sparql(query).rows()]
    assert "\n" not in str(caught.value)


def test_a_store_that_does_not_run_is_told() -> None:
    with pytest.raises(StoreError, match="running"):
        Endpoint("http://127.0.0.1:9/sparql").names()
    with pytest.raises(StoreError, match="no http URL"):
        Endpoint("file:///etc/passwd")
    with pytest.raises(QueryError, match="no IRI"):
        Endpoint("http://127.0.0.1:9/sparql").drop("x> } DROP ALL #")


# --- vectors --------------------------------------------------------------------------------------------------------

MILVUS = {"milvus": 0, "milvus-lists": 14}  # lists
LIMITS = {
    "flat": settings().vectors,
    "sq8": replace(settings().vectors, exact=0),
    "ivf-sq8": replace(settings().vectors, exact=0, scanned=0, asked=20),
}


@pytest.fixture(params=["plain", *LIMITS, *MILVUS])
def vectors(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[Rows], VectorIndex]]:
    opened: list[MilvusVectors] = []

    def made(rows: Rows) -> VectorIndex:
        if request.param == "plain":
            return PlainVectors(rows, DIM)
        if request.param in MILVUS:
            opened.append(on_milvus(tmp_path / "v.db", rows, MILVUS[request.param]))
            return opened[0]
        told = save(tmp_path / "v", list(rows), np.stack(list(rows.values())), LIMITS[request.param])
        assert told.name == request.param
        return Vectors.open(tmp_path / "v")

    yield made
    for one in opened:
        one.close()


def on_milvus(path: Path, rows: Rows, lists: int) -> MilvusVectors:
    if reason := lacking():
        pytest.skip(reason)
    place = address(f"milvus://{path}")
    client = connected(place)
    about = Traits("a.txt", "", "", ())
    fill(client, place, "some", Form(DIM, lists), ((key, row, about) for key, row in rows.items()))
    return MilvusVectors(client, place, "some", probes=120)  # of the 128 that milvus-lite makes, whatever it is told


def test_vectors_find_the_nearest(vectors: Callable[[Rows], VectorIndex]) -> None:
    chance = np.random.default_rng(5)
    matrix = chance.standard_normal((200, DIM)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    rows: Rows = dict(zip((2**62 + chance.permutation(200)).tolist(), matrix, strict=True))
    index, oracle = vectors(rows), PlainVectors(rows, DIM)
    assert (index.dim, len(index), sorted(index.ids())) == (DIM, 200, sorted(rows))
    shares = []
    for _ in range(20):
        asked = matrix[chance.integers(200)] + 0.5 * matrix[chance.integers(200)]
        asked = (asked / np.linalg.norm(asked)).astype(np.float32)
        found, exact = index.nearest(asked, 10), oracle.nearest(asked, 10)
        assert len(found) == 10
        assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
        assert all(hit.score == pytest.approx(float(rows[hit.id] @ asked), abs=0.03) for hit in found)
        shares.append(len({hit.id for hit in found} & {hit.id for hit in exact}) / 10)
        few = chance.choice(list(rows), 7, replace=False).tolist()
        assert {hit.id for hit in index.nearest(asked, 10, among=few)} == {*few}
    assert np.mean(shares) >= 0.9
    assert index.nearest(asked, 3, among=[]) == []
    assert index.nearest(asked, 3, among=[1]) == []


# --- words ----------------------------------------------------------------------------------------------------------

TEXTS = (
    ("医保缴费", ("支付宝缴费",), "打开支付宝，点击市民中心。"),
    ("医保缴费", ("窗口缴费",), "前往医保经办机构窗口办理，缴费后即时到账。"),
    ("异地就医", (), "跨省异地就医需要备案。"),
    ("异地就医", ("备案", "怎么备案"), "备案可以在国家医保服务平台办理。"),
    ("住院", (), "退休职工住院报销比例为九成。"),
)


@pytest.fixture(params=["tantivy", "tantivy in parts", "plain"])
def words(request: pytest.FixtureRequest, tmp_path: Path) -> LexicalIndex:
    passages = {
        2**62 + 7 * place: lexical.terms(Passage(place, "a", title, None, path, text, 0, 1, 0, 1, 0, 0))
        for place, (title, path, text) in enumerate(TEXTS)
    }
    if request.param == "plain":
        return PlainLexical(passages)
    if request.param == "tantivy in parts":  # one a passage: none counts what the whole does
        parts = [tmp_path / str(key) for key in passages]
        for part, one in zip(parts, passages.items(), strict=True):
            lexical.save(part, [one])
        return lexical.Lexical.open(joined(tmp_path / "lexical", parts))
    lexical.save(tmp_path / "lexical", passages.items())
    return lexical.Lexical.open(tmp_path / "lexical")


@pytest.mark.parametrize("query", ["支付宝怎么缴费", "异地就医备案", "退休住院报几成", "省", "办理", "窗口", "医保"])
def test_words_rank_as_the_formula_says(words: LexicalIndex, query: str, tmp_path: Path) -> None:
    passages = {
        2**62 + 7 * place: lexical.terms(Passage(place, "a", title, None, path, text, 0, 1, 0, 1, 0, 0))
        for place, (title, path, text) in enumerate(TEXTS)
    }
    oracle = PlainLexical(passages)
    found, exact = words.search(query, 9), oracle.search(query, 9)
    assert [hit.id for hit in found] == [hit.id for hit in exact]
    assert [hit.score for hit in found] == pytest.approx([hit.score for hit in exact], rel=1e-3)
    few = [*passages][1:3]
    assert [hit.id for hit in words.search(query, 9, among=few)] == [hit.id for hit in exact if hit.id in few]
    assert (len(words), words.ids()) == (len(TEXTS), sorted(passages))
    assert words.search(query, 9, among=[]) == []
    assert words.search("。 zzz", 9) == []
