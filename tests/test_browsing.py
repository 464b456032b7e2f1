"""Looking around without a question; the exports are what it is held against."""

from __future__ import annotations

import itertools

import pytest
from query_samples import knowledge
from web_samples import write_corpus

from index.repetition.sources import independent
from ontology.errors import QueryError
from query.knowledge import KnowledgeBase, build


@pytest.fixture(scope="module")
def base():
    return knowledge()


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    """Articles that repeat and contradict each other."""
    folder = tmp_path_factory.mktemp("browsing")
    (folder / "pages").mkdir()
    write_corpus(folder / "pages")
    build([folder / "pages"], folder / "data")
    with KnowledgeBase(folder / "data") as knowledge:
        yield knowledge


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("余额", "service-balance-query"),
        ("余鹅", "service-balance-query"),  # the hidden label of the vocabulary
        ("余額", "service-balance-query"),
        ("yecx", "service-balance-query"),  # initials of 余额查询
        ("yuechaxun", "service-balance-query"),
        ("支付宝", "channel-alipay"),
        ("怎么查医保卡余", "service-balance-query"),
        ("起付", "deductible"),
    ],
)
def test_a_search_box_completes(base, typed, code):
    assert code in [one["code"] for one in base.suggest(typed)[:3]]


def test_what_is_typed_stands_before_what_completes_it(base):
    assert base.suggest("支付宝")[0]["text"] == "支付宝"
    assert base.suggest("怎么查医保卡余")[0]["text"] == "怎么查医保卡余额"


def test_questions_are_proposed_where_the_data_answer_them(base):
    asked = [one["text"] for one in base.suggest("手工报销") if one["type"] == "question"]
    assert "手工报销需要什么材料" in asked
    assert not [text for text in asked if "收费" in text]  # no article says what it costs


@pytest.mark.parametrize("typed", ["", "   ", "x" * 500, "<b>", "\x00", "🙂"])
def test_nothing_completes_what_is_no_name(base, typed):
    assert base.suggest(typed) == []


def test_suggestions_are_as_many_as_asked_for_and_each_thing_stands_once(base):
    found = base.suggest("医保", 5)
    assert len(found) == 5
    codes = [one["code"] for one in found if one["type"] != "question"]
    assert len({*codes}) == len(codes)


@pytest.mark.parametrize(
    ("name", "type", "code"),
    [
        ("余额查询", None, "service-balance-query"),
        ("channel-alipay", None, "channel-alipay"),
        ("支付宝APP", None, "channel-alipay"),
        ("支付保", None, "channel-alipay"),
        ("医保局", "organization", "org-medical-insurance-bureau"),
        ("yibaoju", "organization", "org-medical-insurance-bureau"),
        ("手工报销的材料", "service", "service-manual-reimbursement"),
        ("绍兴市", "place", "region-330600"),
    ],
)
def test_a_name_is_resolved(base, name, type, code):
    found = base.resolve(name, type)
    assert found[0]["code"] == code
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True) and all(0 < score <= 1 for score in scores)


def test_a_better_name_is_surer(base):
    by_label, by_alias, misspelt = (base.resolve(name)[0]["score"] for name in ("支付宝", "支付宝APP", "支付保"))
    assert by_label > by_alias > misspelt
    assert base.resolve("量子力学") == []


def test_an_entity_agrees_with_the_export(several):
    rows = [row for row in several.rows("entities") if row["id"] == "channel-alipay"]
    sources = several.index.articles.sources()
    found = several.entity("channel-alipay")
    assert found["articles"] == len({row["article"] for row in rows})
    assert found["sources"] == independent({row["article"] for row in rows}, sources)
    total = sum(len(row["mentions"]) for row in rows)
    assert len(found["mentions"]) + found["mentions_left_out"] == total
    for mention in found["mentions"]:
        raw = several.raw_text(mention["article"])
        assert raw[mention["raw_start"] : mention["raw_end"]] == mention["surface"]
    assert found["organisation"]["type"] == "organization"


def test_each_exported_entity_can_be_looked_up(several):
    for row in several.rows("entities"):
        found = several.entity(row["id"])
        assert row["article"] in {mention["article"] for mention in found["mentions"]} or found["mentions_left_out"]


@pytest.mark.parametrize(
    "code", ["", "nothing", "channel-", "phone-", "channel-0000", "x-<script>", "article-x", "../.."]
)
def test_what_is_not_there_is_told(base, code):
    with pytest.raises(QueryError, match="no thing with the code"):
        base.entity(code)


def test_neighbours_agree_with_the_exported_relations(several):
    rows = [
        row
        for row in several.rows("relations")
        if row["relation"] == "service_has_channel" and row["subject_code"] == "service-balance-query"
    ]
    stated = {row["object_code"] or row["object"] for row in rows}
    found = several.neighbours("service-balance-query", 1000)
    edges = [edge for edge in found["edges"] if edge["relation"] == "service_has_channel"]
    listed = {edge["target"]["code"] for edge in edges}
    assert {code for code in stated if code in listed or code.startswith("channel-")} <= listed
    for edge in edges:
        articles = {row["article"] for row in rows if row["object_code"] == edge["target"]["code"]}
        assert edge["articles"] == len(articles) or edge["target"]["code"] not in stated
    assert found["left_out"] == 0


def test_evidence_is_exact_and_of_different_sources_first(several):
    sources = several.index.articles.sources()
    edges = several.neighbours("service-balance-query", 1000)["edges"]
    stated = [edge for edge in edges if edge["sources"] and edge["relation"].endswith("path")]
    assert stated
    for edge in edges:
        for one in edge["evidence"]:
            assert several.raw_text(one["article"])[one["raw_start"] : one["raw_end"]] == one["quote"]
    for edge in stated:
        shown = {sources[one["article"]] for one in edge["evidence"]}
        assert len(shown) == min(edge["sources"], len(edge["evidence"]))


def test_neighbours_lead_back(several):
    for edge in several.neighbours("service-balance-query", 1000)["edges"]:
        if edge["target"]["code"] and edge["direction"] == "out":
            back = several.neighbours(edge["target"]["code"], 1000)["edges"]
            assert [
                one
                for one in back
                if one["direction"] == "in"
                and one["relation"] == edge["relation"]
                and one["target"]["code"] == "service-balance-query"
                and one["articles"] == edge["articles"]
            ], edge


def test_what_is_cut_is_counted(several):
    whole = several.neighbours("service-balance-query", 1000)["edges"]
    part = several.neighbours("service-balance-query", 3)
    assert part["edges"] == whole[:3] and part["left_out"] == len(whole) - 3


def test_a_procedure_holds_what_the_articles_say(base):
    found = base.procedure("手工报销")
    assert found == base.procedure("service-manual-reimbursement")
    materials = {one["material"]["code"]: one for one in found["materials"]}
    assert {"material-diagnosis", "material-cost-list"} <= materials.keys()
    [invoice] = materials["material-invoice"]["details"]
    assert "原件" in invoice["form"] and "盖章" in invoice["form"]
    assert [one["quote"] for one in invoice["evidence"]] == ["医院发票原件(需盖章)。"]
    times = {one["text"] for one in found["processing_time"]} | {fact["text"] for fact in found["facts"]}
    assert any("20个工作日" in time for time in times)
    assert any(fact["kind"] == "claim_deadline" and fact["value_max"] == 12 for fact in found["facts"])


def test_copies_of_one_page_are_one_source(base):
    channels = {one["channel"]["code"]: one for one in base.procedure("余额查询")["channels"]}
    assert channels["channel-alipay"]["articles"] == 2
    assert channels["channel-alipay"]["sources"] == 1
    [path] = channels["channel-alipay"]["paths"]
    assert path["steps"] == [["市民中心"], ["医保"], ["个人账户查询"]]
    assert "12393" in channels["channel-12393"]["phones"]


def test_a_procedure_of_another_place_is_left_out(several):
    here, there = (several.procedure("余额查询", region) for region in ("遵义市", "太原市"))
    assert here["region"]["code"] == "region-520300"
    assert here["articles"] >= there["articles"]
    assert here["articles_left_out"] + here["articles"] == there["articles_left_out"] + there["articles"]
    with pytest.raises(QueryError, match="no such place"):
        several.procedure("余额查询", "没有这个地方")
    with pytest.raises(QueryError, match="no service is called"):
        several.procedure("造火箭")


FILTERS = {
    "kind": ("reimbursement_rate", "deductible", "claim_deadline"),
    "care_type": ("住院", "普通门诊"),
    "insured_type": ("职工",),
    "employment": ("退休",),
    "facility_level": ("三级",),
    "on_topic": (True, False),
}


@pytest.mark.parametrize(
    "asked",
    [
        dict(zip(names, values, strict=True))
        for names in itertools.combinations(FILTERS, 2)
        for values in itertools.product(*(FILTERS[name] for name in names))
    ],
    ids=str,
)
def test_filters_of_facts_are_those_of_the_export(several, asked):
    expected = [row for row in several.rows("facts") if all(row[name] == value for name, value in asked.items())]
    page = several.facts(10_000, 0, **asked)
    assert page["rows"] == expected
    assert page["total"] == len(expected) and page["left_out"] == 0


def test_pages_follow_each_other(several):
    whole = several.facts(10_000)
    pieces = [several.facts(7, offset) for offset in range(0, whole["total"], 7)]
    assert [row for piece in pieces for row in piece["rows"]] == whole["rows"] == list(several.rows("facts"))
    assert [piece["left_out"] for piece in pieces][-1] == 0
    assert several.facts(5, 10**6)["rows"] == []


def test_conditions_are_given_by_label_or_code(several):
    assert several.facts(care_type="care-inpatient") == several.facts(care_type="住院")
    assert several.facts(kind="起付线") == several.facts(kind="deductible")
    with pytest.raises(QueryError, match=r"known: .*住院"):
        several.facts(care_type="太空")


def test_later_facts_are_left_out(several):
    issued = {row["article"]: row["issued"] for row in several.rows("articles")}
    day = sorted(filter(None, issued.values()))[0]
    shown = several.facts(10_000, as_of=day)["rows"]
    assert shown and all((issued[row["article"]] or day) <= day for row in shown)
    assert several.facts(10_000, as_of="2100-01-01")["total"] == several.facts()["total"]


def test_conflicts_agree_with_the_export(several):
    rows = list(several.rows("conflicts"))
    assert several.conflicts(10_000)["rows"] == rows
    strong = several.conflicts(10_000, conflict_class="conflict")["rows"]
    assert strong == [row for row in rows if row["class"] == "conflict"]
    article = rows[0]["values"][0]["articles"][0]
    about = several.conflicts(10_000, article=article)["rows"]
    assert about == [row for row in rows if any(article in value["articles"] for value in row["values"])]
    with pytest.raises(QueryError, match="known: conflict"):
        several.conflicts(conflict_class="quarrel")


def test_an_article_comes_with_all_that_was_made_of_it(several):
    for row in several.rows("articles"):
        view = several.article(row["article"])
        assert view["article"] == row
        assert "".join(block["raw"] for block in view["blocks"]) == view["raw"]
        assert view["facts"] == [fact for fact in several.rows("facts") if fact["article"] == row["article"]]
        spans = {(span["raw_start"], span["raw_end"]) for span in view["spans"] if span["kind"] == "fact"}
        assert spans == {(fact["raw_start"], fact["raw_end"]) for fact in view["facts"]}
    with pytest.raises(QueryError, match="no article"):
        several.article("nowhere.txt")
