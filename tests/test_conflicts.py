from __future__ import annotations

from typing import Any

import fakes
import pytest

from index.conflicts import conflicts
from index.records import Conflict, conflict_row, fact_row

TEXT = "住院报销比例为80%。\n部分地区可达90%。\n二级医院70%。\n限额2000元至5000元。\n限额20000元。\n限额300000元。\n"
PERCENT: tuple[str, str] = ("reimbursement_rate", "percent")
YUAN = ("cap", "CNY")


def fact(quote: str, low: Any, high: Any, what: tuple[str, str] = PERCENT, name: str = "a.txt", **known: Any) -> Any:
    found = fakes.article(name, TEXT)
    return fact_row(fakes.claim(found, quote, what[0], low, high, what[1], **known), found)


INPATIENT = {"care_type": "住院"}


def found(*facts: Any, sources: dict[str, str] | None = None) -> list[Conflict]:
    return conflicts(facts, sources or {})


def test_values_that_cannot_both_hold_conflict() -> None:
    (conflict,) = found(fact("80%", 80, 80, care_type="住院"), fact("70%", 70, 70, care_type="住院"))
    assert conflict.strength == "strong"
    row = conflict_row(conflict)
    assert (row["a"]["value_min"], row["b"]["value_min"], row["kind"]) == (80, 70, "reimbursement_rate")
    assert row["conditions"] == {"care_type": "住院", "unit": "percent"}


@pytest.mark.parametrize("other", [
    fact("70%", 60, 80),  # one range holds the other
    fact("70%", 70, 70, bound="increase"),
    fact("70%", 70, 70, on_topic=False),
    fact("90%", 90, 90),  # 部分地区
    fact("70%", 70, 70, care_type="普通门诊"),
    fact("70%", 70, 70, insured_type="居民"),
    fact("70%", 70, 70, place="湖北宜昌"),
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


def test_a_narrower_scope_is_reconcilable() -> None:
    wide = fact("80%", 80, 80, **INPATIENT)
    for narrow in ({"facility_level": "二级"}, {"condition": "未备案"}, {"place": "湖北宜昌"}, {"employment": "退休"}):
        (conflict,) = found(wide, fact("70%", 70, 70, care_type="住院", **narrow))
        assert conflict.strength == "reconcilable"
        assert next(iter(narrow)) in conflict.reason


def test_values_far_apart_are_not_explained_by_who_is_insured() -> None:
    here = fact("限额2000元至5000元", 2000, 5000, YUAN, care_type="普通门诊", insured_type="职工", period="year")
    there = fact("限额20000元", 20000, 20000, YUAN, care_type="普通门诊")
    (conflict,) = found(here, there)
    assert conflict.strength == "strong"


def test_places_meet_if_one_holds_the_other() -> None:
    city = fact("80%", 80, 80, **INPATIENT, place="湖北宜昌")
    province = fact("70%", 70, 70, **INPATIENT, place="湖北")
    assert [conflict.strength for conflict in found(city, province)] == ["reconcilable"]
    assert found(city, fact("70%", 70, 70, **INPATIENT, place="四川")) == []
    assert [conflict.strength for conflict in found(city, fact("70%", 70, 70, **INPATIENT, place="宜昌市"))] == [
        "strong"
    ]


def test_parallel_values_of_one_statement_do_not_conflict() -> None:
    article = fakes.article("a.txt", "高血压、糖尿病限额分别为400元、800元。\n")
    low, high = (fakes.claim(article, f"{n}元", "cap", n, n, "CNY", care_type="住院") for n in (400, 800))
    assert found(fact_row(low, article), fact_row(high, article)) == []


def test_copies_are_attestations_of_one_conflict() -> None:
    names = ("a.txt", "b.txt", "c.txt")
    facts = [fact("80%", 80, 80, name=name, **INPATIENT) for name in names] + [
        fact("70%", 70, 70, name="d.txt", **INPATIENT)
    ]
    (conflict,) = found(*facts, sources={"b.txt": "a.txt"})
    assert conflict.a_attestations == tuple(row["id"] for row in facts[:3])
    assert (conflict.a_sources, conflict.b_sources) == (2, 1)


def test_times_are_compared_for_one_service_only() -> None:
    kind = ("processing_time", "workday")
    first, second = fact("80%", 5, 5, kind, service="手工报销"), fact("70%", 9, 9, kind, service="手工报销")
    assert len(found(first, second)) == 1
    assert found(first, {**second, "service": "余额查询"}) == []
    assert found(first, {**second, "service": None}) == []
