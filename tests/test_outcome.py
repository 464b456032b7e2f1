"""Whether there is an answer, and how sure it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from query_samples import knowledge

from query.evaluation.calibration import fitted, threshold
from query.knowledge import KnowledgeBase, build
from query.outcome import probability
from query.retrieval import retrieval_rules
from query.support import best_line, parts, support
from query.understanding import understand


def ask(question, **known):
    return knowledge().search(question, **known)


@pytest.mark.parametrize(
    "question",
    ["医保卡余额怎么查", "手工报销需要哪些材料", "打哪个电话能查医保余额", "在职职工三级医院住院报销比例"],
)
def test_what_stands_in_an_article_is_answered(question):
    assert ask(question).outcome != "no_answer"


@pytest.mark.parametrize(
    "question",
    ["公积金怎么提取", "驾照到期怎么换", "高铁票怎么退", "乌鲁木齐的社保卡密码在哪里重置", '"; DROP GRAPH <x> #'],
)
def test_what_stands_nowhere_is_not(question):
    assert ask(question).outcome == "no_answer"


@pytest.mark.parametrize(
    ("sure", "unsure", "missing"),
    [
        ("医保卡余额怎么查", "拉萨医保卡余额怎么查", "拉萨"),
        ("手工报销需要哪些材料", "试管婴儿手工报销需要哪些材料", "试管婴儿"),
    ],
)
def test_what_is_missing_is_named_and_lowers_confidence(sure, unsure, missing):
    answer = ask(unsure)
    assert missing in answer.missing
    assert answer.confidence < ask(sure).confidence


def test_a_lost_number_lowers_confidence():
    assert ask("45岁以下的职工每月划入医保卡的比例是多少").features["number_lost"] == 1
    assert ask("退休人员每月划入医保卡的比例是多少").facts[0]["value_min"] == 4


def test_facts_of_several_kinds_of_care_are_asked_back():
    answer = ask("在职职工在三级医院能报百分之几")
    assert set(answer.choices) == {"住院", "普通门诊"}
    assert answer.outcome == "clarify"


def test_figures_of_several_places_are_asked_back(tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    for city, rate in (("太原", 80), ("大同", 70)):
        text = f"{city}职工医保住院报销比例(以{city}为例)\n\n在职职工在三级医院住院,报销比例为{rate}%。\n"
        (pages / f"{city}.txt").write_text(text, encoding="utf-8")
    build([pages], tmp_path / "data")
    with KnowledgeBase(tmp_path / "data") as two:
        answer = two.search("在职职工三级医院住院报销比例是多少")
        assert answer.outcome == "clarify"
        assert {"太原", "大同"} <= {choice.removesuffix("市") for choice in answer.choices}
        there = two.search("大同在职职工三级医院住院报销比例是多少")
    assert there.outcome == "answer"
    assert there.facts[0]["value_min"] == 70


def test_a_name_is_supported_by_any_of_its_names():
    wanted = parts(understand("城乡居民医保的封顶线"))
    assert support(wanted, ["城乡居民基本医疗保险的年度最高支付限额为十万元"]).share == 1.0
    assert support(wanted, ["职工住院要交押金"]).share < 0.5


def test_the_line_that_says_most_is_found():
    asked = parts(understand("手工报销的材料多久审核打款"))
    passages = [hit.passage for hit in ask("手工报销的材料多久审核打款").hits]
    assert "20个工作日" in best_line(asked, passages).text


@given(st.dictionaries(st.sampled_from(sorted(retrieval_rules().confidence.weights)), st.floats(0, 1)))
def test_confidence_is_a_probability(seen):
    assert 0.0 < probability(seen) < 1.0


def test_support_speaks_for_an_answer_and_gaps_against_it():
    assert probability({"support_first": 1.0}) > probability({"support_first": 0.0})
    for gap in ("place_missing", "outside", "number_lost", "concept_missing"):
        assert probability({gap: 1.0}) < probability({})


def test_the_model_learns_what_tells_right_from_wrong():
    cases = [({"good": 1.0, "noise": i % 2}, True) for i in range(20)]
    cases += [({"good": 0.0, "noise": i % 2}, False) for i in range(20)]
    model = fitted(cases)
    assert model.weights["good"] > 1
    assert abs(model.weights["noise"]) < 0.2
    assert threshold([0.2, 0.9], [False, True]) == pytest.approx(0.55)
