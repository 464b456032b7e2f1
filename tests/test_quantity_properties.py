"""Whatever the value and however it is written: it reads back, exactly, where it stands, and nothing else does."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.quantities import Quantity, dates, quantities
from tests import quantity_forms as forms

PERCENTS = st.decimals(min_value=0, max_value=100, places=1).map(lambda v: v.normalize() + 0)
AMOUNTS = st.integers(min_value=10, max_value=99_999_999).map(Decimal)
SMALL = st.integers(min_value=1, max_value=99)
BEFORE = st.sampled_from(["", "报销", "起付标准为", "职工医保:", "(三级医院)", "其中", "\n"])
BEHIND = st.sampled_from(["", "。", ",其余自理", ";", "的部分", ")"])
UNITS = st.sampled_from(["%", "元", "万元", "个工作日", "天", "个月", "周岁", "个百分点", "个自然月"])


def only(text: str) -> Quantity:
    found = [one for one in quantities(text) if one.unit != "count"]
    assert len(found) == 1, (text, found)
    return found[0]


def holds_decimals(quantity: Quantity) -> bool:
    ends = (quantity.value_min, quantity.value_max)
    return all(end is None or (type(end) is Decimal and end == end.normalize()) for end in ends)


@pytest.mark.parametrize("form", forms.PERCENT)
@given(value=PERCENTS, before=BEFORE, behind=BEHIND)
def test_a_percentage_reads_back_from_every_notation(form: str, value: Decimal, before: str, behind: str):
    written = forms.PERCENT[form](value)
    found = only(before + written + behind)
    assert (found.value_min, found.value_max, found.unit) == (value, value, "percent")
    assert (before + written + behind)[found.core_start : found.core_end] == written
    assert holds_decimals(found)


@given(st.integers(min_value=1, max_value=9), st.integers(min_value=0, max_value=9), BEFORE)
def test_tenths_and_discounts_read_back(tens: int, ones: int, before: str):
    digits = forms.SIGNS[tens] + (forms.SIGNS[ones] if ones else "")
    written = f"{forms.SIGNS[tens]}成{forms.SIGNS[ones] if ones else ''}"
    assert only(f"{before}{written}。").value_max == 10 * tens + ones
    rebate = only(f"{before}打{tens}.{ones}折。" if ones else f"{before}打{digits}折。")
    assert (rebate.value_max, rebate.unit) == (10 * tens + ones, "discount")


@pytest.mark.parametrize("form", forms.MONEY)
@given(value=AMOUNTS, before=BEFORE, behind=BEHIND)
def test_an_amount_reads_back_from_every_notation(form: str, value: Decimal, before: str, behind: str):
    written = forms.MONEY[form](value)
    found = only(before + written + behind)
    assert (found.value_min, found.value_max, found.unit) == (value, value, "CNY")
    assert (before + written + behind)[found.core_start : found.core_end] == written
    assert holds_decimals(found)


@pytest.mark.parametrize("connector", ["至", "到", "-", "~", "～", "—", "–", "－", "--", "——", " 至 ", " - "])
@given(low=SMALL, more=SMALL, unit=UNITS, twice=st.booleans(), before=BEFORE)
def test_a_range_is_one_value(connector: str, low: int, more: int, unit: str, twice: bool, before: str):
    written = f"{low}{unit if twice else ''}{connector}{low + more}{unit}"
    found = only(f"{before}{written}。")
    factor = 10000 if unit == "万元" else 1
    assert (found.value_min, found.value_max, found.bound) == (low * factor, (low + more) * factor, "range")
    assert f"{before}{written}。"[found.core_start : found.core_end] == written


BOUNDS = {
    ("不低于{}", "{}以上(含)", "{}(含)以上", "至少{}", "≥{}"): "at_least",
    ("超过{}", "高于{}", ">{}"): "above",
    ("不超过{}", "{}以内", "{}以下", "{}(含)以下", "最多{}", "≤{}"): "at_most",
    ("不足{}", "低于{}", "{}(不含)以下", "{}以下(不含)", "<{}", "{}不到"): "below",
}


@pytest.mark.parametrize(("pattern", "bound"), [(p, bound) for every, bound in BOUNDS.items() for p in every])
@given(number=SMALL, unit=UNITS)
def test_bound_words_make_a_limit_in_both_positions(pattern: str, bound: str, number: int, unit: str):
    text = pattern.format(f"{number}{unit}") + "。"
    found = only(text)
    value = number * (10000 if unit == "万元" else 1)
    lower = bound in ("at_least", "above")
    assert (found.bound, found.value_min, found.value_max) == (
        bound,
        value if lower else None,
        None if lower else value,
    )
    assert text[found.start : found.end] == text[:-1]


CODES = st.sampled_from(
    [
        "身份证号{}",
        "手机13812{}",
        "卡号6217{}0012",
        "〔20{}〕号",
        "第{}条",
        "第{}章第{}节",
        "V{}.{}版",
        "{}.{}.{}",
        "20{}年{}月{}日",
        "20{}-{}-{}",
        "{}:{}",
        "拨打123{}",
        "0351-70{}123",
        "ICD{}",
        "{}楼{}室",
        "20{}年度",
        "https://a.cn/{}?p={}",
        "{}号窗口",
    ]
)


@given(CODES, st.integers(min_value=10, max_value=12), BEHIND)
def test_codes_dates_and_ordinals_hold_no_value(code: str, number: int, behind: str):
    text = code.replace("{}", str(number)) + behind
    assert [one for one in quantities(text) if one.unit != "count"] == []


@given(st.integers(min_value=10, max_value=10**11), st.sampled_from(["元", "%", "天", "周岁", "个月"]), BEFORE)
def test_no_number_is_read_in_part(number: int, unit: str, before: str):
    for one in quantities(f"{before}{number}{unit}"):
        assert one.value_max == number, one


@pytest.mark.parametrize("form", forms.DATE)
@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)), before=st.sampled_from(["", "自", "于"]))
def test_a_date_reads_back_from_every_notation_and_is_no_value(form: str, day: date, before: str):
    written = forms.DATE[form](day)
    text = f"{before}{written}起执行"
    assert [(text[d.start : d.end], d.iso) for d in dates(text)] == [(written, day.isoformat())]
    assert quantities(text) == []


LOST = st.sampled_from(["", " ", "  ", "**", "__", "X", "xx", "⟦缺数⟧", "...", "某"])


@given(LOST, st.sampled_from(["%", "个百分点", "元", "万元", "个工作日", "个月", "周岁", "成", "‰"]), BEFORE, BEHIND)
def test_a_lost_number_stays_lost(lost: str, unit: str, before: str, behind: str):
    assert quantities(f"{before}{lost}{unit}{behind}") == []


@given(
    st.text(
        alphabet="一二三五十百千万亿点半多来余几成折倍元块角分%‰年月日天周个岁至到-~,，。、（(含)）"
        "以上下内约左右不超过提高比的基础工资第12305oO. \n",
        max_size=40,
    )
)
@example("2到百十元")
@example("5~十万元")
def test_any_text_gives_ordered_spans_of_decimals(text: str):
    found = quantities(text)
    for one in found:
        assert 0 <= one.start <= one.core_start < one.core_end <= one.end <= len(text)
        assert holds_decimals(one)
        assert one.base is None or 0 <= one.base[0] < one.base[1] <= one.core_start
        assert (one.value_min is None) == (one.bound in ("at_most", "below"))
        assert (one.value_max is None) == (one.bound in ("at_least", "above"))
    assert all(left.core_end <= right.core_start for left, right in pairwise(found))
