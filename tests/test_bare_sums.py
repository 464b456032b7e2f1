"""Sums of money whose unit nobody wrote, and what stands beside values in rows of tables."""

import pytest

from ingest.article import Claim, RawArticle
from ingest.claims.bare_sums import bare_sums
from ingest.claims.conditions import condition_rules
from ingest.pipeline import analyse
from ingest.quantities import quantities


def sums(text: str) -> list[tuple[str, int]]:
    return [(text[one.core_start : one.core_end], int(one.value_max or 0)) for one in bare_sums(text, quantities(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("二级医院门槛四百五,三级门槛八百八。", [("四百五", 450), ("八百八", 880)]),
        ("一级起付150,二级起付450。", [("150", 150), ("450", 450)]),
        ("先扣门槛费:一级200,再报。", [("200", 200)]),
        ("两种都得扣一千五的门槛。", [("一千五", 1500)]),
        ("门诊全年5000封顶。", []),  # the grammar of values knows it
        ("慢病药每季度限三百二。", [("三百二", 320)]),
        ("居民医保每人400,别忘了缴费。", [("400", 400)]),
        ("门槛统一为300元。", []),
        ("起付线按2025年规定。", []),
        ("门槛要看级别,共3种。", []),
        ("缴费:12366", []),
        ("门诊一年两次。", []),
    ],
)
def test_a_number_right_beside_a_word_for_money_is_a_sum(text: str, expected: list[tuple[str, int]]) -> None:
    assert sums(text) == expected


def claims(text: str, title: str = "医保待遇一览") -> list[Claim]:
    return list(analyse(RawArticle("x.txt", f"{title}\n\n{text}\n")).claims)


def test_a_sum_without_unit_becomes_a_fact_with_its_exact_words() -> None:
    (claim,) = claims("住院在二级医院门槛四百五。")
    assert (claim.kind, claim.value_max, claim.unit, claim.facility_level) == ("deductible", 450, "CNY", "二级")
    assert "四百五" in claim.quote


def test_a_head_of_two_groups_stands_over_two_values_of_one_cell() -> None:
    rows = [
        "项目\t甲市\t乙市",
        "三级医院报销比例(在职/退休)\t50%/60%\t55%/63%",
        "年度限额(在职/退休)\t2000元/2500元\t1800元/2400元",
    ]
    found = {(str(one.value_max), one.employment) for one in claims("\n".join(rows), "职工门诊对比")}
    assert found == {
        ("50", "在职"), ("60", "退休"), ("55", "在职"), ("63", "退休"),
        ("2000", "在职"), ("2500", "退休"), ("1800", "在职"), ("2400", "退休"),
    }  # fmt: skip


def test_a_row_about_residents_knows_no_employment_whatever_its_column_says() -> None:
    html = (
        "<html><body><h1>住院支付比例</h1><table><tr><th>险种</th><th>级别</th><th>在职</th><th>退休</th></tr>"
        "<tr><td>职工医保</td><td>二级</td><td>90%</td><td>94%</td></tr>"
        "<tr><td>居民医保</td><td>二级</td><td colspan='2'>78%</td></tr></table></body></html>"
    )
    found = {str(one.value_max): one for one in analyse(RawArticle("x.html", html, "text/html")).claims}
    assert (found["90"].insured_type, found["90"].employment) == ("职工", "在职")
    assert (found["78"].insured_type, found["78"].employment) == ("居民", None)


def test_the_name_of_a_row_is_what_its_sums_are_for() -> None:
    rows = ["项目\t三级医院\t二级医院", "顺产\t3600元\t3100元", "剖宫产\t5800元\t5000元"]
    found = claims("\n".join(rows), "生育医疗费用定额支付标准")
    assert {str(one.value_max): one.condition for one in found} == {
        "3600": "顺产", "3100": "顺产", "5800": "剖宫产", "5000": "剖宫产",
    }  # fmt: skip


def test_the_place_of_a_row_or_of_a_column_is_the_place_of_its_values() -> None:
    rows = ["城市\t职工住院起付线(元)\t职工住院报销比例", "绍兴\t800\t85%", "铜陵\t900\t82%"]
    assert {(str(one.value_max), one.place) for one in claims("\n".join(rows), "两地对比")} == {
        ("800", "绍兴"), ("85", "绍兴"), ("900", "铜陵"), ("82", "铜陵"),
    }  # fmt: skip


def test_a_dateline_is_no_place_of_what_the_news_says() -> None:
    (claim,) = claims("新华社北京8月12日电 2026年居民医保个人缴费标准为每人每年420元。")
    assert claim.place is None


def test_a_former_value_in_front_of_the_new_one_is_no_fact() -> None:
    text = "门诊起付线由300元砍到100元。\n住院报销比例从50%拉升到58%。\n起付:1200元→600元。"
    assert [str(one.value_max) for one in claims(text)] == ["100", "58", "600"]


@pytest.mark.parametrize("name", ["起付线", "三级医院", "报销比例", "项目", "在职"])
def test_what_a_row_measures_is_no_condition(name: str) -> None:
    assert condition_rules().row_name.fullmatch(name) is None
