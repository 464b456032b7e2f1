"""Questions that go on from earlier ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from query_samples import knowledge

from query.understanding.follow_ups import understood


@pytest.mark.parametrize(
    ("before", "question", "read"),
    [
        ("在职职工住院报几成", "那退休人员呢", "退休人员住院报几成"),
        ("职工三级医院住院起付线多少", "那二级医院呢?", "职工二级医院住院起付线多少"),
        ("大同职工住院报多少", "如果是太原的话", "太原职工住院报多少"),
        ("糖尿病门诊一年报多少", "高血压呢", "高血压门诊一年报多少"),
        ("异地就医备案怎么办", "要带什么材料", "异地就医备案要带什么材料"),
        ("家庭共济怎么绑定", "支付宝可以吗", "家庭共济支付宝可以吗"),
    ],
)
def test_a_follow_up_takes_what_it_lacks_from_before(before, question, read):
    asked = understood(question, [before])
    assert asked.text == read
    assert asked.asked == question
    assert asked.follows


@pytest.mark.parametrize(
    "question", ["手工报销要什么材料", "异地就医备案怎么办", "公积金怎么提取", "谢谢", "住院押金怎么退"]
)
def test_a_question_of_its_own_stands_alone(question):
    asked = understood(question, ["医保卡余额怎么查"])
    assert asked.follows is None
    assert asked == understood(question)


def test_a_chain_is_followed():
    history = ["太原职工三级医院住院起付线多少", "那二级医院呢"]
    assert understood("大同呢", history).text == "大同职工二级医院住院起付线多少"


@given(
    st.lists(st.text(alphabet="那呢医保住院退休职工报多少?怎么,太原", max_size=10), max_size=4), st.text(max_size=12)
)
@settings(max_examples=60, deadline=None)
def test_any_history_is_taken(history, question):
    assert understood(question, history).asked == question


def test_search_takes_a_history(run):
    answer = knowledge().search("那退休人员呢", history=["在职职工三级医院住院报几成"])
    assert answer.facts[0]["value_min"] == 86
    status, out, _ = run(
        "search", "那退休人员呢", "--after", "在职职工三级医院住院报几成", "--explain", "--data", knowledge().index.data
    )
    assert status == 0
    assert "退休人员三级医院住院报几成" in out
    assert "ratio ← “报几”" in out


@pytest.mark.parametrize(
    ("answer", "whole"),
    [
        ("泰安的", "泰安退休职工住院能报几成"),
        ("在三级医院", "三级医院退休职工住院能报几成"),
        ("余额", None),
    ],
)
def test_an_answer_to_a_question_back_goes_on(answer, whole):
    found = understood(answer, ["退休职工住院能报几成"])
    assert (found.text if found.follows else None) == whole
