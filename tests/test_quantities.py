"""The span grammar for values with units."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.quantities import Quantity, quantities

Row = tuple[str | None, str | None, str, str, bool]


def row(quantity: Quantity) -> Row:
    low, high = quantity.value_min, quantity.value_max
    show = (None if low is None else f"{low.normalize():f}", None if high is None else f"{high.normalize():f}")
    return *show, quantity.unit, quantity.bound, quantity.approximate


def only(text: str) -> Row:
    found = quantities(text)
    assert len(found) == 1, found
    return row(found[0])


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "bound", "approximate"),
    [
        ("报销比例为70%左右", "70", "70", "percent", "exact", True),
        ("大概八成", "80", "80", "percent", "exact", True),
        ("在55%至75%之间", "55", "75", "percent", "range", False),
        ("约8%-10%", "8", "10", "percent", "range", True),
        ("60～75％", "60", "75", "percent", "range", False),
        ("六成至七成五", "60", "75", "percent", "range", False),
        ("五六成", "50", "60", "percent", "range", True),
        ("百分之七十", "70", "70", "percent", "exact", False),
        ("百分之三十到四十", "30", "40", "percent", "range", False),
        ("百分之百", "100", "100", "percent", "exact", False),
        ("千分之五", "0.5", "0.5", "percent", "exact", False),
        ("3‰", "0.3", "0.3", "percent", "exact", False),
        ("三个百分点", "3", "3", "percentage_point", "exact", False),
        ("少报15个点。", "15", "15", "percentage_point", "exact", False),
        ("高血压一年280元", "280", "280", "CNY", "exact", False),
        ("<门槛费>700元", "700", "700", "CNY", "exact", False),
        ("要过4个月", "4", "4", "month", "exact", False),
        ("满50日方可办理", "50", None, "day", "at_least", False),
        ("18周岁以上〔含18周岁〕", "18", None, "years_of_age", "at_least", False),
        ("统一70%", "70", "70", "percent", "exact", False),
        ("部分城市可达85%", None, "85", "percent", "at_most", False),
        ("不低于七成", "70", None, "percent", "at_least", False),
        ("1,300元", "1300", "1300", "CNY", "exact", False),
        ("人民币5万元", "50000", "50000", "CNY", "exact", False),
        ("4~6万元", "40000", "60000", "CNY", "range", False),
        ("30万元至50万元不等", "300000", "500000", "CNY", "range", False),
        ("8500到3万元", "8500", "30000", "CNY", "range", False),
        ("三百至六百元", "300", "600", "CNY", "range", False),
        ("1800元以上", "1800", None, "CNY", "above", False),
        ("5000元(含)以上", "5000", None, "CNY", "at_least", False),
        ("不超过每人每年800元", None, "800", "CNY", "at_most", False),
        ("2000余元", "2000", None, "CNY", "above", False),
        ("封顶线30万。", "300000", "300000", "CNY", "exact", False),
        ("123元1角5分", "123.15", "123.15", "CNY", "exact", False),
        ("5000元以上10000元以下", "5000", "10000", "CNY", "range", False),
        ("10—20个工作日", "10", "20", "workday", "range", False),
        ("15个至20个工作日", "15", "20", "workday", "range", False),
        ("7个工作日内", None, "7", "workday", "at_most", False),
        ("30个自然日", "30", "30", "day", "exact", False),
        ("90天内", None, "90", "day", "at_most", False),
        ("3日内", None, "3", "day", "at_most", False),
        ("两周内", None, "14", "day", "at_most", False),
        ("6个月至1年内", "6", "12", "month", "range", False),
        ("半年", "6", "6", "month", "exact", False),
        ("一个半月", "1.5", "1.5", "month", "exact", False),
        ("四年六个月", "54", "54", "month", "exact", False),
        ("两年半", "2.5", "2.5", "year", "exact", False),
        ("25至30年", "25", "30", "year", "range", False),
        ("缴费满15年", "15", None, "year", "at_least", False),
        ("未满45周岁", None, "45", "years_of_age", "below", False),
        ("年满60周岁", "60", None, "years_of_age", "at_least", False),
        ("36—50岁", "36", "50", "years_of_age", "range", False),
        ("51岁以上", "51", None, "years_of_age", "at_least", False),
        ("35岁以下(不含35岁)", None, "35", "years_of_age", "below", False),
        ("45岁(含)以上", "45", None, "years_of_age", "at_least", False),
        ("四种办法", "4", "4", "count", "exact", False),
    ],
)
def test_one_value(text: str, low: str | None, high: str | None, unit: str, bound: str, approximate: bool):
    assert only(text) == (low, high, unit, bound, approximate)


@pytest.mark.parametrize(
    "text",
    [
        "五险一金",
        "第一步,点击下一步",
        "选择“1”",
        "第二十八条、第十二条",
        "拨打12333或0351-12393",
        "13812345678",
        "2.查询 2,再选择社保 3,确认",
        "每年的12月份",
        "2025年10月21日 2024-03-05 10:20:30",
        "2025年9月至12月",
        "每月5日至25日到账",
        "次年3月31日前",
        "二〇二五年一月",
        "三甲医院 一级及以下",
        "8楼 9#",
        "版本2.3.1 V3.0.1",
        "按缴费工资的 划入",
        "每月划入5200 x 元,1800x 元",
        "完成 成都 成年人 五成年",
        "万一 千万别忘",
        "20美元 300港元 50公斤 2小时",
        "https://example.org/?p=30%25%2020%",
        "下一年度的保费",
    ],
)
def test_silence(text: str):
    assert quantities(text) == []


def test_a_list_keeps_its_values_apart():
    assert [row(q)[0] for q in quantities("分别提升至400元、800元等")] == ["400", "800"]
    assert [row(q)[0] for q in quantities("分别为60、55、50%")] == ["60", "55", "50"]
    assert [row(q)[:4] for q in quantities("男60岁、女55岁以下")] == [
        (None, "60", "years_of_age", "at_most"),
        (None, "55", "years_of_age", "at_most"),
    ]


def test_both_widths_of_punctuation_read_alike():
    narrow = "在职职工(含灵活就业)报销70%,上限1,500元;5~7个工作日内办结:3%"
    wide = narrow.translate({ord(a): b for a, b in zip("(),;:%~", "（），；：％～", strict=True)})
    assert [row(q) for q in quantities(narrow)] == [row(q) for q in quantities(wide)]


def test_spans_hold_the_bound_words():
    text = "原则上不超过6个月左右,"
    found = quantities(text)[0]
    assert text[found.start : found.end] == "不超过6个月左右"
    assert text[found.core_start : found.core_end] == "6个月"


AMOUNTS = st.integers(min_value=1, max_value=99)
UNITS = st.sampled_from(["%", "元", "万元", "个工作日", "天", "个月", "周岁"])


@given(AMOUNTS, AMOUNTS, UNITS, st.sampled_from(["至", "到", "-", "~", "～", "—"]))
def test_any_range_is_one_value(low: int, more: int, unit: str, connector: str):
    found = quantities(f"为{low}{connector}{low + more}{unit}。")
    assert len(found) == 1
    factor = 10000 if unit == "万元" else 1
    assert (found[0].value_min, found[0].value_max) == (Decimal(low * factor), Decimal((low + more) * factor))


@given(
    st.text(
        alphabet="一二三五十百千万亿点半成元块角分%年月日天个周岁至到-~,。、(含)以上下内约左右不超过第12305. \n",
        max_size=40,
    )
)
def test_any_text_gives_ordered_spans(text: str):
    found = quantities(text, bare=True)
    assert all(0 <= q.start <= q.core_start < q.core_end <= q.end <= len(text) for q in found)
    assert all(left.core_end <= right.core_start for left, right in pairwise(found))
    assert all(q.value_min is None or q.value_max is None or q.value_min <= q.value_max for q in found)
