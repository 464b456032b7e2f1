"""Other projects' test cases for numbers, shares, money, durations and ages; see the README of ../shared/suites.

Each suite has a floor for the share of cases that come out right, and a list of what is left out, with reasons.
"""

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import opencc
import pytest

from ingest.quantities import Quantity, dates, quantities
from ingest.quantities.numerals import numeral

SUITES = Path(__file__).resolve().parents[1].parent / "shared" / "suites"
pytestmark = pytest.mark.skipif(
    not SUITES.is_dir(), reason="the public test suites lie beside the checkout, in ../shared/suites"
)

simplified: Callable[[str], str] = opencc.OpenCC("t2s").convert
Case = tuple[str, object, object]  # text, expected, found


def lines(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (SUITES / name).read_text(encoding="utf-8").splitlines() if line.strip()]


def specs(name: str) -> list[dict]:
    return json.loads((SUITES / "recognizers_zh" / f"{name}.json").read_text(encoding="utf-8-sig"))


def hold(cases: Iterator[Case] | list[Case], floor: float) -> None:
    """Fail with the list of wrong cases when fewer than `floor` of them are right."""
    every = list(cases)
    wrong = [case for case in every if case[1] != case[2]]
    share = 1 - len(wrong) / len(every)
    report = "\n".join(f"{text!r}: expected {expected}, found {found}" for text, expected, found in wrong)
    print(f"{len(every) - len(wrong)} of {len(every)} right ({share:.1%})\n{report}")
    assert share >= floor, f"{share:.1%} of {len(every)} cases right, {floor:.0%} wanted\n{report}"


def ends(quantity: Quantity) -> tuple[float | None, float | None]:
    low, high = quantity.value_min, quantity.value_max
    return None if low is None else float(low), None if high is None else float(high)


def value(quantity: Quantity) -> float:
    low, high = ends(quantity)
    found = high if low is None else low
    assert found is not None
    return found


# --- numerals ---------------------------------------------------------------------------------------------------------
# left out: what cn2an's strict mode refuses and its normal mode reads; amounts with 元 (tested as money below)
STRICT_ONLY = {"一一", "壹壹", "百十一"}


def test_cn2an_numerals():
    cases: list[Case] = []
    for row in lines("cn2an/cn2an_cases.jsonl"):
        text = str(row["input"])
        strict = row["set"] == "cn2an_test.error_strict_datas" and text in STRICT_ONLY
        if not str(row["set"]).startswith("cn2an_test") or re.search("[元圆]", text) or strict:
            continue
        try:
            found: object = float(numeral(text))
        except ValueError:
            found = "ERROR"
        cases.append((text, row["expected"] if row["expected"] == "ERROR" else float(str(row["expected"])), found))
    hold(cases, 1.0)


def test_cn2an_money():
    rows = [row for row in lines("cn2an/cn2an_cases.jsonl") if re.search("[元圆]", str(row["input"]))]
    rows = [row for row in rows if str(row["set"]).startswith("cn2an_test")]
    cases: list[Case] = []
    for row in rows:
        found = [value(q) for q in quantities(str(row["input"])) if q.unit == "CNY"]
        cases.append((str(row["input"]), [] if row["expected"] == "ERROR" else [row["expected"]], found))
    hold(cases, 1.0)


# forms that are no numbers of this domain: fractions, powers, scientific notation, dozens, Cantonese, blurred sizes
NOT_A_NUMERAL = re.compile(r"分\s*之|分\s+之|/|\^|\de|[打对對双雙個个]|[多余几]|^半百|半$|份|十分一|[MG]|m$|萬九|參|K$")


def test_recognizers_and_duckling_numerals():
    cases: list[Case] = []
    for case in specs("Number_Chinese_NumberModel"):
        for result in case["Results"]:
            text = simplified(result["Text"])
            if not NOT_A_NUMERAL.search(text):
                cases.append((text, round(float(result["Resolution"]["value"]), 9), _number(text)))
    for row in lines("duckling_zh/Numeral.jsonl"):
        text, answer = str(row["input"]), re.search(r"NumeralValue \(?(-?[\d.]+)", str(row["expected_haskell"]))
        assert answer is not None
        if not NOT_A_NUMERAL.search(text):
            cases.append((text, float(answer[1]), _number(simplified(text))))
    hold(cases, 0.99)


def _number(text: str) -> float | str:
    try:
        return round(float(numeral(text)), 9)
    except ValueError:
        return "ERROR"


# What is left out of the suites below follows from what a fact can say (the contract's fields): a reason and its cases.
LeftOut = dict[str, str]


def fits(text: str, left_out: LeftOut) -> bool:
    return not any(re.search(pattern, text) for pattern in left_out.values())


def test_each_reason_leaves_out_a_case():
    """A reason that no case has is stale; how many are left out is printed."""
    texts = {
        "percent": [simplified(case["Input"]) for case in specs("Number_Chinese_PercentModel")],
        "money": [str(row["input"]) for row in lines("jionlp/test_money_parser.jsonl")],
        "duckling money": [str(row["input"]) for row in lines("duckling_zh/AmountOfMoney.jsonl")],
        "ranges": [simplified(case["Input"]) for case in specs("Number_Chinese_NumberRangeModel")],
        "durations": [text for text, _ in _durations()],
    }
    reasons = dict(zip(texts, (NOT_A_PERCENT, NOT_MONEY, NOT_YUAN, NOT_A_RANGE, NOT_A_DURATION), strict=True))
    for name, left_out in reasons.items():
        idle = [reason for reason, pattern in left_out.items() if not any(re.search(pattern, t) for t in texts[name])]
        out = [text for text in texts[name] if not fits(text, left_out)]
        print(f"{name}: {len(out)} of {len(texts[name])} left out")
        assert not idle, (name, idle)


# --- shares -----------------------------------------------------------------------------------------------------------
NOT_A_PERCENT: LeftOut = {
    "a range, of which the suite keeps one end": "5-20%",
    "a guess from 20 to 30, which the suite does not read": "二三十",
}
SHARES = ("percent", "percentage_point", "discount")


def test_recognizers_percent():
    cases: list[Case] = []
    for case in specs("Number_Chinese_PercentModel"):
        text = simplified(case["Input"])
        if fits(text, NOT_A_PERCENT):
            expected = [round(float(result["Resolution"]["value"].rstrip("%")), 9) for result in case["Results"]]
            found = [q for q in quantities(text) if q.unit in SHARES]
            points, off = "分点" in text.replace(" ", ""), "折" in text
            unit = "percentage_point" if points else "discount" if off else "percent"
            assert all(q.unit == unit for q in found), text
            cases.append((case["Input"], expected, [round(value(q), 9) for q in found]))
    hold(cases, 0.96)


# --- money ------------------------------------------------------------------------------------------------------------
def test_recognizers_currency():
    """Other currencies are cases too: they give no yuan."""
    cases: list[Case] = []
    for case in specs("NumberWithUnit_Chinese_CurrencyModel"):
        resolved = [r["Resolution"] for r in case["Results"]]
        expected = [float(r["value"]) for r in resolved if r.get("isoCurrency") == "CNY" and r["value"]]
        found = [value(q) for q in quantities(simplified(case["Input"])) if q.unit == "CNY"]
        cases.append((case["Input"], expected, found))
    hold(cases, 0.97)


NOT_MONEY: LeftOut = {
    "no unit is written": r"^\d+[kw](左右|上下)|^肆佰叁拾萬$",
    "a fact keeps all digits, the suite two places": "434.344",
}


def test_jionlp_money():
    cases: list[Case] = []
    for row in lines("jionlp/test_money_parser.jsonl"):
        text, expected = str(row["input"]), row["expected"]
        assert isinstance(expected, dict)
        if not fits(text, NOT_MONEY):
            continue
        found = [q for q in quantities(simplified(text)) if q.unit == "CNY"]
        if expected["case"] != "元":
            cases.append((text, [], [value(q) for q in found]))
            continue
        numbers = expected["num"] if isinstance(expected["num"], list) else [expected["num"]]
        cases.append((text, [float(n) for n in numbers], _ends_once(found)))
    hold(cases, 0.98)


def test_jionlp_money_spans():
    cases: list[Case] = []
    for row in lines("jionlp/test_money_extractor.jsonl"):
        text, expected = str(row["input"]), row["expected"]
        assert isinstance(expected, list)
        amounts = [one["text"] for one in expected if not re.search("日元|k$", one["text"])]  # yen; no unit
        found = [text[q.core_start : q.core_end] for q in quantities(text) if q.unit == "CNY"]
        cases.append((text, amounts, [one.removeprefix("人民币") for one in found]))
    hold(cases, 0.9)


def _ends_once(found: list[Quantity]) -> list[float]:
    return sorted({end for q in found for end in ends(q) if end is not None})


def test_jionlp_money_bounds():
    definitions = {"blur+": {"at_least", "above"}, "blur-": {"at_most", "below"}}
    for row in lines("jionlp/test_money_parser.jsonl"):
        expected = row["expected"]
        assert isinstance(expected, dict)
        found = [q for q in quantities(simplified(str(row["input"]))) if q.unit == "CNY"]
        if expected["definition"] in definitions and expected["case"] == "元" and found:
            assert found[0].bound in definitions[expected["definition"]], row


NOT_YUAN: LeftOut = {
    "words of Cantonese: 仙, 毫, 蚊, 個 for 分, 角, 元": "仙|毫|蚊|[個个]",
    "Hong Kong dollars": "港",
    "分 alone is a minute, a mark and a point as well": r"^[\d二五十]+分$",
}


def test_duckling_money():
    cases: list[Case] = []
    for row in lines("duckling_zh/AmountOfMoney.jsonl"):
        text, answer = str(row["input"]), str(row["expected_haskell"])
        if fits(text, NOT_YUAN):
            numbers = [float(n) / (100 if "Cent" in answer else 1) for n in re.findall(r"\d+\.?\d*", answer)]
            cases.append((text, numbers, _ends_once([q for q in quantities(simplified(text)) if q.unit == "CNY"])))
    hold(cases, 1.0)


# --- ranges -----------------------------------------------------------------------------------------------------------
NOT_A_RANGE: LeftOut = {
    "an ordinal is no value": "第十和第十五",
    "a fraction has no unit": "四分之|1/2",
    "the suite itself is wrong (20万 as 20000)": "20万次",
    "one number is no range: it is exact here": "等于一百七|等于1535",
}


def test_recognizers_ranges():
    cases: list[Case] = []
    for case in specs("Number_Chinese_NumberRangeModel"):
        text = simplified(case["Input"])
        if fits(text, NOT_A_RANGE):
            expected = [_brackets(result["Resolution"]["value"]) for result in case["Results"]]
            found = [ends(q) for q in quantities(text, bare=True) if q.bound != "exact"]
            cases.append((case["Input"], expected, found))
    hold(cases, 0.96)


def _brackets(text: str) -> tuple[float | None, float | None]:
    low, high = text.strip("[]()").split(",")
    return (float(low) if low else None), (float(high) if high else None)


# --- durations and ages -----------------------------------------------------------------------------------------------
DAYS = {"day": 1, "month": 30, "year": 365, "workday": 1}
NOT_A_DURATION: LeftOut = {
    "hours and less are no unit of a fact": "秒|分[鐘钟]|分半|分三十|[小]?[时時](?![间間])|[钟鐘]|刻|[個个]字",
    "months and days in one value, which no one unit holds": "又一个月|月又20天|个月21天",
    "the name of a month": "[十0] 月",
    "no number is written: 個半月 for one and a half": "^個半月",
    "how long is not said": "大半",
}


def _durations() -> Iterator[tuple[str, list[float]]]:
    """Yield the texts of three suites with how many days each one says."""
    for row in lines("jionlp/test_time_parser.jsonl"):
        expected = row["expected"]
        if isinstance(expected, dict) and expected.get("type") == "time_delta":
            yield str(row["input"]), _deltas(expected["time"])
    for case in specs("DateTime_Chinese_DurationParser") + specs("DateTime_Chinese_DurationExtractor"):
        timex = [r["Value"]["Timex"] for r in case["Results"] if "Value" in r]
        if timex:
            yield case["Input"], [_iso(t) for t in timex]
    for row in lines("duckling_zh/Duration.jsonl"):
        answer = re.search(r"DurationData (\d+) (\w+)", str(row["expected_haskell"]))
        assert answer is not None
        days = {"hour": 1 / 24, "minute": 1 / 1440, "second": 1 / 86400, **DAYS}[answer[2].lower()]
        yield str(row["input"]), [int(answer[1]) * days]


def test_durations_of_three_suites():
    found = [(text, days, _days(simplified(text))) for text, days in _durations() if fits(text, NOT_A_DURATION)]
    hold(found, 0.95)


def _deltas(time: object) -> list[float]:
    parts = time if isinstance(time, list) else [time]
    return [sum(DAYS[unit] * n for unit, n in part.items()) for part in parts if set(part) <= set(DAYS)]


def _iso(timex: str) -> float:
    return sum(float(n) * {"Y": 365, "M": 30, "W": 7, "D": 1}[u] for n, u in re.findall(r"([\d.]+)([YMWD])", timex))


def _days(text: str) -> list[float]:
    return [float(end) * DAYS[q.unit] for q in quantities(text) if q.unit in DAYS for end in _once(q)]


def _once(quantity: Quantity) -> list[Decimal]:
    return sorted({end for end in (quantity.value_min, quantity.value_max) if end is not None})


def test_recurrence_is_no_duration():
    for row in lines("jionlp/test_time_parser.jsonl"):
        expected, text = row["expected"], str(row["input"])
        if (
            isinstance(expected, dict)
            and expected.get("type") == "time_period"
            and "隔" not in text
            and "半年" not in text
        ):
            assert not [q for q in quantities(text) if q.unit in DAYS], text


AGES_IN_OTHER_UNITS = {"Month": ("month", 1), "Week": ("day", 7), "Day": ("day", 1)}


def test_recognizers_ages():
    cases: list[Case] = []
    for case in specs("NumberWithUnit_Chinese_AgeModel"):
        expected = []
        for result in case["Results"]:
            unit, factor = AGES_IN_OTHER_UNITS.get(result["Resolution"]["unit"], ("years_of_age", 1))
            expected.append((unit, float(result["Resolution"]["value"]) * factor))
        found = [(q.unit, float(q.value_max or q.value_min or 0)) for q in quantities(case["Input"])]
        cases.append((case["Input"], expected, found))
    hold(cases, 1.0)


# --- silence ----------------------------------------------------------------------------------------------------------
def test_no_value_from_phones_sizes_and_ordinals():
    texts = [
        case["Input"] for case in specs("Sequence_Chinese_PhoneNumberModel") + specs("Number_Chinese_OrdinalModel")
    ]
    texts += [
        str(r["input"])
        for n in ("Distance", "Quantity", "Temperature", "Volume")
        for r in lines(f"duckling_zh/{n}.jsonl")
    ]
    wrong = [(t, q) for t in texts for q in quantities(simplified(t)) if q.unit != "count"]
    assert not wrong


def test_dates_and_recurrences_are_no_values():
    texts = [case["Input"] for case in specs("DateTime_Chinese_DateParser")]
    texts += [str(row["input"]) for row in lines("duckling_zh/Ordinal.jsonl")]
    wrong = [(t, q) for t in texts for q in quantities(simplified(t)) if q.unit not in ("count", *DAYS)]
    assert not wrong


# --- dates ------------------------------------------------------------------------------------------------------------
NOT_A_DATE: LeftOut = {
    "no year is written": r"^(?!.*([12]\d{3}|[一二两][零千]))",
    "the moon's or an emperor's calendar": "农历|雍正",
    "the day first, or the month: the order is not said": r"\d{1,2}[-/.]\d{1,2}[-/.][12]\d{3}",
    "a day that the calendar does not have": "2019年2月29日",
}


def test_recognizers_dates_with_a_year():
    cases: list[Case] = []
    left_out = 0
    for case in specs("DateTime_Chinese_DateParser"):
        text = simplified(case["Input"])
        if fits(text, NOT_A_DATE):
            cases.append((text, [result["Value"]["Timex"] for result in case["Results"]], [d.iso for d in dates(text)]))
        left_out += not fits(text, NOT_A_DATE)
    print(f"{left_out} left out")
    hold(cases, 1.0)


# --- spoken and written -----------------------------------------------------------------------------------------------
WRITTEN_OTHERWISE: LeftOut = {
    "a shorthand of that project: 45-6, 16000-7000": r"\d-\d",
    "the digits of a list run together": "[个位周]，",
    "五 behind a unit is a tenth, 5 is not": "十二块五",
    "no unit is written": "^[一两]万 ",
}


def test_spoken_and_written_forms_say_the_same():
    """WeTextProcessing's pairs: what a number spelt out gives, its digits give too."""
    cases: list[Case] = []
    for path in sorted((SUITES / "wetext_itn_zh").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            spoken, _, written = line.partition(" => ")
            both = [[(*ends(q), q.unit) for q in quantities(t) if q.unit != "count"] for t in (spoken, written)]
            if any(both) and written and fits(line, WRITTEN_OTHERWISE):
                cases.append((line, both[0], both[1]))
    hold(cases, 1.0)
