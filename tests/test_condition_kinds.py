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


REFUSED = ("医疗救助", "材料不真实,不予批准")


def test_what_a_list_refuses_is_a_condition_with_the_refusal() -> None:
    assert found("# 医疗救助", "有下列情形之一的，不予批准：", "- （1）材料不真实；") == {REFUSED}
    assert found("# 医疗救助", "## 有下列情形之一的，不予批准：", "- （1）材料不真实；") == {REFUSED}


@pytest.mark.parametrize(
    ("line", "condition"),
    [
        ("不予批准:材料不真实;", "材料不真实,不予批准"),
        ("不予批准 | 材料不真实", "材料不真实,不予批准"),
        ("【一票否决】材料不真实。", "材料不真实,一票否决"),
        ("以下人员不享受：服刑人员；", "服刑人员,不享受"),
        ("不资助|服刑人员", "服刑人员,不资助"),
    ],
)
def test_what_a_field_refuses_is_a_condition_with_the_refusal(line: str, condition: str) -> None:
    assert found("# 医疗救助", line) == {("医疗救助", condition)}


def test_a_question_about_who_may_not_is_answered_by_refusals() -> None:
    lines = ("# 医疗救助", "? 哪些人不能申请医疗救助？", "正在服刑的人；已获全额赔付的人。")
    said = "不能申请医疗救助"
    assert found(*lines) == {("医疗救助", f"正在服刑的人,{said}"), ("医疗救助", f"已获全额赔付的人,{said}")}


def test_costs_that_are_not_covered_bar_nobody() -> None:
    assert not found("# 门诊统筹", "下列费用不纳入支付范围：", "- （一）体检费；")


@pytest.mark.parametrize(
    "line",
    [
        "申请救助应当符合以下条件：本县户籍；家庭困难。",
        "申请人须满足：①本县户籍；②家庭困难。",
        "要同时具备两点，一是本县户籍，二是家庭困难。",
        "下列居民可以申请：第一类是本县户籍的；第二类是家庭困难的。",
    ],
)
def test_a_sentence_may_open_a_list_and_hold_it(line: str) -> None:
    said = {str(one.object).rstrip("的") for one in related("# 医疗救助", line, kind=KIND)}
    assert said == {"本县户籍", "家庭困难"}


def test_another_field_among_conditions_is_none() -> None:
    lines = ("# 医疗救助", "## 救助对象", "本县户籍的家庭。", "申请材料:户口簿。", "受理地点:镇民政所。")
    assert found(*lines) == {("医疗救助", "本县户籍的家庭")}


def test_a_picture_may_stand_for_a_sign() -> None:
    assert found("# 医疗救助", "申请条件❗本县户籍。") == {("医疗救助", "本县户籍")}


def test_what_is_asked_is_not_stated() -> None:
    assert not found("# 异地就医备案", "省内看门诊不用备案吗？")


def test_a_condition_is_told_once_though_two_rules_find_it() -> None:
    assert len(related("# 异地就医备案", "备案满6个月后才能取消。", kind=KIND)) == 1


def test_years_alone_need_a_service_that_is_known() -> None:
    assert not found("# 老刘的故事", "其中本地实际缴费满10年，才算数。")
    assert found("# 医保退休手续", "男职工累计缴费满30年，本地实际缴费满10年。")


def test_no_number_of_an_item_stands_in_its_condition() -> None:
    assert found("# 长期处方", "2.病情稳定的，可以开长期处方。") == {("长期处方", "病情稳定的")}


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
