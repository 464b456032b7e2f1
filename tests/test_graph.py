from __future__ import annotations

import json
from pathlib import Path

import pytest
from rdflib import URIRef

from index.graph.guard import MAX_LENGTH, guarded
from index.graph.local import Graph
from index.graph.writing import GraphWriter
from index.rdf.quads import Literal
from ontology import terms as t
from ontology.errors import QueryError, StoreError

LINES = f"""\
<{t.YBC}channel-alipay> <{t.SKOS_PREF_LABEL}> "支付宝"@zh <{t.VOCABULARY_GRAPH}> .
<{t.YBC}service-balance-query> <{t.CV_HAS_CHANNEL}> <{t.YBC}channel-alipay> <{t.GRAPH}article/a/1> .
<{t.YBC}service-balance-query> <{t.CV_HAS_CHANNEL}> <{t.YBC}channel-alipay> <{t.GRAPH}article/b/1> .
<{t.YBD}claim-1> <{t.YB_VALUE_MIN}> "60"^^<{t.XSD_DECIMAL}> <{t.GRAPH}article/a/1> .
"""
JOIN = "SELECT ?name WHERE { ?service cv:hasChannel ?channel . ?channel skos:prefLabel ?name }"


def write(folder: Path, lines: str, previous: Path | None = None, drop: str | None = None) -> Graph:
    folder.parent.mkdir(parents=True, exist_ok=True)
    source = folder.with_suffix(".nq")
    source.write_text(lines, encoding="utf-8")
    writer = GraphWriter(folder, previous)
    if drop:
        writer.drop(drop)
    writer.load(source)
    writer.close()
    return Graph.open(folder)


@pytest.fixture
def graph(tmp_path: Path) -> Graph:
    return write(tmp_path / "graph", LINES)


def test_the_default_graph_is_the_union_and_says_nothing_twice(graph: Graph) -> None:
    assert [str(row["name"]) for row in graph.sparql(JOIN).rows()] == [
        str(Literal("支付宝", t.RDF + "langString", "zh"))
    ]
    named = graph.sparql("SELECT ?g WHERE { GRAPH ?g { ybc:service-balance-query cv:hasChannel ?c } } ORDER BY ?g")
    assert [row["g"] for row in named.rows()] == [f"{t.GRAPH}article/a/1", f"{t.GRAPH}article/b/1"]


@pytest.mark.parametrize("query", [
    "INSERT DATA { <a:b> <a:b> <a:b> }", "DELETE WHERE { ?s ?p ?o }", "CLEAR ALL", "DROP GRAPH <a:b>", "LOAD <a:b>",
    "prefix x: <a:b> insert { ?s ?p 1 } where { ?s ?p ?o }",
])  # fmt: skip
def test_updates_are_refused_and_change_nothing(graph: Graph, query: str) -> None:
    size = len(graph)
    with pytest.raises(QueryError, match="read-only") as caught:
        graph.sparql(query)
    assert "\n" not in str(caught.value)
    assert len(graph) == size


@pytest.mark.parametrize("query", [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p yb:.SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { ?s ?p 1.SERVICE:x { ?s ?p ?o } }",
    "SELECT * { BIND('#' AS ?x) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { FILTER(1<2)SERVICE<http://127.0.0.1:9/>{?s ?p ?o} FILTER(3>2) }",
    "SELECT * { # comment\rSERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { BIND('''a''' AS ?x)SERVICE ?x { ?s ?p ?o } }",
    "SELECT * { FILTER(1<'>'&&1) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } FILTER('x'='x') }",
    "SELECT * { FILTER(yb:<'>'&&1) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } FILTER('x'='x') }",
    "SELECT * { FILTER(1<?a#>'''\n) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } # '''\n}",
    "SELECT * { FILTER(1<?a)SERVICE#>\n <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p yb:a\u0300\\'b . SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } ?s ?p 'x' }",
])  # fmt: skip
def test_no_query_leaves_the_machine(graph: Graph, query: str) -> None:
    with pytest.raises(QueryError, match="other servers"):
        graph.sparql(query)


@pytest.mark.parametrize("query", [
    "SELECT * { ?s yb:service ?service } # a service", "SELECT * { ?s ?p 'SERVICE <x>', \"service\", '''\nservice''' }",
    "SELECT * { FILTER(?x = <http://x/service> && ?x < 3) VALUES (?a ?b) { (<x#a> <y#b>) (yb:a. <z#c>) } }",
    "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> SELECT * { ?s a sd:Service FILTER(?s<3) }",
    "SELECT * { <http://x/SERVICE> ?p ?o }", "SELECT * { ?s a yb:ServiceChannel ; yb:add 1 }",
])  # fmt: skip
def test_the_word_may_stand_in_names_strings_and_comments(query: str) -> None:
    guarded(query)


@pytest.mark.parametrize("query", [
    "ASK " + "{" * 200 + "}" * 200, "ASK { FILTER(" + "STR(" * 2000 + "1" + ")" * 2000 + ") }",
    "ASK { FILTER(1<" + "STR(" * 200 + "1>0&&0<1" + ")" * 200 + ">1) }", "ASK { " + "MINUS{}" * 5000 + " }",
], ids=["groups", "calls", "calls that look like an IRI", "a chain"])  # fmt: skip
def test_what_would_overflow_the_engine_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match=r"brackets in brackets|more than 1000 groups"):
        guarded(query)


def test_faults_are_one_line_with_their_place(graph: Graph) -> None:
    with pytest.raises(QueryError, match=r"line 3, column \d+.*near .*\?p \?p \}") as caught:
        graph.sparql("SELECT\n *\n{ ?s ?p ?p ?p }")
    assert "\n" not in str(caught.value)
    with pytest.raises(QueryError, match="prefix"):
        graph.sparql("SELECT * { ?s unknown:p ?o }")
    with pytest.raises(QueryError, match="line 1"):
        graph.sparql("SELECT * {")
    with pytest.raises(QueryError, match="longer than"):
        graph.sparql("#" * (MAX_LENGTH + 1))
    with pytest.raises(QueryError):
        list(graph.sparql("SELECT (<http://x/f>(1) AS ?y) { ?s ?p ?o }").rows())


def test_time_runs_out_between_rows(graph: Graph) -> None:
    with pytest.raises(QueryError, match="too long"):
        list(graph.sparql("SELECT * { ?s ?p ?o . ?a ?b ?c }", timeout=0).rows())


def test_rows_come_in_every_format(graph: Graph) -> None:
    query = "SELECT ?c ?v WHERE { ?c yb:valueMin ?v }"
    parsed = json.loads(graph.sparql(query).text("json"))
    assert parsed["results"]["bindings"][0]["v"]["value"] == "60"
    assert graph.sparql(query).text("csv").splitlines() == ["c,v", f"{t.YBD}claim-1,60"]
    assert graph.sparql(query).text("tsv").splitlines()[0] == "?c\t?v"
    assert graph.sparql(query).text("xml").startswith("<?xml")
    assert graph.sparql(query).text().splitlines() == ["c            v", "-----------  --", "ybd:claim-1  60"]
    assert "支付宝" in graph.sparql(JOIN).text("table")
    with pytest.raises(QueryError, match="table, json"):
        graph.sparql(query).text("turtle")


def test_asking_and_constructing(graph: Graph) -> None:
    assert graph.sparql("ASK { ?c yb:valueMin 60.0 }").truth
    assert graph.sparql("ASK { ?c yb:valueMin 61 }").text() == "no\n"
    assert json.loads(graph.sparql("ASK { ?c yb:valueMin 61 }").text("json"))["boolean"] is False
    made = "CONSTRUCT { ?s cv:hasChannel ?o } WHERE { ?s cv:hasChannel ?o }"
    assert graph.sparql(made).text().count("cv:hasChannel") == 1
    assert graph.sparql(made).text("nquads").count("\n") == 1
    assert "claim-1" in graph.sparql("DESCRIBE ybd:claim-1").text("trig")
    with pytest.raises(QueryError, match="turtle"):
        graph.sparql(made).text("json")


def test_the_next_generation_leaves_the_previous_as_it_was(tmp_path: Path) -> None:
    first = write(tmp_path / "1" / "graph", LINES)
    before = first.export("nquads")
    more = f'<{t.YBD}claim-2> <{t.YB_VALUE_MIN}> "70"^^<{t.XSD_DECIMAL}> <{t.GRAPH}article/c/1> .\n'
    second = write(tmp_path / "2" / "graph", more, tmp_path / "1" / "graph", drop=f"{t.GRAPH}article/a/1")
    assert second.names() == sorted([f"{t.GRAPH}article/b/1", f"{t.GRAPH}article/c/1", t.VOCABULARY_GRAPH])
    assert second.disagreements() == []
    assert len(second) == 3  # what two articles say stays when one of them goes
    assert first.export("nquads") == before == Graph.open(tmp_path / "1" / "graph").export("nquads")


def test_line_separators_inside_text_do_no_harm(tmp_path: Path) -> None:
    line = f'<{t.YBD}claim-1> <{t.YB_CONDITION}> "一\u2028二\x85三" <{t.GRAPH}article/a/1> .\n'
    writer = GraphWriter(tmp_path / "graph")
    writer.replace(f"{t.GRAPH}article/a/1", line)
    writer.replace(f"{t.GRAPH}article/a/1", line)
    writer.close()
    found = Graph.open(tmp_path / "graph")
    assert (found.export("nquads").decode(), len(found), found.disagreements()) == (line, 1, [])


@pytest.mark.parametrize("format", ["trig", "nquads", "turtle", "jsonld"])
def test_exports_do_not_depend_on_the_way_there(tmp_path: Path, format: str) -> None:
    once = write(tmp_path / "a", LINES)
    head, tail = LINES.splitlines(keepends=True)[:2], LINES.splitlines(keepends=True)[2:]
    write(tmp_path / "b", "".join(reversed(tail)))
    twice = write(tmp_path / "c", "".join(head), tmp_path / "b")
    assert once.export(format) == twice.export(format)
    assert once.export(format)


@pytest.mark.filterwarnings("ignore:Dataset.:DeprecationWarning")  # rdflib warns of its own calls
def test_rdflib_reads_the_same_graph(graph: Graph) -> None:
    dataset = graph.dataset()
    labels = list(dataset.objects(URIRef(f"{t.YBC}channel-alipay"), URIRef(t.SKOS_PREF_LABEL)))
    assert [str(label) for label in labels] == ["支付宝"]
    assert len(list(dataset.query("SELECT ?s WHERE { ?s cv:hasChannel ?c }"))) == 1
    with pytest.raises(RuntimeError):
        dataset.add((URIRef("a:b"), URIRef("a:b"), URIRef("a:b")))


def test_a_missing_or_broken_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="yibao build"):
        Graph.open(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(StoreError, match="yibao build"):
        Graph.open(tmp_path / "empty")
