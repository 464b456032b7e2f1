from __future__ import annotations

from decimal import Decimal
from typing import Any

import fakes
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.graph.local import Graph
from index.graph.writing import GraphWriter
from index.rdf.claim_reading import claims, nodes, relations
from index.rdf.quads import Literal, Quad, nquads
from index.rdf.triples import article_quads
from ingest.article import Analysis, Article, Condition
from ontology import terms as t
from ontology.terms import article_graph
from ontology.vocabulary import vocabulary

TEXT = """\
# 一级医院
在职职工报销比例为60%左右,退休人员在此基础上提高10%。
- 支付宝
- 医保卡原件及复印件
"""


def sample() -> Article:
    return fakes.article(
        "000.txt", TEXT, issued="2025-10-22", publisher="社保网", url="https://example.org/a", place="640500"
    )


def read_back(analysis: Analysis) -> Any:
    return nodes(article_quads(analysis, "00ff"))


values = st.none() | st.decimals(0, 10**9, places=4)
conditions = st.fixed_dictionaries({
    "bound": st.sampled_from(["exact", "range", "at_least", "below", "increase"]),
    "approximate": st.booleans(),
    "care_type": st.none() | st.sampled_from(["普通门诊", "住院"]),
    "insured_type": st.none() | st.sampled_from(["职工", "居民"]),
    "employment": st.none() | st.sampled_from(["在职", "退休"]),
    "facility_level": st.none() | st.sampled_from(["一级及以下", "一级", "二级", "三级"]),
    "place": st.sampled_from([None, "湖北宜昌"]),
    "condition": st.none() | st.text("备案前后\"\\\n\t<>", min_size=1, max_size=9),
    "period": st.sampled_from([None, "year"]),
    "effective_from": st.sampled_from([None, "2025-02-24"]),
    "effective_until": st.sampled_from([None, "2025-12-31"]),
    "policy_year": st.sampled_from([None, "2026"]),
    "conditions": st.lists(st.builds(
        Condition, st.sampled_from(["place", "condition"]), st.text("备案前后\"\\\n\t<>[],", min_size=1),
        st.sampled_from(["clause", "section"]), st.integers(0, 9), st.integers(10, 19), st.just("named"),
    ), max_size=3).map(tuple),
    "service": st.sampled_from([None, "余额查询"]),
    "confidence": st.integers(0, 100).map(lambda percent: percent / 100),
    "on_topic": st.booleans(),
})  # fmt: skip


@settings(deadline=None)
@given(values, values, conditions)
def test_a_claim_survives_the_way_through_rdf(low: Any, high: Any, stated: dict[str, Any]) -> None:
    found = sample()
    claim = fakes.claim(found, "60%左右", "reimbursement_rate", low, high, "percent", **stated)
    base = fakes.claim(found, "10%", "reimbursement_rate", 10, 10, "percentage_point", relative_to=claim.id)
    graph = read_back(fakes.analysis(found, [claim, base]))
    assert claims(graph, found) == [claim, base]


MATERIAL = {
    "form": "原件及复印件",
    "copies": 1,
    "alternative_group": "a",
    "only_if": "住院患者",
    "channel": "支付宝",
    "channel_code": "channel-alipay",
}
ROUTE = ("市民中心", ("社保", "医保"), "查询")


@pytest.mark.parametrize("stated", [
    {"name": "service_has_channel", "subject": "余额查询", "stated": "支付宝"},
    {"name": "service_requires_material", "subject": "手工报销", "stated": "医保卡", **MATERIAL},
    {"name": "channel_has_path", "subject": "支付宝", "stated": ROUTE, "service": "余额查询"},
    {"name": "service_has_condition", "subject": "手工报销", "stated": "异地就医未备案"},
    {"name": "law_article_states", "subject": "社会保险法第二十八条", "stated": "符合目录的费用从基金中支付"},
    {"name": "service_has_eligibility", "subject": "家庭共济", "stated": "参加职工医保的人员"},
    {"name": "service_has_cost", "subject": "社保卡申领", "stated": "工本费25元"},
    {"name": "service_has_processing_time", "subject": "手工报销", "stated": "即时办结"},
    {"name": "service_has_result", "subject": "门诊慢特病认定", "stated": "认定结果告知书"},
    {"name": "service_has_legal_basis", "subject": "生育津贴", "stated": "社会保险法"},
    {"name": "service_has_legal_basis", "subject": "生育津贴", "stated": "无名办法"},
    {"name": "service_has_warning", "subject": "网上缴费", "stated": "谨防诈骗"},
    {"name": "service_has_warning", "subject": "000.txt", "stated": "谨防诈骗"},
    {"name": "service_has_advice", "subject": "网上缴费", "stated": "最好先核对"},
])  # fmt: skip
def test_a_relation_survives_the_way_through_rdf(stated: dict[str, Any]) -> None:
    found = sample()
    made = fakes.relation(found, "支付宝", confidence=0.9, rule="r", **stated)
    (back,) = relations(read_back(fakes.analysis(found, relations=[made])), found)
    assert (back.relation, back.subject, back.object, back.service) == (
        made.relation, made.subject, made.object, made.service)  # fmt: skip
    assert (back.form, back.copies, back.alternative_group, back.only_if, back.channel, back.channel_code) == (
        made.form, made.copies, made.alternative_group, made.only_if, made.channel, made.channel_code)  # fmt: skip
    assert (back.raw_start, back.raw_end, back.start, back.end, back.quote, back.confidence, back.rule) == (
        made.raw_start, made.raw_end, made.start, made.end, made.quote, 0.9, "r")  # fmt: skip


def test_what_the_contract_says_of_a_claim() -> None:
    found = sample()
    claim = fakes.claim(found, "60%左右", "reimbursement_rate", 60, 60, "percent", facility_level="一级及以下")
    quads = list(article_quads(fakes.analysis(found, [claim]), "00ff"))
    node = t.claim(claim.id)
    stated = {(quad.predicate, quad.object) for quad in quads if quad.subject == node}
    assert (t.RDF_TYPE, t.YB_BENEFIT_CLAIM) in stated
    assert (t.YB_MEASURE, t.concept("reimbursement_rate")) in stated
    for term in (t.YB_VALUE_MIN, t.YB_VALUE_MAX):
        assert (term, Literal("60", t.XSD_DECIMAL)) in stated
    assert (t.YB_FACILITY_LEVEL, t.concept("level-1-and-below")) in stated
    assert (t.PROV_HAD_PRIMARY_SOURCE, t.article("000.txt")) in stated
    assert {quad.graph for quad in quads} == {article_graph("000.txt", "00ff")}
    exact = {quad.object for quad in quads if quad.predicate == t.OA_EXACT}
    assert exact == {Literal("60%左右")}


@pytest.mark.parametrize(
    ("stated", "group"),
    [
        ({"insured_type": "职工", "employment": "在职"}, "在职职工"),
        ({"insured_type": "职工", "employment": "退休"}, "退休人员"),
        ({"insured_type": "居民"}, "居民医保参保人员"),
        ({}, None),
    ],
)
def test_what_is_stated_of_the_insured_names_a_group(stated: dict[str, str], group: str | None) -> None:
    found = sample()
    claim = fakes.claim(found, "60%左右", "reimbursement_rate", 60, 60, "percent", **stated)
    quads = article_quads(fakes.analysis(found, [claim]), "00ff")
    groups = [str(quad.object) for quad in quads if quad.predicate == t.YB_INSURED_GROUP]
    assert [vocabulary().concept(t.concept_code(iri) or "").pref_label for iri in groups] == ([group] if group else [])


def test_an_article_names_its_place_by_code() -> None:
    quads = list(article_quads(fakes.analysis(sample()), "00ff"))
    stated = {(quad.predicate, quad.object) for quad in quads if quad.subject == t.article("000.txt")}
    assert (t.YB_ARTICLE_PLACE, t.region("640500")) in stated
    assert (t.DCT_ISSUED, Literal("2025-10-22", t.XSD_DATE)) in stated
    assert {(t.RDF_TYPE, t.SCHEMA_ARTICLE), (t.RDF_TYPE, t.PROV_ENTITY)} <= stated


def test_what_the_vocabulary_lacks_gets_a_node_of_its_own() -> None:
    found = sample()
    unknown = fakes.mention(found, "支付宝", "channel", "", "无名小程序")
    quads = list(article_quads(fakes.analysis(found, mentions=[unknown]), "00ff"))
    (iri,) = {quad.object for quad in quads if quad.predicate == t.YB_CONCEPT}
    assert isinstance(iri, str)
    assert iri.startswith(t.YBD)
    assert {quad.object for quad in quads if quad.subject == iri and quad.predicate == t.SKOS_PREF_LABEL} == {
        Literal("无名小程序", language="zh")
    }


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.sampled_from(["", "zh"]))
def test_nquads_are_read_back_as_written(text: str, language: str) -> None:
    import pyoxigraph as ox

    quad = Quad("x:s", "x:p", Literal(text, language=language), "x:g")
    (parsed,) = ox.parse(nquads([quad]), ox.RdfFormat.N_QUADS)
    assert isinstance(parsed.object, ox.Literal)
    assert (parsed.object.value, parsed.object.language or "") == (text, language)


def test_numbers_keep_their_form_in_the_store(tmp_path: Any) -> None:
    found = sample()
    amounts = [Decimal("0.5"), Decimal("60.0"), Decimal("1E+5"), Decimal("0.000001"), Decimal("400000")]
    made = [fakes.claim(found, "60%", "cap", amount, amount, "CNY") for amount in amounts]
    lines = nquads(article_quads(fakes.analysis(found, made), "00ff"))
    (tmp_path / "new.nq").write_text(lines, encoding="utf-8")
    writer = GraphWriter(tmp_path / "graph")
    writer.load(tmp_path / "new.nq")
    writer.close()
    graph = Graph.open(tmp_path / "graph")
    assert nquads(graph.quads(article_graph("000.txt", "00ff"))) == lines
    assert "".join(graph.lines()) == lines
