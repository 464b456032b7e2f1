"""The graph of the project's own corpus, as a user gets it: lean, valid in every format, described, from claims."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from typer.testing import CliRunner

from ontology.terms import PREFIXES
from query.cli.main import app

CORPUS = Path(__file__).parents[1] / "corpus" / "articles"
GRAPH = "https://w3id.org/yibao/graph/"
YB = "https://w3id.org/yibao/ns#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
SELECTOR = "http://www.w3.org/ns/oa#TextQuoteSelector"
EVIDENCE = "http://www.w3.org/ns/prov#wasDerivedFrom"
FORMATS = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD}
# RFC 3986 in ASCII: no blank, no quote, no bracket, nothing that a format would have to escape, only whole escapes
IRI = re.compile(r"[a-z]+://([A-Za-z0-9._~/#:@!$&'()*+,;=?-]|%[0-9A-F]{2})+")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("graph") / "data")
    run("build", str(CORPUS), "--data", folder)
    return folder


@pytest.fixture(scope="module")
def quads(data: str) -> list[ox.Quad]:
    return list(ox.parse(run("export", "graph", "--format", "nquads", "--data", data), ox.RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def hashed(quads: list[ox.Quad]) -> str:
    return canonical(ox.Dataset(quads))


def asked(data: str, query: str) -> list[dict[str, str]]:
    found = json.loads(run("sparql", query, "--format", "json", "--data", data))
    return [{name: one["value"] for name, one in row.items()} for row in found["results"]["bindings"]]


def named(name: str) -> str:
    return f"<{GRAPH}{name}>"


def test_a_claim_takes_fourteen_statements_at_most_on_average(quads: list[ox.Quad]) -> None:
    about = Counter(quad.subject.value for quad in quads if f"{GRAPH}article/" in str(quad.graph_name))
    of_class = {(quad.subject.value, quad.object.value) for quad in quads if quad.predicate.value == TYPE}
    claims = [about[node] for node, kind in of_class if kind == f"{YB}Claim"]
    assert len(claims) > 900
    assert sum(claims) / len(claims) <= 14
    links = [quad for quad in quads if quad.predicate.value == EVIDENCE and "/article/" in str(quad.graph_name)]
    spans = {quad.object.value for quad in links}
    selectors = [node for node, kind in of_class if kind == SELECTOR]
    assert sum(about[node] for node in (*spans, *selectors)) / len(links) <= 10  # evidence, shared by what stands in it


def canonical(dataset: ox.Dataset) -> str:
    """Return the RDFC-1.0 hash of a dataset."""
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{quad} .\n" for quad in dataset)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@pytest.mark.parametrize("format", FORMATS)
def test_the_way_through_a_store_and_back_changes_nothing(data: str, hashed: str, tmp_path: Path, format: str) -> None:
    first = run("export", "graph", "--format", format, "--data", data)
    store = ox.Store(str(tmp_path / "store"))
    store.bulk_load(first, FORMATS[format])
    back = ox.serialize(iter(store), format=FORMATS[format]) or b""
    assert canonical(ox.Dataset(ox.parse(back, FORMATS[format]))) == hashed


def test_turtle_holds_each_statement_once_whatever_its_graph(data: str, quads: list[ox.Quad]) -> None:
    parsed = list(ox.parse(run("export", "graph", "--format", "turtle", "--data", data), ox.RdfFormat.TURTLE))
    triples = [quad.triple for quad in parsed]
    assert len(triples) == len({*triples})
    assert {*triples} == {quad.triple for quad in quads}


def terms(quads: list[ox.Quad]) -> Iterator[Any]:
    for quad in quads:
        yield from (quad.subject, quad.predicate, quad.object, quad.graph_name)


def test_every_node_has_a_valid_iri_of_its_own(quads: list[ox.Quad]) -> None:
    found = {term for term in terms(quads) if not isinstance(term, ox.Literal)}
    assert not [term for term in found if isinstance(term, ox.BlankNode)]
    assert not [term for term in found if not IRI.fullmatch(term.value)]


def test_the_description_counts_what_is_there(data: str, quads: list[ox.Quad]) -> None:
    graphs = Counter("articles" if "/article/" in (name := str(quad.graph_name)) else name for quad in quads)
    subsets = asked(data, "SELECT ?part ?n { ?whole void:subset ?part . ?part void:triples ?n }")
    counted = {row["part"].rsplit("-", 1)[-1]: int(row["n"]) for row in subsets}
    assert counted.pop("articles") == graphs["articles"]
    assert counted == {name: graphs[named(name)] for name in ("vocabulary", "inferred", "consolidated")}
    (whole,) = asked(data, "SELECT ?n { ?whole a dcat:Dataset ; void:triples ?n }")
    assert int(whole["n"]) == len(quads) - graphs[named("dataset")]
    query = "SELECT ?class ?n { ?whole void:classPartition ?part . ?part void:class ?class ; void:entities ?n }"
    partitions = {row["class"]: int(row["n"]) for row in asked(data, query)}
    stated = {(quad.subject.value, quad.object.value) for quad in quads if quad.predicate.value == TYPE}
    nodes = Counter(kind for _, kind in stated)
    assert len(partitions) == 5
    assert partitions == {kind: nodes[kind] for kind in partitions}


def test_the_description_names_the_vocabularies_that_are_used(data: str, quads: list[ox.Quad]) -> None:
    named = tuple(row["v"] for row in asked(data, "SELECT ?v { ?whole void:vocabulary ?v }"))
    used = {quad.predicate.value for quad in quads if "/article/" in str(quad.graph_name)} - {TYPE}
    assert not [iri for iri in used if not iri.startswith(named)]
    assert not [one for one in named if not any(iri.startswith(one) for iri in used)]


def test_the_description_says_when_the_articles_were_issued_and_whose_they_are(data: str) -> None:
    (days,) = asked(data, "SELECT ?a ?b { ?d dct:temporal ?p . ?p dcat:startDate ?a ; dcat:endDate ?b }")
    rows = [json.loads(line) for line in run("export", "articles", "--data", data).splitlines()]
    issued = sorted(row["issued"] for row in rows if row["issued"])
    assert (days["a"], days["b"]) == (issued[0], issued[-1])
    assert asked(data, "SELECT ?r { ?d a dcat:Dataset ; dct:rights ?r }")
    assert asked(data, "SELECT ?l { ?d void:subset ?s . ?s dct:license ?l }")


def test_what_holds_around_a_place_is_one_hop_away(data: str) -> None:
    (around,) = asked(data, "SELECT (COUNT(?r) AS ?n) { ybc:region-420502 skos:broaderTransitive ?r }")
    assert around["n"] == "2"  # a district of a prefecture of a province
    hop = asked(data, "SELECT DISTINCT ?narrow ?wide { ?narrow skos:broaderTransitive ?wide }")
    path = asked(data, "SELECT DISTINCT ?narrow ?wide { ?narrow skos:broader+ ?wide }")
    assert len(hop) == len(path) > 6000
    query = (
        """SELECT DISTINCT ?claim { ?claim yb:region ?region . ?region skos:broaderTransitive? ybc:region-320000 }"""
    )
    assert asked(data, query)  # of cities of the province


def test_support_is_counted_by_articles_and_by_sources(data: str) -> None:
    query = """SELECT ?c ?sources ?articles (COUNT(DISTINCT ?claim) AS ?claims) (COUNT(DISTINCT ?article) AS ?stated) {
        ?c a yb:Consolidated ; yb:sourceCount ?sources ; yb:articleCount ?articles ; yb:attestedBy ?claim .
        ?claim prov:hadPrimarySource ?article } GROUP BY ?c ?sources ?articles"""
    found = asked(data, query)
    assert len(found) > 400
    assert all(int(row["articles"]) == int(row["stated"]) for row in found)
    assert all(1 <= int(row["sources"]) <= int(row["articles"]) for row in found)
    assert any(int(row["sources"]) < int(row["articles"]) for row in found)  # copies of one template
    ends = {name: asked(data, f"SELECT ?c {{ ?c a yb:Consolidated ; {name} ?x }}") for name in
            ("yb:channel", "yb:material", "yb:conditionKey")}  # fmt: skip
    assert all(ends.values())


def test_one_value_under_one_key_is_one_node(data: str) -> None:
    query = """SELECT ?c (COUNT(DISTINCT ?key) AS ?keys) (COUNT(DISTINCT ?value) AS ?values) {
        ?c a yb:Consolidated ; yb:conditionKey ?own ; yb:attestedBy ?claim . ?claim yb:conditionKey ?key .
        OPTIONAL { ?claim yb:valueMin ?min } OPTIONAL { ?claim yb:valueMax ?max }
        BIND (CONCAT(COALESCE(STR(?min), "-"), " ", COALESCE(STR(?max), "-")) AS ?value) } GROUP BY ?c"""
    assert {(row["keys"], row["values"]) for row in asked(data, query)} == {("1", "1")}


def test_the_conflicts_of_the_graph_are_those_of_the_export(data: str) -> None:
    rows = [json.loads(line) for line in run("export", "conflicts", "--data", data).splitlines()]
    query = "SELECT ?class (COUNT(?c) AS ?n) { ?c a yb:Conflict ; yb:conflictClass ?class } GROUP BY ?class"
    stated = {row["class"]: int(row["n"]) for row in asked(data, query)}
    assert stated == Counter(row["class"] for row in rows if row["class"] != "same")
    assert [row["class"] for row in rows] == sorted(
        (row["class"] for row in rows), key=["conflict", "superseded", "narrower", "other_place", "same"].index
    )
    sides = asked(data, """SELECT ?a ?b { ?c yb:conflictClass "conflict" ; yb:hasSide ?a . ?a yb:conflictsWith ?b }""")
    assert len(sides) == 2 * sum(len(row["pairs"]) for row in rows if row["class"] == "conflict")


def test_what_is_derived_is_the_same_after_articles_went_and_came_back(
    data: str, quads: list[ox.Quad], tmp_path: Path
) -> None:
    names = [row["article"] for row in map(json.loads, run("export", "articles", "--data", data).splitlines())]
    run("remove", *names[:5], "--data", data)
    gone = run("export", "graph", "--format", "nquads", "--data", data)
    assert gone.count(named("consolidated")) < sum(str(quad.graph_name) == named("consolidated") for quad in quads)
    run("build", str(CORPUS), "--data", data)
    again = run("export", "graph", "--format", "nquads", "--data", data)
    assert {*ox.parse(again, ox.RdfFormat.N_QUADS)} == {*quads}
    assert run("check", "--data", data).endswith("no fault found\n")


ODD = ["医保 余额.txt", "100%“报销”#1.txt", "a<b>&c'd\"e{f}|g^h`.txt", "?x=1;y[2]\\z.txt", "é%20é.txt", "𠮷野.txt"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of its own calls
def test_iris_are_valid_and_the_same_whatever_the_names_and_the_order(tmp_path: Path) -> None:
    pages = tmp_path / "页 面"
    pages.mkdir()
    for i, name in enumerate(ODD):
        text = f"门诊报销比例{50 + i}%。医保卡余额可以在“医保{i}号”小程序查询，拨打0515-8666000{i}。\n"
        (pages / name).write_text(f"医保报销比例\n职工医保普通门诊报销\n{text}", encoding="utf-8")
    exports = []
    for folder, order, workers in (("a", ODD, "1"), ("b", ODD[::-1], "2")):
        run("build", *(str(pages / name) for name in order), "--data", str(tmp_path / folder), "--workers", workers)
        exports.append(run("export", "graph", "--format", "nquads", "--data", str(tmp_path / folder)))
    assert exports[0] == exports[1]
    quads = list(ox.parse(exports[0], ox.RdfFormat.N_QUADS))
    assert not {t.value for t in terms(quads) if isinstance(t, ox.NamedNode) and not IRI.fullmatch(t.value)}
    titles = {str(quad.object.value) for quad in quads if quad.predicate.value.endswith("terms/identifier")}
    assert len([title for title in titles if title.endswith(".txt")]) == len(ODD)
    mine = [quad for quad in quads if "/article/" in str(quad.graph_name)]
    trig = ox.serialize(mine, format=ox.RdfFormat.TRIG, prefixes=PREFIXES)
    read = rdflib.Dataset().parse(trig, format="trig")  # a second reader: it is stricter about local names
    articles = [graph for graph in read.graphs() if "/article/" in str(graph.identifier)]
    assert len(articles) == len(ODD)
    assert sum(map(len, articles)) == len(mine)
