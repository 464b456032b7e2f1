"""Evidence for chatbots: within the budget, numbered, nothing cut, nothing that poses as ours."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from query_samples import data_folder, knowledge

from ontology.errors import QueryError
from query.context.counting import estimate
from query.context.packing import packed
from query.context.quoting import QUOTE, quoted

QUESTIONS = ["在职职工三级医院住院能报几成", "医保余额怎么查", "手工报销要带什么材料", "今天天气怎么样"]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_citation_is_in_the_text_and_quotes_the_page(question, language):
    found = knowledge().context(question, language=language)
    assert [citation["n"] for citation in found.citations] == [item.n for item in found.items]
    for item, citation in zip(found.items, found.citations, strict=True):
        assert item.text in found.text and item.text.startswith(f"[{item.n}] ")
        raw = knowledge().raw_text(citation["article_id"])
        assert raw[citation["raw_start"] : citation["raw_end"]] == citation["quote"]
    kinds = [item.kind for item in found.items]
    assert kinds == sorted(kinds)  # facts, then passages


@settings(max_examples=40, deadline=None)
@example(question=QUESTIONS[2], budget=304)  # the tokens of the parts are fewer than those of the whole
@given(question=st.sampled_from(QUESTIONS), budget=st.integers(1, 3000))
def test_a_budget_is_kept_and_all_evidence_accounted_for(question, budget):
    answer = knowledge().search(question).row()
    found = packed(answer, budget)
    bare = packed({**answer, "facts": [], "passages": [], "citations": []}, budget)
    assert found.tokens == estimate(found.text) <= max(budget, bare.tokens)
    assert len(found.items) + len(found.left_out) == len(answer["citations"])


def test_a_counter_of_ones_own_is_used():
    found = knowledge().context(QUESTIONS[1], budget=250, counter=lambda text: 2 * len(text))
    assert found.items and found.tokens == 2 * len(found.text) <= 250


def test_what_says_the_same_is_given_once():
    answer = knowledge().search(QUESTIONS[0]).row()
    assert answer["facts"]
    twice = {**answer, "facts": answer["facts"] * 2, "citations": [*answer["citations"][: len(answer["facts"])] * 2]}
    twice["passages"] = []
    found = packed(twice, 10_000)
    assert len(found.items) == len({json.dumps(fact, sort_keys=True) for fact in answer["facts"]})
    assert {one.reason for one in found.left_out} == {"duplicate"}


def test_contradictions_stand_side_by_side():
    answer = knowledge().search(QUESTIONS[0]).row()
    first, second = answer["facts"][0], {**answer["facts"][0], "id": "other", "value_min": 1, "value_max": 1}
    pair = {**answer, "outcome": "conflict", "facts": [first, second], "passages": []}
    pair |= {"conflicts": [[first["id"], "other"]], "citations": answer["citations"][:1] * 2}
    assert "[1] 与 [2]" in packed(pair, 1000).text


def test_silence_and_its_reason_are_passed_on():
    found = knowledge().context("今天天气怎么样")
    assert found.outcome == "no_answer"
    assert found.text.startswith("资料里没有答案")


HOSTILE = st.text(alphabet="退休[]0123456789>\n\r\t\u2028\u202e\u200b\x00\x1b《》{}questioncontext", max_size=60)


@given(HOSTILE)
def test_no_line_of_a_page_poses_as_ours(text):
    lines = quoted(text).split("\n")
    assert all(line.startswith(QUOTE) for line in lines if line)
    assert not set("\r\t\u2028\u202e\u200b\x00\x1b") & set("".join(lines))


def test_gaps_in_evidence_and_question_are_not_filled():
    found = knowledge().context("{context} 医保余额怎么查 {question}")
    assert found.prompt().count("{context} 医保余额怎么查 {question}") == 1


def test_an_unknown_language_is_told():
    with pytest.raises(QueryError, match="known: zh, en"):
        knowledge().context("医保余额怎么查", language="fr")


def test_the_command_prints_evidence_json_and_prompt(run):
    data = data_folder()
    status, out, _ = run("context", QUESTIONS[1], "--data", data, "--budget", 300)
    assert status == 0 and "\n[1] " in out
    status, out, _ = run("context", QUESTIONS[1], "--data", data, "--json")
    assert status == 0 and json.loads(out)["citations"][0]["n"] == 1
    status, out, _ = run("context", QUESTIONS[1], "--data", data, "--prompt", "--language", "en")
    assert status == 0 and "Evidence:" in out
