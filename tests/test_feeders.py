"""The forms in which chatbots and frameworks take evidence, against their real packages."""

from __future__ import annotations

import pytest
from query_samples import knowledge

from ontology.errors import QueryError
from query.feeders import anthropic, documents, functions

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
    for described in functions.FUNCTIONS:
        one = described["function"]
        required = {name: arguments[name] for name in one["parameters"]["required"]}
        assert functions.call(knowledge(), one["name"], required)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("nothing", {}), ("search", {}), ("search", {"query": 3}), ("search", {"query": "余额", "more": "x"})],
)
def test_a_wrong_call_is_told(name, arguments):
    with pytest.raises(QueryError):
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
