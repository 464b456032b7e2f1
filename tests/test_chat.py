"""`Chat` and `yibao chat` against an endpoint of the tests' own, well-behaved and not."""

from __future__ import annotations

import io
import sys

import pytest
from chat_endpoint import endpoint
from query_samples import data_folder, knowledge

from query.chat.chat import Chat
from query.chat.endpoint import Endpoint, Turn

QUESTION = "医保余额怎么查"


def test_a_model_words_the_evidence():
    with endpoint("打12393就能查[1]。", key="secret") as (model, asked):
        answer = Chat(knowledge(), model).answer(QUESTION, [Turn("user", "你好"), Turn("assistant", "您好")])
    assert answer.written_by == "model" and answer.text == "打12393就能查[1]。"
    assert [citation["n"] for citation in answer.citations] == [1]
    [request] = asked
    assert request["path"] == "/v1/chat/completions"
    assert request["headers"]["authorization"] == "Bearer secret"
    assert [turn["role"] for turn in request["body"]["messages"]] == ["user", "assistant", "user"]
    assert QUESTION in request["body"]["messages"][-1]["content"]
    assert "secret" not in repr(model)


def test_citations_that_are_made_up_are_struck_out_and_told():
    with endpoint("能查[1][99]，还能报100%[88]。“这句话资料里没有”") as (model, _):
        answer = Chat(knowledge(), model).answer(QUESTION)
    assert "[99]" not in answer.text.splitlines()[0] and "[88]" not in answer.text.splitlines()[0]
    assert answer.struck == (99, 88) and "不存在" in answer.text
    assert answer.unsupported == ("这句话资料里没有",)


@pytest.mark.parametrize(
    ("reply", "status", "delay", "told"),
    [
        ("没有出处的话", 200, 0, "出处"),
        ("只有假的[77]", 200, 0, "出处"),
        ("   ", 200, 0, "empty"),
        (b"{broken", 200, 0, "no answer of a chat endpoint"),
        (b'{"choices": []}', 200, 0, "no answer of a chat endpoint"),
        (b"x" * 300_000, 200, 0, "longer than"),
        (b"denied", 401, 0, "status 401"),
        ("太晚[1]", 200, 2, "timed out"),
    ],
)
def test_an_endpoint_that_misbehaves_leaves_the_evidence(reply, status, delay, told):
    with endpoint(reply, status, delay) as (model, _):
        answer = Chat(knowledge(), model).answer(QUESTION)
    assert answer.written_by == "evidence" and answer.citations
    assert told in answer.problem and "\n" not in answer.problem


def test_nobody_at_the_endpoint():
    answer = Chat(knowledge(), Endpoint("http://127.0.0.1:9/v1", "fake", timeout=1.0)).answer(QUESTION)
    assert answer.written_by == "evidence" and "--endpoint" in answer.problem


def test_silence_is_passed_on_without_asking_the_model():
    with endpoint("随便说说[1]") as (model, asked):
        answer = Chat(knowledge(), model).answer("今天天气怎么样")
    assert answer.outcome == "no_answer" and answer.written_by == "evidence" and not asked


def test_the_command_answers_line_by_line(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{QUESTION}\n\n今天天气怎么样\n"))
    status, out, _ = run("chat", "--data", data_folder())
    assert status == 0 and "[1] " in out and "资料里没有答案" in out
    with endpoint("打电话查[1]") as (model, _):
        monkeypatch.setattr(sys, "stdin", io.StringIO(QUESTION))
        status, out, _ = run("chat", "--data", data_folder(), "--endpoint", model.url)
    assert status == 0 and out.startswith("打电话查[1]") and "“" in out
