"""Quantitative claims from small articles: kinds, conditions, scopes, and what must stay silent."""

from dataclasses import replace

import pytest
from article_samples import article_from
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.article import Article, Claim, RawArticle
from ingest.claims.reader import claims
from ingest.mentions.finding import mentions
from ingest.pipeline import analyse


def found(*lines: str, **more: object) -> list[Claim]:
    article = article_from(*lines, **more)  # type: ignore[arg-type]
    return claims(article, mentions(article))


def value(claim: Claim) -> str:
    low, high = claim.value_min, claim.value_max
    return "–".join("" if end is None else f"{end.normalize():f}" for end in dict.fromkeys((low, high)))


def brief(claim: Claim) -> tuple[str, str, str, str]:
    return claim.kind, value(claim), claim.unit, claim.bound


def who(claim: Claim) -> tuple[str | None, str | None, str | None, str | None]:
    return claim.care_type, claim.insured_type, claim.employment, claim.facility_level


def briefs(*lines: str, **more: object) -> list[tuple[str, str, str, str]]:
    return [brief(claim) for claim in found(*lines, **more)]


# --- kinds ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("住院报销比例为85%。", ("reimbursement_rate", "85", "percent", "exact")),
        ("政策范围内费用由统筹基金支付七成五。", ("reimbursement_rate", "75", "percent", "exact")),
        ("部分城市最高可报销90%。", ("reimbursement_rate", "–90", "percent", "at_most")),
        ("住院起付标准为600元。", ("deductible", "600", "CNY", "exact")),
        ("费用扣除400元起付线后再报销。", ("deductible", "400", "CNY", "exact")),
        ("起付线为上年度职工年平均工资的8%。", ("deductible", "8", "percent", "exact")),
        ("门诊年度限额1500元至3000元不等。", ("cap", "1500–3000", "CNY", "range")),
        ("每年最多报销5000元。", ("cap", "5000", "CNY", "exact")),
        ("全年累计不超过300元。", ("cap", "–300", "CNY", "at_most")),
        ("退休人员按本人养老金的4%划入个人账户。", ("account_credit_rate", "4", "percent", "exact")),
        ("居民医保个人缴费标准为每人400元。", ("contribution", "400", "CNY", "exact")),
        ("灵活就业人员缴费比例为8%至10%。", ("contribution", "8–10", "percent", "range")),
        ("受理后7个工作日内办结。", ("processing_time", "–7", "workday", "at_most")),
        ("审核通过后一般15~20个工作日到账。", ("processing_time", "15–20", "workday", "range")),
        ("应在费用发生后的3个月至1年内申请。", ("claim_deadline", "3–12", "month", "range")),
        ("出院后90日内持发票到医保中心报销。", ("claim_deadline", "–90", "day", "at_most")),
        ("参保女性应未满50周岁。", ("eligibility_age", "–50", "years_of_age", "below")),
        ("年满16周岁的居民可以参保。", ("eligibility_age", "16–", "years_of_age", "at_least")),
        ("断保后再参保,设固定待遇等待期3个月。", ("other", "3", "month", "exact")),
        ("乙类药品先由个人自付10%。", ("other", "10", "percent", "exact")),
        ("付清后通常4个工作日内能查到缴费状态。", ("processing_time", "–4", "workday", "at_most")),
        ("资料齐了等25个工作日左右,钱款到卡。", ("processing_time", "25", "workday", "exact")),
        ("入院后2日内补齐备案。", ("claim_deadline", "–2", "day", "at_most")),
        ("自生育之日起12个月内都可以申请。", ("claim_deadline", "–12", "month", "at_most")),
        ("毕业后60日内参加居民医保。", ("claim_deadline", "–60", "day", "at_most")),
        ("从补缴次月起满4个月才恢复待遇。", ("other", "4", "month", "exact")),
        ("缴费满45日方可享受待遇。", ("other", "45", "day", "exact")),
        ("断保2个月内续上的,不设等待期。", ("other", "–2", "month", "at_most")),
        ("电子处方5天内有效。", ("other", "–5", "day", "at_most")),
        ("退休前累计缴费满27年。", ("other", "27–", "year", "at_least")),
        ("灵活就业人员选择按7%档缴费。", ("contribution", "7", "percent", "exact")),
        ("长护险每人每年从账户里扣24元。", ("contribution", "24", "CNY", "exact")),
        ("合规费用个人自付累计超过1.6万元的部分进入大病保险。", ("deductible", "16000–", "CNY", "above")),
        ("低保家庭的大病门槛降为7000元。", ("deductible", "7000", "CNY", "exact")),
        ("居家照护每月最高800元。", ("cap", "800", "CNY", "exact")),
        ("补办社保卡收工本费18元。", ("other", "18", "CNY", "exact")),
        ("逾期缴费按日加收千分之一滞纳金。", ("other", "0.1", "percent", "exact")),
        ("门诊报销累计最高不得超过5000元。", ("cap", "–5000", "CNY", "at_most")),
        ("每人每次报销不能超过800元。", ("cap", "–800", "CNY", "at_most")),
        ("大病起付1万4。", ("deductible", "14000", "CNY", "exact")),
        ("住院起付线700。", ("deductible", "700", "CNY", "exact")),
        ("待遇享受期限最长不超过2年。", ("other", "–2", "year", "at_most")),
        ("长护险失能人员按每月1500元标准支付给护理机构。", ("other", "1500", "CNY", "exact")),
        ("家庭共济每年最多转5000元。", ("other", "5000", "CNY", "exact")),
        ("断交三个月内补上不影响待遇。", ("other", "–3", "month", "at_most")),
        ("自出院之日起1年内,符合规定条件的可申请报销。", ("claim_deadline", "–1", "year", "at_most")),
        ("一年顶多给报3000块。", ("cap", "3000", "CNY", "exact")),
        ("门诊先自己花够100块。", ("deductible", "100", "CNY", "exact")),
        ("从到账那天起满6个月才能报住院。", ("other", "6", "month", "exact")),
        ("断了三个月以内补上,连续月数照算。", ("other", "–3", "month", "at_most")),
        ("长期备案半年内不能改。", ("other", "–6", "month", "at_most")),
        ("备案以后,半年以后才可以改地方。", ("other", "6", "month", "exact")),
        ("护理方式每3个月可变更一次。", ("other", "3", "month", "exact")),
        ("凭发票申领,超过12个月不予受理。", ("claim_deadline", "12–", "month", "above")),
        ("长期护理保险由单位缴费部分划转45元。", ("contribution", "45", "CNY", "exact")),
        ("实际缴费不能少于15年。", ("other", "15–", "year", "at_least")),
        ("门槛一年三百。", ("deductible", "300", "CNY", "exact")),
        ("刚交的钱一般3至7天才显示。", ("processing_time", "3–7", "day", "range")),
    ],
)
def test_kind_of_a_single_statement(line: str, expected: tuple[str, str, str, str]):
    assert briefs(line) == [expected]


def test_the_unit_of_a_list_may_be_said_once():
    sums = found("职工住院门槛费三级医院800块,二级500,一级300。")
    assert [(value(one), one.unit, one.facility_level) for one in sums] == [
        ("800", "CNY", "三级"), ("500", "CNY", "二级"), ("300", "CNY", "一级")
    ]  # fmt: skip
    assert [one.quote for one in sums[1:]] == ["二级500", "一级300"]
    shares = found("居民住院三级医院只有60%,县医院75,乡镇卫生院90。")
    assert [(value(one), one.unit) for one in shares] == [("60", "percent"), ("75", "percent"), ("90", "percent")]


@pytest.mark.parametrize(
    "line",
    [
        "住院三级医院起付线800元,护理站7712。",
        "住院三级医院起付线800元,二级2025年调整。",
        "三级医院报60%,二级医院房间305。",
    ],
)
def test_a_number_that_goes_on_no_list_is_no_value(line: str):
    assert len(found(line)) == 1


def test_off_topic_values_are_marked():
    leave, pension = found("女职工产假为90天,另增加30天奖励产假。"), found("下年度养老金人均每月多发75元。")
    assert [brief(claim) for claim in leave] == [
        ("leave_duration", "90", "day", "exact"),
        ("leave_duration", "30", "day", "increase"),
    ]
    assert brief(pension[0]) == ("pension", "75", "CNY", "increase")
    assert not any(claim.on_topic for claim in (*leave, *pension))
    assert all(who(claim) == (None, None, None, None) for claim in leave)


def test_a_block_that_the_cleaner_calls_off_topic_is_off_topic():
    claim = found("报销比例为70%。", reasons={0: "off_topic"})[0]
    assert claim.on_topic is False


# --- conditions -------------------------------------------------------------------------------------------------------
def test_each_number_goes_to_its_own_subject():
    active, retired = found("在职职工报销比例为80%至85%,退休人员为85%至90%。")
    assert (value(active), who(active)) == ("80–85", (None, "职工", "在职", None))
    assert (value(retired), who(retired)) == ("85–90", (None, "职工", "退休", None))


def test_an_elided_subject_holds_until_a_new_one():
    rows = found("在职人员在三级医院报60%,退休人员报70%;在职人员在社区报75%,退休人员报85%。")
    assert [(value(c), c.employment, c.facility_level) for c in rows] == [
        ("60", "在职", "三级"),
        ("70", "退休", "三级"),
        ("75", "在职", None),
        ("85", "退休", None),
    ]


def test_a_parenthesis_keeps_its_subject_to_itself():
    rows = found("职工门诊:一级医院报销80%(退休人员85%),二级医院70%(退休75%)。")
    assert [(value(c), c.employment, c.facility_level) for c in rows] == [
        ("80", None, "一级"),
        ("85", "退休", "一级"),
        ("70", None, "二级"),
        ("75", "退休", "二级"),
    ]


def test_values_are_handed_out_one_by_one():
    levels = found("在一级、二级、三级医院住院的起付标准分别为300元、500元、800元。")
    assert [(value(c), c.facility_level) for c in levels] == [("300", "一级"), ("500", "二级"), ("800", "三级")]
    short = found("一、二、三级医院的报销比例分别为90%、85%、80%。")
    assert [c.facility_level for c in short] == ["一级", "二级", "三级"]
    diseases = found("高血压、糖尿病患者门诊用药年度限额分别为300元、500元。")
    assert [(value(c), c.condition) for c in diseases] == [("300", "高血压"), ("500", "糖尿病")]
    groups = found("城镇职工和城乡居民住院最高支付限额分别为30万元和15万元。")
    assert [c.insured_type for c in groups] == ["职工", "居民"]


def test_a_list_ends_before_a_statement_of_another_kind():
    rows = found("居民住院,一级医院报90%,二级医院报75%,三级医院报60%,年度累计不超过15万元。")
    assert who(rows[-1]) == ("住院", "居民", None, None)


def test_a_compared_or_excluded_group_is_no_subject():
    assert found("退休人员住院待遇优于在职职工,三级医院报销90%。")[0].employment == "退休"
    assert found("未参加职工医保的城乡居民住院报销60%。")[0].insured_type == "居民"


def test_joined_groups_state_what_they_share():
    assert who(found("在职职工与退休人员门诊起付线均为500元。")[0]) == ("普通门诊", "职工", None, None)
    assert who(found("职工和居民住院起付线均为300元。")[0]) == ("住院", None, None, None)


def test_levels_and_above_are_no_formal_level():
    claim = found("二级及以上医疗机构门诊起付标准为400元。")[0]
    assert claim.facility_level is None
    assert claim.condition == "二级及以上"
    assert found("一级及以下医疗机构报销80%。")[0].facility_level == "一级及以下"
    assert found("三甲医院报销70%。")[0].facility_level == "三级"


def test_a_bare_outpatient_label_is_ordinary_outpatient_care():
    out, inside = found("门诊:封顶线一般为3万元。", "住院:封顶线一般为40万元。")
    assert (out.care_type, inside.care_type) == ("普通门诊", "住院")


def test_period_and_date():
    claim = found("自2025年7月1日起,居民门诊年度支付限额提高至800元。")[0]
    assert (claim.period, claim.effective_from, claim.bound, value(claim)) == ("year", "2025-07-01", "exact", "800")
    assert found("每人每月划入个人账户85元。")[0].period == "month"
    assert found("住院封顶线为30万元。")[0].period is None


# --- headings ---------------------------------------------------------------------------------------------------------
def test_headings_lend_conditions_and_kind_inner_to_outer():
    rate, cap = found(
        "# 职工医保怎么报销",
        "## 住院报销比例",
        "### 1、三级医院:",
        "退休人员为90%。",
        "### 2、年度最高支付限额:",
        "一般为30万元至40万元不等。",
        title="别的标题",
    )
    assert (brief(rate)[0], who(rate)) == ("reimbursement_rate", ("住院", "职工", "退休", "三级"))
    assert (brief(cap)[0], who(cap), cap.period) == ("cap", ("住院", "职工", None, None), "year")


def test_the_page_title_lends_nothing():
    claim = found("# 退休人员住院怎么报销", "报销比例为90%。", title="退休人员住院怎么报销")[0]
    assert who(claim) == (None, None, None, None)


def test_a_block_with_its_own_topic_takes_nothing_and_ends_the_heading():
    own, after = found(
        "# 住院报销",
        "## 起付标准",
        "异地就医:没有备案的,支付比例会下降10%至15%。",
        "参保人员报销比例为60%。",
    )
    assert brief(own) == ("reimbursement_rate", "10–15", "percentage_point", "decrease")
    assert who(own) == who(after) == (None, None, None, None)
    assert own.relative_to is None


def test_a_care_type_of_its_own_stops_what_headings_say_of_another():
    claim = found("# 三级医院住院", "门诊特病:报销比例为85%。")[0]
    assert who(claim) == ("门诊特殊病", None, None, None)


def test_titles_and_headings_state_no_facts():
    assert found("# 报销比例提高到80%", "请带好证件。") == []


# --- places -----------------------------------------------------------------------------------------------------------
def test_place_is_what_the_statement_says():
    assert found("江苏常州:职工住院报销比例为85%。")[0].place == "江苏常州"
    assert found("浙江、福建等省份报销比例为80%。")[0].place == "浙江、福建"
    assert found("部分地区可报销80%。")[0].place is None


def test_the_template_slot_is_no_place():
    claim = found("# 太原医保报销比例", "住院报销比例为85%。", place="140100")[0]
    assert claim.place is None


# --- increments -------------------------------------------------------------------------------------------------------
def test_an_increment_stays_one_and_names_its_base():
    base, more = found("在岗职工住院可报65%左右,退休职工在此之上提高8%。")
    assert base.approximate
    assert brief(more) == ("reimbursement_rate", "8", "percentage_point", "increase")
    assert more.relative_to == base.id


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("一级医院报88%,二级医院报80%,退休人员各高4%。", ("reimbursement_rate", "4", "percentage_point", "increase")),
        ("到市外三级医院住院,比市内低6个百分点。", ("reimbursement_rate", "6", "percentage_point", "decrease")),
        ("住院报销85%,未转诊的少报15个点。", ("reimbursement_rate", "15", "percentage_point", "decrease")),
        ("女职工产假在100天的基数上再加50天。", ("leave_duration", "50", "day", "increase")),
        ("固定等待期3个月,每断缴一年再加变动等待期2个月。", ("other", "2", "month", "increase")),
    ],
)
def test_words_that_add_or_take_away(line: str, expected: tuple[str, str, str, str]):
    assert briefs(line)[-1] == expected


def test_absolute_after_raising_is_no_increment():
    assert briefs("报销比例统一提升至70%。") == [("reimbursement_rate", "70", "percent", "exact")]
    assert briefs("起付线由2万元降低至1.5万元。") == [("deductible", "15000", "CNY", "exact")]


def test_a_lower_deductible_is_relative_to_the_first_stay():
    first, again = found("首次住院起付线为900元。再次住院的起付线比首次低100元至200元。")
    assert brief(again) == ("deductible", "100–200", "CNY", "decrease")
    assert again.relative_to == first.id


def test_an_increase_at_every_level_has_no_level():
    rows = found("一级医院报80%,二级医院报70%;退休人员各级均增加5个百分点。")
    assert (brief(rows[-1])[1:], who(rows[-1])) == (("5", "percentage_point", "increase"), (None, "职工", "退休", None))


# --- conditions that are values ---------------------------------------------------------------------------------------
def test_age_bands_and_cost_tiers_are_conditions():
    bands = found("在职职工个人账户35岁以下按2.8%划入,45岁以上按3.5%划入。")
    assert [(brief(c)[:2], c.condition) for c in bands] == [
        (("account_credit_rate", "2.8"), "35岁以下"),
        (("account_credit_rate", "3.5"), "45岁以上"),
    ]
    tiers = found("住院费用5000元以下报销60%,5000元至1万元报销70%。")
    assert [(value(c), c.condition) for c in tiers] == [("60", "5000元以下"), ("70", "5000元至1万元")]


def test_a_duration_that_only_restricts_is_no_fact():
    assert briefs("对连续参保满4年的居民,给予奖励。") == []
    assert briefs("住院满3天的患者,可以申请护理。") == []


def test_a_deadline_stated_as_a_condition_is_one():
    assert briefs("宝宝自出生起28天内办理登记的,当年全额报销。") == [("claim_deadline", "–28", "day", "at_most")]


# --- silence ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "line",
    [
        "退休职工的比例会高一些。",
        "支付比例参照住院执行。",
        "乡镇卫生院的报销比例比县医院高。",
        "比如您现年33岁,月缴费基数5000元,每月划入100元。",
        "再如李四退休多年,养老金2600元,报销比例是90%。",
        "例如起付线600元、总费用4000元,则有3400元可以报销。",
        "计算举例:甲乙两种药共200元,自付20元,其余按85%支付。",
        "以月工资7000元为例,每月划入约140元。",
        "45岁以下人员按缴费工资的⟦缺数⟧划入;",
        "您的账户每月划入5200 x ⟦缺数⟧元。",
        "报销比例是80%吗?",
        "拨打12333,选择“1”。",
        "分成三种情况。",
        "参保率达到95%以上。",
        "本通知有效期1年。",
        "使用乙类药品,剩余90%再按比例报销。",
        "退休的赵阿姨在三级医院看门诊花了1800元,减去起付线500元,报1300×70%=910元。",
        "举个例子:周先生今年51岁,孩子7岁。",
        "单位缴的那一块进了统筹基金。",
        "二级医院预留25%的号源。",
        "每月按21个工作日计算。",
    ],
)
def test_no_fact(line: str):
    assert [c for c in found(line) if c.kind != "other"] == []


def test_a_damaged_value_gives_nothing():
    article = article_from("住院报销比例为85%左右。")
    block = replace(article.blocks[0], damage=((7, 10),))
    damaged = replace(article, blocks=(block,))
    assert claims(article, []) and claims(damaged, []) == []


def test_no_deductible_in_words_is_zero_and_less_sure():
    zero = found("门诊特病治疗不设起付线。")[0]
    assert brief(zero) == ("deductible", "0", "CNY", "exact")
    assert zero.care_type == "门诊特殊病"
    assert zero.confidence < found("住院起付线为300元。")[0].confidence


# --- tables -----------------------------------------------------------------------------------------------------------
def test_a_table_cell_takes_its_column_and_its_row():
    rows = found(
        "# 职工医保住院待遇",
        "医院等级 | 起付标准 | 报销比例",
        "一级医院 | 300元 | 90%",
        "三级医院 | 900元 | 80%",
    )
    assert [(brief(c)[:2], who(c)) for c in rows] == [
        (("deductible", "300"), ("住院", "职工", None, "一级")),
        (("reimbursement_rate", "90"), ("住院", "职工", None, "一级")),
        (("deductible", "900"), ("住院", "职工", None, "三级")),
        (("reimbursement_rate", "80"), ("住院", "职工", None, "三级")),
    ]


def test_a_bare_cell_takes_the_unit_of_its_column():
    rows = found(
        "# 居民住院",
        "医院 | 起付标准(元) | 支付比例(%) | 封顶线(万元)",
        "一级医院 | 150 | 85-90 | 12",
        "三级医院 | 700 | 60 | 12",
    )
    assert [brief(c)[:3] for c in rows[:3]] == [
        ("deductible", "150", "CNY"),
        ("reimbursement_rate", "85–90", "percent"),
        ("cap", "120000", "CNY"),
    ]
    assert {c.facility_level for c in rows[3:]} == {"三级"}
    assert [c.text for c in rows[:3]] == ["150", "85-90", "12"]


def test_a_share_under_a_group_is_a_rate():
    rows = found("# 住院", "医院等级 | 在职职工 | 退休人员", "二级医院 | 88% | 91%")
    assert [(brief(c)[:2], c.employment, c.facility_level) for c in rows] == [
        (("reimbursement_rate", "88"), "在职", "二级"),
        (("reimbursement_rate", "91"), "退休", "二级"),
    ]


def test_a_table_with_the_measures_in_its_rows():
    rows = found("# 住院", "项目 | 一级医院 | 三级医院", "起付标准(元) | 250 | 950", "在职职工支付比例 | 90% | 80%")
    assert [(brief(c)[:2], c.employment, c.facility_level) for c in rows] == [
        (("deductible", "250"), None, "一级"),
        (("deductible", "950"), None, "三级"),
        (("reimbursement_rate", "90"), "在职", "一级"),
        (("reimbursement_rate", "80"), "在职", "三级"),
    ]


def test_the_first_cell_of_a_row_can_be_a_band():
    tiers = found("# 大病保险", "费用段 | 报销比例", "2万元至6万元 | 60%", "6万元以上 | 70%")
    assert [(value(c), c.condition) for c in tiers] == [("60", "2万元至6万元"), ("70", "6万元以上")]
    bands = found("# 个人账户", "年龄 | 划入比例", "45岁以下 | 2.6%")
    assert [(brief(c)[:2], c.condition) for c in bands] == [(("account_credit_rate", "2.6"), "45岁以下")]


# --- what a heading or the context says -------------------------------------------------------------------------------
def test_bare_shares_behind_levels_are_rates():
    rows = found("# 住院怎么报", "职工:一级医院91%,二级医院86%,三级医院81%。")
    assert [(value(c), who(c)) for c in rows] == [
        ("91", ("住院", "职工", None, "一级")),
        ("86", ("住院", "职工", None, "二级")),
        ("81", ("住院", "职工", None, "三级")),
    ]


def test_an_amount_per_year_for_a_disease_is_a_cap():
    rows = found("慢性病用药不设起付线,报销60%,高血压一年260元、糖尿病一年380元封顶。")
    caps = [(value(c), c.condition, c.period) for c in rows if c.kind == "cap"]
    assert caps == [("260", "高血压", "year"), ("380", "糖尿病", "year")]


def test_the_block_under_an_example_heading_is_silent():
    lines = ("# 举个例子", "住院花费2万元,起付线800元,报销85%。", "封顶线为30万元。")
    assert briefs(*lines) == [("cap", "300000", "CNY", "exact")]


def test_a_level_ends_with_other_hospitals_and_with_spans_of_time():
    rows = found("三级医院15个工作日办结,其他医院6个工作日办结。")
    assert [c.facility_level for c in rows] == ["三级", None]
    assert found("住院:三级医院报62%;出院40天内把发票交给窗口。")[-1].facility_level is None


def test_two_groups_joined_behind_a_value_are_neither():
    assert who(found("退役后80日内参加职工医保或居民医保。")[0]) == (None, None, None, None)


def test_a_page_about_something_else_is_off_topic():
    loan = "创业担保贷款额度最高20万元。" + "申请人要准备身份证和营业执照,由银行审核。" * 12
    claim = found(loan, title="创业贷款怎么申请")[0]
    assert (claim.kind, claim.on_topic) == ("cap", False)
    assert found(loan, title="医保贷款")[0].on_topic


# --- evidence ---------------------------------------------------------------------------------------------------------
def check(article: Article) -> list[Claim]:
    made = claims(article, mentions(article))
    for claim in made:
        assert claim.quote == article.raw.text[claim.raw_start : claim.raw_end] != ""
        assert claim.text == article.text[claim.start : claim.end]
        assert claim.confidence and claim.rule
    assert len({claim.id for claim in made}) == len(made)
    return made


def test_evidence_is_the_clause_with_subject_and_value():
    texts = [c.text for c in check(article_from("报销时限:零星报销要在费用发生后的3个月至半年内申请,过期作废。"))]
    assert texts == ["零星报销要在费用发生后的3个月至半年内申请"]
    texts = [c.text for c in check(article_from("住院起付线:三级医院800元、二级医院500元。"))]
    assert texts == ["三级医院800元", "二级医院500元"]
    assert [c.text for c in check(article_from("# 起付线", "乡镇卫生院:100元"))] == ["乡镇卫生院:100元"]


def test_same_article_same_claims():
    lines = ("# 住院", "在职职工报销85%,退休人员提高5个百分点。", "年度限额20万元。")
    assert check(article_from(*lines)) == check(article_from(*lines))


WORDS = (
    "在职职工,退休人员,居民,住院,门诊,一级医院,三级医院,报销比例为,起付线,限额,分别为,提高,降低,60%,5%,300元,4~6万元,"
    "15个工作日,年满60周岁,。,、,;,(,),:,⟦缺数⟧,比如,您,不设起付线,的,内,|,1年,划入"
)
PIECES = st.sampled_from([*WORDS.split(","), ","])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(PIECES, min_size=1, max_size=14).map("".join), min_size=1, max_size=4))
def test_any_text_gives_exact_evidence(lines: list[str]):
    article = article_from(*lines)
    for claim in claims(article, mentions(article)):
        assert claim.quote == article.raw.text[claim.raw_start : claim.raw_end]
        assert claim.text == article.text[claim.start : claim.end]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("自2025年2月24日起", "2025-02-24"),
        ("从2024年7月1日开始", "2024-07-01"),
        ("2026年1月起", "2026-01-01"),
        ("自二〇二五年三月十二日起", "2025-03-12"),
        ("自2025年13月起", None),
        ("1月1日起", None),
    ],
)
def test_the_day_from_which_a_claim_holds(words: str, day: str | None):
    (claim,) = found(f"{words},在职职工在三级医院住院的报销比例为85%。")
    assert claim.effective_from == day


def test_a_spelt_out_last_day():
    (claim,) = found("住院报销比例为85%,执行至二〇二六年十二月三十一日。")
    assert claim.effective_until == "2026-12-31"


def test_sums_of_commercial_products_are_no_claims():
    assert not found("百万医疗险:40岁每年320元,保额300万元,免赔额2万元。")
    assert briefs("大病保险起付线为2万元。") == [("deductible", "20000", "CNY", "exact")]


def test_a_list_of_groups_shares_its_value_and_foreigners_are_no_residents() -> None:
    (one,) = found("# 长期护理保险", "单位缴费费率，在职职工、失业人员、灵活就业人员、退休人员均为0.15%。")
    assert (one.insured_type, one.employment) == ("职工", None)
    (one,) = found("# 社保卡", "港澳台居民暂不支持邮寄领卡，需等待12个工作日领卡。")
    assert one.insured_type is None


def test_spans_of_time_are_for_no_kind_of_care() -> None:
    claim, rate = found("# 住院报销", "## 住院", "自受理之日起30个工作日内支付。", "报销比例为80%。")
    assert (claim.unit, claim.care_type) == ("workday", None)
    assert (rate.unit, rate.care_type) == ("percent", "住院")


def test_the_bill_of_one_person_is_no_rule() -> None:
    assert not found("# 职工医保报销", "我客户去年住院，一共花了36800元，职工医保报了27300元。")


# --- the service of a time --------------------------------------------------------------------------------------------
GUIDE = "医疗费用手工(零星)报销办事指南"
WAIT, ACT = "自受理之日起20个工作日内办结。", "自出院之日起6个月内提出申请。"


@pytest.mark.parametrize(
    ("title", "lines", "service"),
    [
        ("医保三件事", ("## 3 零星报销", "期限:费用发生之日起3年内申请。"), "手工报销"),
        (GUIDE, ("## 办理时限", WAIT), "手工报销"),
        ("医保备案和手工报销办事指南", ("## 申报时限", ACT), None),  # the title names two
        (GUIDE, ("## 受理条件", "新生儿出生90日内参保登记的,可以报销。"), None),  # no field of time
    ],
)
def test_a_time_belongs_to_the_service_of_its_section_or_of_the_guide(title, lines, service):
    every = found(f"# {title}", *lines, title=title)
    (claim,) = [one for one in every if one.kind in ("processing_time", "claim_deadline")]
    assert claim.service == service
    assert [one.slot for one in claim.conditions].count("service") == (service is not None)


def test_a_lost_sum_takes_nothing_from_the_share_behind_it():
    (share,) = found("住院:市级医院⟦缺数⟧元报70%。")
    assert brief(share) == ("reimbursement_rate", "70", "percent", "exact")
    assert found("住院:一级医院报⟦缺数⟧%二级医院80%。") == []


@pytest.mark.parametrize(
    "line",
    [
        "我邻居说他等了三个月。",
        "你们说断了要等半年才行,对吗。",
        "不用30天,当天就行。",
        "住院花了1万元。",
        "胜诉率98%的律师。",
    ],
)
def test_stories_hearsay_and_what_is_not_needed_state_nothing(line: str):
    assert found(line) == []


def test_a_line_announces_whom_the_lines_behind_it_are_for():
    text = "住院的账是这样算的:\n职工医保:三级医院报85%。\n居民医保:三级医院报60%。\n门诊另算,社区报50%。"
    stated = [(claim.care_type, claim.insured_type) for claim in found(*text.split("\n"))]
    assert stated == [("住院", "职工"), ("住院", "居民"), ("普通门诊", None)]


def test_a_caption_stands_over_the_rows_of_its_table():
    page = "<h2>能报多少</h2><table><caption>职工门诊统筹</caption><tr><th>去哪里</th><th>起付线</th></tr>"
    page += "<tr><td>药店</td><td>20元</td></tr></table>"
    article = analyse(RawArticle("page.html", f"<html><body><h1>医保报销</h1>{page}</body></html>", "text/html"))
    assert [(claim.kind, claim.insured_type) for claim in article.claims] == [("deductible", "职工")]


def test_what_a_bracket_behind_the_name_of_a_row_says_counts_where_nothing_else_does():
    rows = "护理方式\t重度一级\t重度二级\n机构护理(每月上限)\t1200元\t1500元\n居家护理(每月上限)\t800元\t1000元\n"
    article = analyse(RawArticle("page.txt", f"某市长期护理保险\n\n{rows}"))
    assert [(claim.kind, claim.value_max) for claim in article.claims] == [
        ("cap", sum) for sum in (1200, 1500, 800, 1000)
    ]
    names = [condition.value for claim in article.claims for condition in claim.conditions]
    assert names == ["机构护理", "机构护理", "居家护理", "居家护理"]
