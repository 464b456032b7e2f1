from __future__ import annotations

from typing import Any

import fakes
import pytest

from index.articles.home import home
from index.articles.records import fact_row
from index.comparison.conflict_rows import conflict_row
from index.comparison.conflicts import conflicts
from index.comparison.spelling import spelt
from index.settings import settings
from ingest.article import RawArticle
from ingest.pipeline import analyse

TEXT = "住院报销比例为80%。\n部分地区可达90%。\n二级医院70%。\n限额2000元至5000元。\n限额20000元。\n限额300000元。\n"
PERCENT: tuple[str, str] = ("reimbursement_rate", "percent")
YUAN = ("cap", "CNY")


def fact(quote: str, low: Any, high: Any, what: tuple[str, str] = PERCENT, name: str = "a.txt", **known: Any) -> Any:
    found = fakes.article(name, TEXT)
    return fact_row(fakes.claim(found, quote, what[0], low, high, what[1], **known), found)


INPATIENT = {"care_type": "住院"}


def found(*facts: Any, sources: dict[str, str] | None = None, **articles: dict[str, Any]) -> list[Any]:
    """Return the rows about some facts; `a={"issued": …}` says what is known of the article a.txt."""
    known = [{"article": f"{name}.txt", **row} for name, row in articles.items()]
    return [conflict_row(one, sources or {}) for one in conflicts(facts, known, sources or {})]


def classes(*facts: Any, **articles: dict[str, Any]) -> list[str]:
    return [row["class"] for row in found(*facts, **articles)]


def test_values_that_cannot_both_hold_conflict() -> None:
    (row,) = found(fact("80%", 80, 80, care_type="住院"), fact("70%", 70, 70, care_type="住院"))
    assert (row["class"], row["strength"]) == ("conflict", "strong")
    assert (row["a"]["value_min"], row["b"]["value_min"], row["kind"]) == (80, 70, "reimbursement_rate")
    assert row["conditions"] == {"care_type": "住院", "unit": "percent"}


@pytest.mark.parametrize("other", [
    fact("70%", 60, 80),  # one range holds the other
    fact("70%", 70, 70, bound="increase"),
    fact("70%", 70, 70, on_topic=False),
    fact("90%", 90, 90),  # 部分地区
    fact("70%", 70, 70, care_type="普通门诊"),
    fact("70%", 70, 70, insured_type="居民"),
    fact("70%", 70, 70, what=("contribution", "percent")),
    fact("70%", None, 90, bound="at_most"),
    fact("70%", 78, 78, approximate=True),
])  # fmt: skip
def test_what_is_no_conflict(other: Any) -> None:
    base = fact("80%", 80, 80, care_type="住院", insured_type="职工", place="四川成都")
    assert found(base, {**base, "id": "x"}, {**other, "care_type": other["care_type"] or "住院"}) == []


def test_open_ends_exclude_their_value() -> None:
    base = fact("限额2000元至5000元", 2000, 2000, YUAN, **INPATIENT)
    above = fact("限额20000元", 2000, None, YUAN, **INPATIENT, bound="above")
    at_least = fact("限额20000元", 2000, None, YUAN, **INPATIENT, bound="at_least")
    assert len(found(base, above)) == 1
    assert found(base, at_least) == []


def test_a_narrower_scope_is_no_conflict() -> None:
    wide = fact("80%", 80, 80, **INPATIENT)
    for narrow in ({"facility_level": "二级"}, {"condition": "未备案"}, {"place": "湖北宜昌"}, {"employment": "退休"}):
        (row,) = found(wide, fact("70%", 70, 70, care_type="住院", **narrow))
        assert (row["class"], row["strength"]) == ("narrower", "reconcilable")
        assert next(iter(narrow)) in row["reason"]
        assert (row["a"]["value_max"], row["b"]["value_max"]) == (80, 70)  # the wider one first


OUTPATIENT = {"care_type": "普通门诊", "period": "year"}


def test_values_far_apart_are_not_explained_by_who_is_insured() -> None:
    here = fact("限额2000元至5000元", 2000, 5000, YUAN, insured_type="职工", **OUTPATIENT)
    there = fact("限额20000元", 20000, 20000, YUAN, **OUTPATIENT)
    assert classes(here, there) == ["conflict"]
    elsewhere = fact("限额20000元", 20000, 20000, YUAN, name="b.txt", **OUTPATIENT)
    assert classes(here, elsewhere) == ["narrower"]  # of another article, which may speak of another place
    yantai = {"about_places": ["region-370600"]}
    assert classes(here, elsewhere, a=yantai, b=yantai) == ["conflict"]


def test_a_condition_that_repeats_the_period_says_nothing() -> None:
    here = fact("限额2000元至5000元", 2000, 5000, YUAN, **OUTPATIENT)
    there = fact("限额20000元", 20000, 20000, YUAN, condition="一年", **OUTPATIENT)
    assert classes(here, there) == ["conflict"]


def test_places_decide_what_is_compared() -> None:
    city = fact("80%", 80, 80, **INPATIENT, place="湖北宜昌")
    assert classes(city, fact("70%", 70, 70, **INPATIENT, place="湖北")) == ["narrower"]
    assert classes(city, fact("70%", 70, 70, **INPATIENT, place="四川")) == ["other_place"]
    assert classes(city, fact("70%", 70, 70, **INPATIENT, place="宜昌市")) == ["conflict"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (["region-640500"], ["region-420500"], "other_place"),
        (["region-640500"], ["region-640500"], "conflict"),
        (["region-640500"], [], "narrower"),
        ([], [], "conflict"),
    ],
)
def test_the_place_of_an_article_holds_for_what_it_says_without_place(
    one: list[str], other: list[str], expected: str
) -> None:
    here, there = fact("80%", 80, 80, **INPATIENT), fact("70%", 70, 70, name="b.txt", **INPATIENT)
    assert classes(here, there, a={"about_places": one}, b={"about_places": other}) == [expected]


@pytest.mark.parametrize(
    ("text", "metadata", "about"),
    [
        ("嘉兴医保怎么报\n\n住院报销比例为80%。\n", {}, ["region-330400"]),
        ("医保怎么报\n\n住院报销比例为80%。\n", {"publisher": "湖州市医疗保障局"}, ["region-330500"]),
        ("医保怎么报\n\n宜昌住院报80%,湖北省内都能直接结算。\n", {}, ["region-420500"]),
        ("医保怎么报\n\n宜昌住院报80%,嘉兴报70%。\n", {}, []),
        ("医保怎么报\n\n部分城市(如北京)住院报80%。\n", {}, []),
    ],
)
def test_an_article_is_about_what_its_frame_names_or_it_speaks_of_most(
    text: str, metadata: dict[str, str], about: list[str]
) -> None:
    assert list(home(analyse(RawArticle("a.txt", text, metadata=metadata)))) == about


def test_a_much_newer_value_supersedes() -> None:
    here, there = fact("80%", 80, 80, **INPATIENT), fact("70%", 70, 70, name="b.txt", **INPATIENT)
    (row,) = found(here, there, a={"issued": "2025-03-01"}, b={"issued": "2023-01-01"})
    assert row["class"] == "superseded"
    assert (row["a"]["value_max"], row["b"]["value_max"]) == (70, 80)  # the older one first
    assert [value["dates"] for value in row["values"]] == [["2023-01-01"], ["2025-03-01"]]
    assert classes(here, there, a={"issued": "2025-03-01"}, b={"issued": "2025-01-01"}) == ["conflict"]
    assert classes(here, there, a={"issued": "2025-03-01"}) == ["conflict"]
    dated = {**there, "effective_from": "2021-01-01"}
    assert classes(here, dated, a={"issued": "2025-03-01"}, b={"issued": "2025-03-02"}) == ["superseded"]


def test_values_of_two_years_or_of_two_spans_of_time_are_no_conflict() -> None:
    here, there = fact("80%", 80, 80, **INPATIENT), fact("70%", 70, 70, **INPATIENT)
    for old, new in (
        ({"policy_year": "2025"}, {"policy_year": "2026"}),
        ({"effective_until": "2025-06-30"}, {"effective_from": "2025-07-01"}),
        ({"policy_year": "2025"}, {"effective_from": "2026-01-01"}),
    ):
        (row,) = found({**here, **new}, {**there, **old})
        assert (row["class"], row["a"]["value_max"], row["b"]["value_max"]) == ("superseded", 70, 80)
    same = {"policy_year": "2025"}
    assert classes({**here, **same}, {**there, **same}) == ["conflict"]


def test_what_independent_sources_state_alike_is_agreement() -> None:
    facts = [fact("80%", 80, 80, name=name, **INPATIENT) for name in ("a.txt", "b.txt", "c.txt")]
    assert found(*facts, sources=dict.fromkeys(("a.txt", "b.txt", "c.txt"), "a.txt")) == []
    (row,) = found(*facts, sources={"a.txt": "a.txt", "b.txt": "a.txt", "c.txt": "c.txt"})
    assert (row["class"], row["strength"]) == ("same", "agreement")
    assert {row["a"]["article"], row["b"]["article"]} == {"a.txt", "c.txt"}
    assert row["values"][0]["independent_sources"] == 2
    assert row["values"][0]["claims"] == [one["id"] for one in facts]


def test_deadlines_are_compared_by_their_end_in_one_unit() -> None:
    def deadline(number: int, unit: str, name: str) -> Any:
        return fact("80%", None, number, ("claim_deadline", unit), name, bound="at_most", service="手工报销")

    assert classes(deadline(6, "month", "a.txt"), deadline(1, "year", "b.txt")) == ["conflict"]
    assert classes(deadline(12, "month", "a.txt"), deadline(1, "year", "b.txt")) == ["same"]


def test_conflicts_come_first_and_those_of_a_known_place_before_others() -> None:
    facts = [fact(f"{n}%", n, n, **INPATIENT, place="湖北宜昌") for n in (80, 70)]
    facts += [fact(f"{n}%", n, n, name=f"{n}.txt", care_type="普通门诊") for n in (80, 70)]
    rows = found(*facts, fact("70%", 70, 70, name="c.txt", **INPATIENT, place="四川"))
    assert [row["class"] for row in rows] == ["conflict", "conflict", "other_place", "same"]
    assert rows[0]["conditions"]["place"] == "宜昌市"
    assert rows[0]["key"] == "measure=reimbursement_rate|unit=percent|care_type=care-inpatient|region=region-420500"


def test_parallel_values_of_one_statement_do_not_conflict() -> None:
    article = fakes.article("a.txt", "高血压、糖尿病限额分别为400元、800元。\n")
    low, high = (fakes.claim(article, f"{n}元", "cap", n, n, "CNY", care_type="住院") for n in (400, 800))
    assert found(fact_row(low, article), fact_row(high, article)) == []


def test_copies_are_attestations_of_one_conflict() -> None:
    names = ("a.txt", "b.txt", "c.txt")
    facts = [fact("80%", 80, 80, name=name, **INPATIENT) for name in names] + [
        fact("70%", 70, 70, name="d.txt", **INPATIENT)
    ]
    row, agreement = found(*facts, sources={"b.txt": "a.txt"})
    assert (row["class"], agreement["class"]) == ("conflict", "same")
    assert row["a_attestations"] == [one["id"] for one in facts[:3]]
    assert (row["a_sources"], row["b_sources"]) == (2, 1)


def test_times_are_compared_for_one_service_only() -> None:
    kind = ("processing_time", "workday")
    first, second = fact("80%", 5, 5, kind, service="手工报销"), fact("70%", 9, 9, kind, service="手工报销")
    assert len(found(first, second)) == 1
    assert found(first, {**second, "service": "余额查询"}) == []
    assert found(first, {**second, "service": None}) == []


@pytest.mark.parametrize("rule", settings().conflicts.spellings, ids=lambda rule: rule.written)
def test_conditions_that_say_the_same_are_spelt_alike(rule: Any) -> None:
    one, other = rule.example
    assert spelt(one) == spelt(other) and (rule.pattern.fullmatch(one) or rule.pattern.fullmatch(other))


def test_values_under_conditions_in_other_words_conflict() -> None:
    old = {"employment": "退休", "insured_type": "职工", "what": ("account_credit_rate", "CNY")}
    facts = (
        fact("80%", 95, 95, condition="满70岁", **old),
        fact("70%", 90, 90, condition="70岁以上", **old),
    )
    assert classes(*facts) == ["conflict"]


def deadline(low: Any, high: Any, unit: str, name: str, quote: str = "80%", **known: Any) -> Any:
    bound = {"bound": "exact"} if low else {"bound": "at_most"}
    return fact(quote, low, high, ("claim_deadline", unit), name, **bound, service="手工报销", **known)


def test_the_beginning_of_a_term_is_no_case_of_its_own() -> None:
    since = {"condition": "出院之日起", "quote": "70%"}  # another line of the same article
    assert classes(deadline(None, 6, "month", "a.txt"), deadline(None, 1, "year", "a.txt", **since)) == ["conflict"]
    late = {"condition": "急诊", "quote": "70%"}
    assert classes(deadline(None, 6, "month", "a.txt"), deadline(None, 1, "year", "a.txt", **late)) == ["narrower"]


def test_a_limit_is_compared_by_its_end_however_it_is_put() -> None:
    assert classes(deadline(None, 3, "year", "a.txt"), deadline(1, 1, "year", "b.txt")) == ["conflict"]
    assert classes(deadline(None, 6, "month", "a.txt"), deadline(None, 180, "day", "b.txt")) == ["same"]
    assert classes(deadline(None, 12, "month", "a.txt"), deadline(None, 365, "day", "b.txt")) == []


def test_increments_are_compared_with_increments_of_one_case_alone() -> None:
    away = {"bound": "decrease", "what": ("reimbursement_rate", "percentage_point"), "condition": "未备案"}
    facts = fact("80%", 15, 15, **away), fact("70%", 20, 20, name="b.txt", **{**away, "condition": "没有备案"})
    assert classes(*facts) == ["conflict"]
    assert classes(facts[0], {**facts[1], "bound": "increase"}) == []
    assert classes(facts[0], {**facts[1], "condition": None}) == []


def test_a_conflict_keeps_its_id_whoever_states_its_values() -> None:
    low, high = fact("70%", 70, 70, care_type="住院"), fact("80%", 80, 80, care_type="住院")
    (before,) = found(low, high)
    after, *_ = found({**high, "id": "another", "article": "0.txt"}, low, high)
    assert (after["class"], after["id"]) == ("conflict", before["id"])
    (other,) = found(low, {**high, "value_min": 81, "value_max": 81, "care_type": "门诊"}, {**low, "care_type": "门诊"})
    assert other["id"] != before["id"]
