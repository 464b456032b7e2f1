"""What two blocks differ in."""

import string

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ingest.cleaning.repetition.alignment import (
    IDENTICAL,
    SLOT_DIFFERS,
    VALUE_DIFFERS,
    WORDING_DIFFERS,
    compared,
    exact_form,
    slot_form,
)
from ingest.cleaning.repetition.tokens import Own, tokens

SENTENCE = (
    "{place}{group}在{level}医院{care}的费用,{negation}需备案,起付线{amount}元,报销比例{bound}{rate}%,点击“{label}”办理"
)
PARTS = {
    "group": ["在职职工", "退休人员", "城乡居民", "学生儿童"],
    "level": ["一级", "二级", "三级"],
    "care": ["住院", "普通门诊", "门诊慢性病"],
    "negation": ["", "无", "不", "未"],
    "amount": ["200", "300", "1200", "12万", "1.2万", "两千", "三千"],
    "bound": ["", "不低于", "不超过", "提高", "降低"],
    "rate": ["60", "65", "6.5", "60至65", "六十"],
    "label": ["医保账户查询", "医保缴费查询", "异地备案"],
}
relaxed = settings(deadline=None)  # the first call loads the vocabulary
fillings = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in PARTS.items()})
CITIES = ["太原市", "合肥", "兰州", "湖北宜昌", "镇江"]


@relaxed
@given(fillings, fillings, st.sampled_from(CITIES), st.sampled_from(CITIES))
def test_blocks_of_other_values_are_never_one(one, other, here, there):
    assume(one != other)
    a, b = SENTENCE.format(place=here, **one), SENTENCE.format(place=there, **other)
    assert compared(a, b).verdict == VALUE_DIFFERS
    assert slot_form(tokens(a)) != slot_form(tokens(b))


@relaxed
@given(fillings, st.sampled_from(CITIES), st.sampled_from(CITIES))
def test_blocks_that_differ_in_the_place_only_are_one(filling, here, there):
    a, b = SENTENCE.format(place=here, **filling), SENTENCE.format(place=there, **filling)
    assert compared(a, b).verdict == (IDENTICAL if here == there else SLOT_DIFFERS)
    assert slot_form(tokens(a)) == slot_form(tokens(b))


@relaxed
@given(st.text(alphabet="在职退休不无报销门诊太原市,。 、-~/.%“”" + string.digits, max_size=30))
def test_every_block_is_identical_with_itself_whatever_its_marks(text):
    assert compared(text, text).verdict == IDENTICAL
    assert compared(text, text.replace("。", " ").replace("“", "「").replace("”", "」")).verdict == IDENTICAL


@relaxed
@given(st.text(alphabet="一二三个人在报销%元太原合肥,./~" + string.digits, max_size=24), st.data())
def test_a_changed_digit_always_shows(text, data):
    places = [at for at, character in enumerate(text) if character.isdigit()]
    assume(places)
    at = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([other for other in string.digits if other != text[at]]))
    changed = f"报{text[:at]}{digit}{text[at + 1 :]}"
    assert exact_form(tokens(f"报{text}")) != exact_form(tokens(changed))
    assert compared(f"报{text}", changed).verdict == VALUE_DIFFERS


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("异地就医未备案。", "异地就医备案:", VALUE_DIFFERS),
        ("1、费用明细清单;", "2、费用明细清单。", IDENTICAL),
        ("。一、费用明细清单", "费用明细清单", IDENTICAL),
        ("一、二级医院报销90%", "二级医院报销90%", VALUE_DIFFERS),
        ("60、70岁以上", "80、70岁以上", VALUE_DIFFERS),
        ("起付线为1.5万元", "起付线为15万元", VALUE_DIFFERS),
        ("报1/2", "报1、2", VALUE_DIFFERS),
        ("通常15~30个工作日", "通常15—30个工作日", IDENTICAL),
        ("限额<600元", "限额>600元", VALUE_DIFFERS),
        ("在兰州银行缴费", "在长沙银行缴费", VALUE_DIFFERS),
        ("应当提前备案", "必须提前备案", WORDING_DIFFERS),
        ("ＡＰＰ报８０％", "app报80%", IDENTICAL),
        ("基金⟦缺词⟧支付", "基金予以支付", WORDING_DIFFERS),
        ("", "", IDENTICAL),
    ],
)
def test_verdicts(one, other, verdict):
    assert compared(one, other).verdict == verdict
    assert compared(other, one).verdict == verdict


def test_differences_are_named():
    found = compared("太原市退休人员住院报销90%", "合肥市在职职工住院报销85%").differences
    assert [one.kind for one in found] == ["place", "audience", "number"]


def test_the_page_s_own_name_and_date_are_slots():
    here, there = Own("甲地便民网", "2025-10-18"), Own("乙地便民网", "2025-11-03")
    one = tokens("甲地便民网2025年10月18日整理", here)
    other = tokens("乙地便民网2025-11-03整理", there)
    assert slot_form(one) == slot_form(other)
    in_force = [slot_form(tokens(f"自{day}起施行", own)) for day, own in (("2025-10-18", here), ("2025-11-03", there))]
    assert in_force[0] != in_force[1]
    assert "⟨" not in slot_form(tokens("职工医保参保人员报80%", Own("职工医保")))
