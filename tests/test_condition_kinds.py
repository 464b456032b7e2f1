"""Conditions: each rule finds what its example marks, and where a condition stands decides what it holds for."""

from __future__ import annotations

import pytest
from relation_samples import related

from ingest.relations.condition_rules import ConditionRule
from ingest.relations.procedure_rules import procedure_rules
from ontology.folding import fold

KIND = "service_has_condition"
CLAUSES = procedure_rules().conditions.clauses


def found(*lines: str) -> set[tuple[str, str]]:
    return {(one.subject, str(one.object)) for one in related(*lines, kind=KIND)}


@pytest.mark.parametrize("rule", CLAUSES, ids=lambda rule: rule.name)
def test_each_rule_finds_what_its_example_marks(rule: ConditionRule) -> None:
    before, condition, after = rule.example.replace("〉", "〈").split("〈")
    hits = rule.pattern.finditer(fold(before + condition + after))
    assert condition in [hit["condition"] for hit in hits]


def test_a_sentence_may_open_a_list_of_conditions() -> None:
    lines = (
        "# 医疗救助",
        "符合以下两个条件之一，可申请医疗救助，每年一次。",
        "- （1）属于低保家庭；",
        "- （2）持有残疾证。",
    )
    assert found(*lines) == {("医疗救助", "属于低保家庭"), ("医疗救助", "持有残疾证")}


def test_a_list_of_what_is_refused_holds_no_conditions() -> None:
    assert not found("# 医疗救助", "有下列情形之一的，不予批准。", "- （1）材料不真实；")


@pytest.mark.parametrize(
    "item", ["异地转诊人员不在这一类", "分两大类", "须提供《委托书》", "没满的，先由单位垫付", "其他情形"]
)
def test_what_is_no_condition_in_a_list_of_them(item: str) -> None:
    assert not found("# 异地就医备案", "## 办理对象", f"- {item}。")


def test_a_long_item_is_kept_without_its_brackets() -> None:
    aside = f"（{'最后参保地在外省的除外，' * 6}下同）"
    assert found("# 参保登记", "## 办理条件", f"- 户籍在本市的{aside}。") == {("参保登记", "户籍在本市的")}


def test_a_benefit_in_a_heading_is_the_service_though_no_vocabulary_knows_it() -> None:
    lines = ("# 扶持政策清单", "## 一次性创业补贴", "登记注册满12个月的，可申请1万元。")
    assert found(*lines) == {("一次性创业补贴", "登记注册满12个月的")}


def test_what_is_done_stands_behind_the_condition() -> None:
    lines = ("# 异地就医备案", "## 异地就医备案", "办理备案时没带卡的，可申请手工报销。")
    assert found(*lines) == {("手工报销", "办理备案时没带卡的")}


def test_where_settlement_failed_papers_are_handed_in() -> None:
    lines = ("# 门诊指南", "看病用医保卡直接结算。没能直接结算的，拿发票回参保地报销。")
    assert found(*lines) == {("手工报销", "没能直接结算")}


def test_advice_in_another_clause_hides_no_condition() -> None:
    assert found("# 社保卡申领", "该栏目仅限本人办理，不会用的人，建议到网点。") == {("社保卡申领", "仅限本人办理")}


def test_what_most_lines_name_is_not_enough_for_words_that_fit_any_service() -> None:
    lines = ("# 食堂", "请咨询政策。", "再咨询政策。", "## 办理条件", "- 食品处理区大于30平方米。")
    assert not found(*lines)


def test_a_notice_is_no_service_that_a_condition_could_hold_for() -> None:
    assert not found("# 关于调整若干待遇的通知", "## 适用对象", "在本县参加保险的人员。")
