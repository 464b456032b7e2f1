"""`yb:search` and `yb:near` inside SPARQL: what they find, where they may stand, and that nothing else is touched."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.graph.guard import guarded
from ontology.errors import QueryError
from ontology.terms import PREFIXES, YB_NEAR, YB_SEARCH
from query.knowledge import KnowledgeBase, build
from query.property_functions.calls import calls

ARTICLES = Path(__file__).parents[1] / "corpus" / "articles"
SOME = ["101_zhenjiang_canbao.txt", "111_ganzhou_bili.txt", "141_luntan_yue_mingxi.txt"]
QUESTION = "退休职工在三级医院住院能报几成"
FUNCTIONS = {YB_SEARCH: "usage of search", YB_NEAR: "usage of near"}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("functions")
    build([ARTICLES / name for name in SOME], folder)
    return folder


@pytest.fixture(scope="module")
def knowledge(data):
    with KnowledgeBase(data) as opened:
        yield opened


def rows(knowledge, query):
    found = knowledge.sparql(query).rows()
    return [{name: getattr(value, "value", value) for name, value in row.items()} for row in found]


def passages(knowledge, question=QUESTION, k=4):
    return [f"https://w3id.org/yibao/id/passage-{hit.passage.id}" for hit in knowledge.search(question, k).hits]


def test_search_finds_what_the_command_finds(knowledge):
    found = rows(
        knowledge,
        f"SELECT * {{ (?p ?score ?text) yb:search ('{QUESTION}' 4) . ?p a yb:Passage ; oa:hasSource/dct:identifier ?a ;"
        " oa:start ?from ; oa:end ?to ; yb:rawStart ?raw } ORDER BY DESC(?score)",
    )
    hits = knowledge.search(QUESTION, 4).hits
    assert [row["p"] for row in found] == passages(knowledge)
    for row, hit in zip(found, hits, strict=True):
        assert float(row["score"]) == pytest.approx(hit.score, abs=1e-6)
        clean = knowledge.index.articles.clean_text(row["a"])
        assert row["text"] == clean[int(row["from"]) : int(row["to"])] == hit.passage.text
        assert int(row["raw"]) == hit.passage.raw_start


def test_claims_in_the_passages_nearest_to_a_question(knowledge):
    found = rows(
        knowledge,
        f"""SELECT ?id ?quote {{
              (?passage ?score) yb:search ("{QUESTION}" 1) .
              ?claim a yb:Claim ; dct:identifier ?id ; prov:wasDerivedFrom ?evidence .
              ?evidence dct:isPartOf ?passage ; oa:hasSelector/oa:exact ?quote . }}""",
    )
    [hit] = knowledge.search(QUESTION, 1).hits
    facts = [row for row in knowledge.rows("facts") if row["article"] == hit.passage.article]
    inside = [row for row in facts if hit.passage.raw_start <= row["raw_start"] < hit.passage.raw_end]
    assert {row["id"] for row in found} == {row["id"] for row in inside} != set()
    assert all(row["quote"] in hit.passage.text for row in found)


def test_every_claim_stands_in_a_passage(knowledge):
    assert not rows(knowledge, "SELECT * { ?c prov:wasDerivedFrom ?e MINUS { ?e dct:isPartOf/a yb:Passage } }")


def test_near_a_concept_and_near_words(knowledge):
    query = 'SELECT ?label {{ (?c ?s) yb:near ({} {}) . ?c skos:prefLabel ?label FILTER(LANG(?label) = "zh") }}'
    near = [row["label"] for row in rows(knowledge, query.format("ybc:employment-retired", 3))]
    assert len(near) == 3 and "退休人员" in near and "退休" not in near
    assert "退休" in [row["label"] for row in rows(knowledge, query.format('"退休"', 1))]
    assert len(rows(knowledge, "SELECT * { ?c yb:near ybc:channel-wechat }")) == 10


PLACES = {
    "optional": "SELECT ?p {{ ?a a schema:Article OPTIONAL {{ {call} . ?p oa:hasSource ?a }} }}",
    "union": "SELECT ?p {{ {{ {call} }} UNION {{ ?p a yb:Nothing }} }}",
    "subselect": "SELECT ?p {{ {{ SELECT ?p ?s {{ {call} }} ORDER BY DESC(?s) LIMIT 2 }} ?p a yb:Passage }}",
    "exists": "SELECT ?p {{ ?p a yb:Passage FILTER EXISTS {{ {call} }} }}",
    "not exists": "SELECT ?p {{ ?p a yb:Passage FILTER NOT EXISTS {{ {call} }} }}",
    "minus": "SELECT ?p {{ ?p a yb:Passage MINUS {{ {call} }} }}",
    "graph": "SELECT ?p {{ GRAPH ?g {{ {call} . ?p a yb:Passage }} }}",
    "behind a filter": "SELECT ?p {{ FILTER(?s > 0) {call} }}",
    "before one": "SELECT ?p {{ {call} FILTER(?s > 0) }}",
    "in a graph that is made": "CONSTRUCT {{ ?p a yb:Found }} WHERE {{ {call} }}",
}


@pytest.mark.parametrize("place", PLACES)
def test_where_it_may_stand(knowledge, place):
    wanted = set(passages(knowledge))
    everything = {row["p"] for row in rows(knowledge, "SELECT ?p { ?p a yb:Passage }")}
    expected = {
        "subselect": set(passages(knowledge)[:2]),
        "not exists": everything - wanted,
        "minus": everything - wanted,
    }
    query = PLACES[place].format(call=f'(?p ?s) yb:search ("{QUESTION}" 4)')
    if query.startswith("CONSTRUCT"):
        text = knowledge.sparql(query).text("nquads")
        found = {line.partition(">")[0][1:] for line in text.splitlines()}
    else:
        found = {row["p"] for row in rows(knowledge, query)} - {None}
    assert found == expected.get(place, wanted)


def test_several_in_one_query(knowledge):
    both = "SELECT ?p { (?p ?a) yb:search ('住院报销比例' 20) . (?p ?b) yb:search ('起付线' 20) }"
    expected = {*passages(knowledge, "住院报销比例", 20)} & {*passages(knowledge, "起付线", 20)}
    assert {row["p"] for row in rows(knowledge, both)} == expected != set()


@pytest.mark.parametrize(("query", "reason"), [
    ("SELECT * { ?p yb:search (?text 5) }", "line 1, column 15: yb:search: no variable can be searched for"),
    ("SELECT * {\n  ?p yb:near ?concept }", "line 2, column 6: yb:near: no variable"),
    ("SELECT * { ?p yb:search ('x' ?n) }", "written as a number"),
    ("SELECT * { ?p yb:search ('x' 1000000) }", "finds 1 to 100"),
    ("SELECT * { ?p yb:search ('x' 0) }", "finds 1 to 100"),
    ("SELECT * { ?p yb:search ('x' 5 5) }", "it is written"),
    ("SELECT * { ?p yb:search () }", "it is written"),
    ("SELECT * { ?p yb:search 5 }", "it is written"),
    ("SELECT * { ?p yb:search 'x'^^xsd:string }", "it is written"),
    ("SELECT * { ?p yb:search ybc:channel-wechat }", "put them in quotes"),
    ("SELECT * { ?p yb:near ybc:no-such-thing }", "knows no concept no-such-thing"),
    ("SELECT * { ?p yb:near <http://example.org/> }", "knows no concept"),
    ("SELECT * { ?p yb:near unknown:thing }", "prefix of unknown:thing"),
    ("SELECT * { ?p yb:search 'x' ; a ?c }", "end it with a full stop"),
    ("SELECT * { ?p a ?c ; yb:search 'x' }", "statement of its own"),
    ("SELECT * { [] yb:search 'x' }", "needs variables"),
    ("SELECT * { <urn:a> yb:search 'x' }", "needs variables"),
    ("SELECT * { (?p 1) yb:search 'x' }", "needs variables"),
    ("SELECT * { (?p ?p) yb:search 'x' }", "stands twice"),
    ("SELECT * { (?a ?b ?c ?d) yb:search 'x' }", "gives 3 columns"),
    ("SELECT * { ?p yb:search/dct:title 'x' }", "statement of its own"),
    ("SELECT * { ?p ^yb:search 'x' }", "statement of its own"),
    ("CONSTRUCT { ?p yb:search 'x' } WHERE { ?p a ?c }", "ask for it in WHERE"),
    ("CONSTRUCT WHERE { ?p yb:search 'x' }", "ask for it in WHERE"),
    ("SELECT * { ?p yb:search '" + "长" * 501 + "' }", "at most 500 characters"),
    ("SELECT * { " + "?p yb:search 'x' . " * 11 + "}", "10 at most"),
    ("SELECT * { ?p yb:search 'x' } #" + "-" * 50_000, "longer than 50000"),
])  # fmt: skip
def test_what_cannot_be_computed_is_refused(knowledge, query, reason):
    with pytest.raises(QueryError) as caught:
        knowledge.sparql(query)
    assert reason in str(caught.value) and "\n" not in str(caught.value)


def test_a_fault_behind_a_call_is_told_where_it_was_typed(knowledge):
    with pytest.raises(QueryError, match=r"line 2, column 2[0-9]"):
        knowledge.sparql("SELECT * {\n ?p yb:search '医保' . ?a }")
    with pytest.raises(QueryError, match="line 3, column 2:"):
        knowledge.sparql("SELECT * { ?p yb:search '医保'\n .\n SERVICE <http://127.0.0.1:9/> { ?p a ?c } }")


ODD = ["", " ", "\u0000", "'; DROP", '" } ) . ?s ?p ?o #', "\\", "\U0001f9ff", "SERVICE <x>"]


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_words_and_nothing_else(knowledge, text):
    quoted = json.dumps(text)
    assert len(rows(knowledge, f"SELECT * {{ (?p ?s ?t) yb:search ({quoted} 3) }}")) <= 3


def test_the_command_and_a_prefix_of_ones_own(run, data, knowledge):
    query = f"PREFIX my: <https://w3id.org/yibao/ns#> SELECT ?p {{ ?p my:search ('{QUESTION}' 4) }}"
    status, out, _ = run("sparql", query, "--data", data, "--format", "csv")
    assert status == 0 and set(out.split()[1:]) == set(passages(knowledge))
    other = "PREFIX yb: <http://example.org/> SELECT ?p { ?p yb:search '医保' }"
    assert not rows(knowledge, other)  # another vocabulary's word
    full = "BASE <https://w3id.org/yibao/> SELECT ?p { ?p <ns#search> '医保' }"
    assert rows(knowledge, full)
    assert run("sparql", "SELECT * { ?p yb:search ?t }", "--data", data)[0] == 1


NOISE = [
    '?s rdfs:label "(?p ?s) yb:search (\'x\' 3) ." .', "?s rdfs:label '''\n { ?p yb:search \"x\" }''' .",
    "# ?p yb:search 'x' .\n", "?a ?b yb:search .", "yb:search rdfs:comment ?c .", "?a yb:searched 'x' .",
    "VALUES ?v { yb:search <urn:a> yb:near }", "VALUES (?v ?w) { (yb:search 'a') (UNDEF yb:near) }",
    "FILTER(?x<?y && ?z>3)", "FILTER(?x<'>'||?z = '?p yb:search 1')", "FILTER(?p IN (yb:search, yb:near))",
    "FILTER(STR(IF(?a<?b, yb:search, 'yb:near')) = ?n)", "?a <http://example.org/#it's> ?b .", "?a yb:x\\'y ?b .",
    "?s <urn:p> [ a yb:Claim ; rdfs:label 'yb:near' ] , ( 1 yb:search ) .",
]  # fmt: skip
CALLS = [
    "(?p ?s) yb:search ('退休 门诊' 20)", '?p yb:search "x"', "( ?p\n?s ?t )yb:search( '''it's''' )",
    "$p yb:search 'x'@zh",
    "?c yb:near ybc:channel-wechat", "(?c ?s) <https://w3id.org/yibao/ns#near> (<urn:c>\n5)", "?c yb:near ('微信' 3)",
]  # fmt: skip
GROUPS = [
    "{{ {} }}", "OPTIONAL {{ {} }}", "{{ {} }} UNION {{ }}", "{{ SELECT * WHERE {{ {} }} LIMIT 3 }}",
    "FILTER NOT EXISTS {{ {} }}", "GRAPH ?g {{ {} }}", "MINUS {{{}}}",
]  # fmt: skip

leaf = st.one_of(
    st.sampled_from(NOISE).map(lambda text: (text, [])),
    st.sampled_from(CALLS).flatmap(lambda call: st.sampled_from([" .", "\n.", " # behind\n."]).map(
        lambda end: (call + end, [call])
    )),
)  # fmt: skip
block = st.recursive(
    leaf,
    lambda inner: st.tuples(st.sampled_from(GROUPS), st.lists(inner, max_size=4)).map(
        lambda found: (
            found[0].format("\n".join(text for text, _ in found[1])),
            [call for _, made in found[1] for call in made],
        )
    ),
    max_leaves=8,
)


@given(st.lists(block, max_size=5))
def test_just_the_calls_are_replaced(blocks):
    query = "SELECT * WHERE {\n" + "\n".join(text for text, _ in blocks) + "\n} # yb:search 'x'"
    found = calls(query, FUNCTIONS, PREFIXES)
    assert [query[call.start : call.end] for call in found] == [call for _, made in blocks for call in made]
    for call in reversed(found):
        variables = " ".join(call.variables)
        query = f"{query[: call.start]}VALUES ({variables}) {{ }}{query[call.end :]}"
    ox.Store().query(query, prefixes=PREFIXES)


pieces = st.sampled_from([
    *"{}()[].;,^/|<>'\"#?*! \n\\", "?p", "yb:search", "yb:near", "'x'", "5", "SELECT", "WHERE", "VALUES", "CONSTRUCT",
    "FILTER", "<https://w3id.org/yibao/ns#search>", "PREFIX", "BASE", "<", '"""', "a.b:c", "@zh", "{|", "\\u0041",
])  # fmt: skip


@given(st.lists(pieces | st.text(max_size=3), max_size=30).map(" ".join) | st.lists(pieces, max_size=40).map("".join))
def test_any_text_is_read_or_refused(text):
    try:
        guarded(text)
        found = calls(text, FUNCTIONS, PREFIXES)
    except QueryError as error:
        assert "\n" not in str(error)
        return
    assert all(0 <= call.start < call.end <= len(text) for call in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
