"""The forms in which chatbots and frameworks take evidence, against their real packages."""

from __future__ import annotations

import pytest
from pack_samples import FUND, using
from query_samples import knowledge

from ontology.errors import QueryError
from ontology.packs import choose, pack_called
from query.feeders import anthropic, documents, functions
from query.knowledge import KnowledgeBase, build
from query.understanding.narrowing import SLOTS, choices

QUESTION = "医保余额怎么查"


def test_search_and_fetch_fit_together():
    results = documents.search(knowledge(), QUESTION)["results"]
    assert results and len({one["id"] for one in results}) == len(results)
    for one in results:
        found = documents.fetch(knowledge(), one["id"])
        assert found["url"] == one["url"] != ""
        assert found["text"] and found["title"]


def test_functions_describe_what_can_be_called():
    arguments = {"query": QUESTION, "question": QUESTION, "service": "手工报销", "region": "太原"}
    arguments["id"] = documents.search(knowledge(), QUESTION)["results"][0]["id"]
    for described in functions.functions(knowledge()):
        one = described["function"]
        required = {name: arguments[name] for name in one["parameters"]["required"]}
        assert functions.call(knowledge(), one["name"], required)


def test_functions_narrow_as_a_search_does():
    described = {one["function"]["name"]: one["function"]["parameters"] for one in functions.functions(knowledge())}
    chosen = {"care_type": "住院", "insured_type": "职工", "employment": "退休", "facility_level": "三级"}
    assert set(chosen) == set(SLOTS)
    for name, question in (("search", "query"), ("ask_facts", "question")):
        assert described[name]["required"] == [question]
        for slot, label in chosen.items():
            assert label in described[name]["properties"][slot]["enum"] == choices(slot)
        asked = {question: "普通门诊报销比例"}
        everything = functions.call(knowledge(), name, asked)
        assert functions.call(knowledge(), name, {**asked, "region": None, "employment": None}) == everything
        assert functions.call(knowledge(), name, {**asked, "care_type": "住院"}) != everything
    narrowed = functions.call(knowledge(), "ask_facts", {**asked, **chosen})
    assert narrowed == knowledge().context("普通门诊报销比例", narrow=chosen).to_dict() != everything


def test_what_data_of_another_domain_do_not_tell_apart_is_not_offered(tmp_path):
    fund = pack_called("housing_fund")
    with using(fund):
        choose(fund)
        try:
            build(sorted((FUND / "articles").iterdir())[:1], tmp_path / "data")
        finally:
            choose(None)
        with KnowledgeBase(tmp_path / "data") as other:
            offered = {one["function"]["name"]: one["function"]["parameters"] for one in functions.functions(other)}
            assert set(offered["search"]["properties"]) == {"query", "region", "as_of"}
            with pytest.raises(QueryError, match="leave it out"):
                other.search("租房提取", narrow={"care_type": "住院"})


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("nothing", {}, "known: search"),
        ("search", {}, "'query' is needed"),
        ("search", {"query": 3}, "must be a string"),
        ("search", {"query": None}, "must be a string"),
        ("search", {"query": "余额", "more": "x"}, "no argument 'more'"),
        ("search", {"query": "余额", "employment": "老人"}, "none of 在职, 退休"),
        ("ask_facts", {"question": "余额", "as_of": "2025-02-30"}, "no date such as"),
        ("ask_facts", {"question": "余额", "region": ["太原"]}, "must be a string"),
    ],
)
def test_a_wrong_call_is_told(name, arguments, told):
    with pytest.raises(QueryError, match=told):
        functions.call(knowledge(), name, arguments)


def test_character_locations_are_exact():
    answer = knowledge().search(QUESTION)
    blocks, locations = anthropic.documents(knowledge(), answer)
    assert len(locations) == len(answer.citations) > 0
    for one in locations:
        text = blocks[one["document_index"]]["source"]["data"]
        assert text[one["start_char_index"] : one["end_char_index"]] == one["cited_text"] != ""
        assert blocks[one["document_index"]]["title"] == one["document_title"]


def test_search_result_blocks_have_a_source():
    blocks = anthropic.search_results(knowledge().search(QUESTION))
    assert blocks and all(block["source"] and block["content"][0]["text"] for block in blocks)


def test_langchain():
    pytest.importorskip("langchain_core")
    from query.feeders.langchain import YibaoRetriever

    found = YibaoRetriever(knowledge=knowledge(), k=3).invoke(QUESTION)
    assert 0 < len(found) <= 3
    for document in found:
        raw = knowledge().raw_text(document.metadata["article"])
        assert raw[document.metadata["raw_start"] : document.metadata["raw_end"]] == document.metadata["quote"]
    assert YibaoRetriever(knowledge=knowledge()).invoke("今天天气怎么样") == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::pydantic.warnings.PydanticDeprecatedSince20")
def test_llamaindex():
    pytest.importorskip("llama_index.core")
    from query.feeders.llamaindex import YibaoRetriever

    found = YibaoRetriever(knowledge(), k=3).retrieve(QUESTION)
    assert 0 < len(found) <= 3
    assert all(one.node.text and one.score > 0 and one.node.metadata["source"] for one in found)
    assert YibaoRetriever(knowledge()).retrieve("今天天气怎么样") == []
