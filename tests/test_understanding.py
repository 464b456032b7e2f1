"""What a question is taken to ask."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.vocabulary import vocabulary
from query.understanding.question import understand
from query.understanding.romanized import in_characters
from query.understanding.rules import question_rules
from query.understanding.spelling import mended


def test_script_and_width_do_not_matter():
    plain = understand("退休职工住院能报多少")
    assert understand("退休職工住院能報多少").text == plain.text
    assert understand("　退休职工住院能报多少 ").conditions == plain.conditions


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("住院报消要带什么才料", "住院报销要带什么材料"),
        ("门珍的起副线是多少", "门诊的起付线是多少"),
        ("医保卡于额怎么查", "医保卡余额怎么查"),
        ("在职职工主院能报几成", "在职职工住院能报几成"),
        ("个人帐户怎么查", "个人账户怎么查"),
    ],
)
def test_misspellings_are_mended(written, meant):
    assert understand(written).text == meant


@pytest.mark.parametrize(
    "question",
    [
        "我爸从老家过来看病要带什么",
        "每个月医保卡里打多少钱",
        "没出省看病能报多少",
        "自付和起付有什么不一样",
        "咋个查卡里还有好多钱",
    ],
)
def test_sound_questions_are_left_alone(question):
    assert mended(question) == (question, ())


@given(st.text(alphabet="医保卡余额查询怎么报销住院门诊的在了是去哪里abc12,?。", max_size=24))
@settings(max_examples=60, deadline=None)
def test_mending_keeps_the_length_and_any_text_is_understood(text):
    fixed, changes = mended(text)
    assert len(fixed) == len(text)
    assert all(len(change.written) == len(change.meant) for change in changes)
    assert understand(text).asked == text


def test_pinyin_and_english_are_read():
    assert in_characters("yibao yue zenme cha") == "医保余额怎么查"
    assert in_characters("zfb 缴费") == "支付宝缴费"
    assert in_characters("app 怎么用") == "app 怎么用"


def test_conditions_come_from_names_and_groups():
    asked = understand("退休人员在杭州三甲医院住院能报多少").conditions
    assert asked.employment == ("employment-retired",)
    assert asked.care_type == ("care-inpatient",)
    assert asked.facility_level == ("level-3a",)
    assert asked.region == ("region-330100",)


def test_a_negated_name_is_no_condition():
    asked = understand("不住院能报多少")
    assert "care-inpatient" not in asked.conditions.care_type
    assert any(term.negated for term in asked.terms)


def test_colloquial_expressions_name_services_and_their_words_are_told():
    asked = understand("卡里还剩多少钱去哪看")
    service = next(term for term in asked.terms if term.code == "service-balance-query")
    assert service.surface in asked.text
    assert "channel" in asked.aspects


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("手工报销要带哪些材料", "material"),
        ("住院起付线是多少", "deductible"),
        ("门诊一年最多报多少", "cap"),
        ("单子交上去多久到账", "processing_time"),
        ("出院多久之内要去报销", "deadline"),
        ("在职职工住院报几成", "ratio"),
        ("社会保险法第二十八条说了什么", "law"),
        ("起付线是什么意思", "definition"),
        ("居民医保一年交多少钱", "contribution"),
    ],
)
def test_aspects(question, aspect):
    assert aspect in understand(question).aspects


def test_standard_words_stand_in_only_for_what_is_not_said():
    assert understand("垫付的医药费怎么要回来").expansions
    assert not any("手工报销" in group for group in understand("手工报销垫付的医药费").expansions)


def test_things_outside_are_noticed():
    assert understand("公积金怎么提取").outside
    assert not understand("医保卡余额怎么查").outside


def test_the_rules_name_only_what_exists():
    rules = question_rules()
    for expression in rules.expressions:
        for label in expression.means:
            assert vocabulary().find(label), f"no concept is called {label}"
    measures = {concept.code for concept in vocabulary().scheme("measure")}
    assert {kind for aspect in rules.aspects.values() for kind in aspect.measures} <= measures


@pytest.mark.parametrize(
    ("question", "region"),
    [
        ("天门退休职工医保卡一个月打多少", "region-429006"),
        ("请问安国居民医保多少钱", "region-130683"),
        ("敦煌糖尿病吃药一年限额", "region-620982"),
        ("我家在兴城高血压门诊报多少", "region-211481"),
        ("东方航空职工医保怎么交", ""),
        ("合作医疗怎么报销", ""),
        ("延长退休医保还交吗", ""),
        ("安全的医保卡怎么用", ""),
        ("退休职工天门怎么走", ""),
    ],
)
def test_a_question_may_begin_with_the_short_name_of_a_town(question, region):
    assert "".join(understand(question).conditions.region) == region


@pytest.mark.parametrize(
    ("question", "asks"),
    [("台湾人在杭州怎么办社保卡", ["杭州"]), ("台湾的医保怎么报销", ["台湾"]), ("香港居民怎么参保", [])],
)
def test_where_people_come_from_is_no_place_that_is_asked_about(question, asks):
    labels = [vocabulary().concept(code).pref_label for code in understand(question).conditions.region]
    assert [label[:2] for label in labels] == asks
