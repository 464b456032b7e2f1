"""Analytical questions: counts, sets, comparisons and groups in Chinese become SPARQL that finds the right rows."""

import json
import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology.errors import QueryError
from ontology.terms import PREFIXES
from ontology.vocabulary import vocabulary
from query.analytic.composing import composed
from query.analytic.lexemes import lexemes
from query.analytic.parser import read
from query.analytic.reading import NotUnderstood
from query.analytic.rules import analytic_rules
from query.documentation.analytic_results import found
from query.knowledge import KnowledgeBase, build

ROOT = Path(__file__).parent.parent
QUESTIONS = ROOT / "corpus" / "analytic"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("analytic")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        build([Path("corpus/articles")], folder)
    return folder


@pytest.fixture(scope="module")
def knowledge(data):
    with KnowledgeBase(data) as opened:
        yield opened


def lines(name):
    return [json.loads(line) for line in (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def right(knowledge, question):
    try:
        asked = knowledge.analyse(question["question"])
    except NotUnderstood:
        return False
    return found(knowledge, asked.sparql) == question["result"]


def test_there_are_sixty_questions_a_third_of_them_held_out():
    train, heldout = lines("train"), lines("heldout")
    assert len(train) + len(heldout) >= 60
    assert 3 * len(heldout) >= len(train) + len(heldout) - 2
    assert len({line["question"] for line in train + heldout}) == len(train) + len(heldout)


@pytest.mark.parametrize("name", ["train", "heldout"])
def test_the_written_results_are_those_of_the_written_queries(knowledge, name):
    stale = [line["id"] for line in lines(name) if found(knowledge, line["sparql"]) != line["result"]]
    assert not stale, f"{stale}: run `make docs`"


@pytest.mark.parametrize(("name", "floor"), [("train", 1.0), ("heldout", 0.95)])
def test_questions_find_what_their_query_finds(knowledge, name, floor):
    questions = lines(name)
    share = sum(right(knowledge, question) for question in questions) / len(questions)
    assert share >= floor


@pytest.mark.parametrize("question", [line["question"] for line in lines("not_understood")])
def test_what_the_graph_cannot_tell_is_refused(knowledge, question):
    with pytest.raises(NotUnderstood, match="not understood: "):
        knowledge.analyse(question)


@pytest.mark.parametrize(
    "question",
    [
        "至少三篇",
        "哪些渠道什么业务都能办",
        "柳州和玉林的文章共有哪些渠道",
        '哪些渠道" } ; DROP ALL # 能查余额',
        "哪些" * 150,
        "\x00\u202e?",
        "Which channels are named by three articles?",
        "。。。",
        "前三",
        "没有",
        "最多",
        "按",
        "以上",
    ],
)
def test_bad_questions_are_refused_in_one_line(knowledge, question):
    with pytest.raises(QueryError) as refused:
        knowledge.analyse(question)
    assert "\n" not in str(refused.value)


def test_values_of_different_units_are_not_compared(knowledge):
    answer = knowledge.analyse("办理时限最长是多久")
    assert answer.columns == ("单位", "最高值")
    assert len({row[0] for row in answer.rows}) == len(answer.rows) > 1


def test_the_question_of_the_readme(run, data):
    status, out, _ = run("ask", "哪些渠道至少三篇文章提到可以查余额", "--data", data)
    assert status == 0
    assert "微信" in out and "文章数 >= 3" in out and "HAVING" in out


def test_the_query_can_be_edited_and_run(run, data, tmp_path):
    status, query, _ = run("ask", "支付宝能办哪些业务", "--query-only", "--data", data)
    file = tmp_path / "edited.rq"
    file.write_text(query.replace("ybc:channel-alipay", "ybc:channel-wechat"), encoding="utf-8")
    other, out, _ = run("sparql", "-f", file, "--format", "csv", "--data", data)
    assert status == other == 0
    assert "异地就医备案" not in out and "余额查询" in out


def test_json_names_the_columns(run, data):
    status, out, _ = run("ask", "2025年发布的文章有多少篇", "--json", "--data", data)
    row = json.loads(out)
    assert status == 0
    assert row["columns"] == ["文章数"] and row["rows"][0][0] > 40 and "2025" in row["sparql"]


def test_what_is_not_understood_is_one_line_on_stderr(run, data):
    status, out, err = run("ask", "哪些驾校至少三篇文章提到", "--data", data)
    assert (status, out) == (1, "")
    assert err.startswith("yibao: not understood: 驾校") and err.count("\n") == 1


def test_words_in_any_order_are_refused_or_make_a_query_that_runs():
    words = sorted({one.text for line in lines("train") for one in lexemes(line["question"])[0]})
    drawn, empty, understood = random.Random(7), ox.Store(), 0
    for _ in range(400):
        question = "".join(drawn.choice(words) for _ in range(drawn.randint(2, 7)))
        try:
            query = composed(read(question))
        except NotUnderstood:
            continue
        understood += 1
        assert len(empty.query(query.sparql, prefixes=PREFIXES).variables) == len(query.columns), question
    assert understood > 50


def test_the_rules_name_what_exists():
    rules = analytic_rules()
    for name, frame in rules.frames.items():
        kinds = {*frame.roles, frame.itself}
        assert set(frame.needs) <= kinds and set(frame.suffices) <= set(frame.needs), name
        assert set(frame.fixed or ()) <= set(frame.roles), name
    schemes = {kind.scheme for kind in rules.classes.values() if kind.scheme}
    assert schemes <= set(vocabulary().schemes)
    assert {*rules.schemes.values, *rules.schemes.things} <= schemes
    assert all(vocabulary().concept(code) for pair in rules.units.items() for code in pair)
