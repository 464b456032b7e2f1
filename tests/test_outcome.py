"""Whether there is an answer, and how sure it is."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from query_samples import knowledge

from query.evaluation.calibration import Case, fitted
from query.knowledge import KnowledgeBase, build
from query.outcomes.agreement import place_fit
from query.outcomes.outcome import probability
from query.retrieval.rules import retrieval_rules
from query.retrieval.support import best_line, parts, support
from query.understanding.question import understand


@contextmanager
def of_pages(folder, pages):
    """The knowledge of some pages: name → text."""
    (folder / "pages").mkdir()
    for name, text in pages.items():
        (folder / "pages" / f"{name}.txt").write_text(text, encoding="utf-8")
    build([folder / "pages"], folder / "data")
    with KnowledgeBase(folder / "data") as found:
        yield found


def ask(question, **known):
    return knowledge().search(question, **known)


@pytest.mark.parametrize(
    "question",
    ["医保卡余额怎么查", "手工报销需要哪些材料", "打哪个电话能查医保余额", "在职职工三级医院住院报销比例"],
)
def test_what_stands_in_an_article_is_answered(question):
    assert ask(question).outcome != "no_answer"


@pytest.mark.parametrize(
    "question",
    ["公积金怎么提取", "驾照到期怎么换", "高铁票怎么退", "乌鲁木齐的社保卡密码在哪里重置", '"; DROP GRAPH <x> #'],
)
def test_what_stands_nowhere_is_not(question):
    assert ask(question).outcome == "no_answer"


@pytest.mark.parametrize(
    ("sure", "unsure", "missing"),
    [
        ("医保卡余额怎么查", "拉萨医保卡余额怎么查", "拉萨"),
        ("手工报销需要哪些材料", "试管婴儿手工报销需要哪些材料", "试管婴儿"),
    ],
)
def test_what_is_missing_is_named_and_lowers_confidence(sure, unsure, missing):
    answer = ask(unsure)
    assert missing in answer.missing
    assert answer.confidence < ask(sure).confidence


def test_a_lost_number_lowers_confidence():
    assert ask("45岁以下的职工每月划入医保卡的比例是多少").features["number_lost"] == 1
    assert ask("退休人员每月划入医保卡的比例是多少").facts[0]["value_min"] == 4


def test_a_lost_number_among_others_of_its_line_is_lost(tmp_path):
    rates = "职工医保:一级医院报90%,二级医院报⟨%,三级医院报70%;退休人员各提高4个百分点。"
    text = f"职工医保住院报销比例\n\n{rates.replace('⟨', ' ')}\n\n居民医保:三级医院报60%。\n"
    with of_pages(tmp_path, {"rates": text}) as one:
        assert one.search("职工医保二级医院住院报百分之几").features["number_lost"] == 1
        for level in ("一级", "三级"):
            assert one.search(f"职工医保{level}医院住院报百分之几").features["number_lost"] == 0


@pytest.fixture(scope="module")
def care_insurance(tmp_path_factory):
    """A page about another insurance and another city than most questions."""
    text = (
        "绍兴市长期护理保险办法\n\n一、长期护理保险缴费标准\n\n职工参保人员每月缴费10元,居民参保人员每年缴费60元。\n\n"
        "二、长期护理保险待遇\n\n居家护理每天支付50元。北京、上海等地已经先行试点。\n"
    )
    with of_pages(tmp_path_factory.mktemp("care"), {"care": text}) as one:
        yield one


def test_headings_about_another_insurance_speak_against_an_answer(care_insurance):
    other = care_insurance.search("职工医保每月缴费多少钱")
    asked = care_insurance.search("长期护理保险职工每月缴费多少钱")
    assert (other.features["other_insurance"], asked.features["other_insurance"]) == (1.0, 0.0)
    assert other.confidence < asked.confidence


def test_a_place_that_is_only_named_beside_the_matter_is_another_place():
    passage = knowledge().search("医保卡余额怎么查").hits[0].passage
    matter = replace(passage, title="长期护理保险办法", heading_path=(), text="职工参保人员每月缴费10元。")
    aside = replace(matter, text="北京等地已经先行试点长期护理保险。")
    here, rest = {"about_places": ["region-330600"]}, {"about_places": []}
    asked = understand("北京长期护理保险职工每月缴费标准")

    def fit(*found, named=True):
        return place_fit(parts(asked), found, asked.conditions.region, named)

    assert fit((replace(matter, text=f"北京{matter.text}"), rest)) == 1.0
    assert 0.0 < fit((matter, here), (aside, rest)) < 1.0
    assert fit((matter, rest)) == retrieval_rules().confidence.named_elsewhere
    assert fit((matter, here)) == fit((matter, rest), named=False) == fit() == 0.0


def test_what_is_outside_the_domain_is_inside_where_an_article_is_about_it(tmp_path):
    text = "企业职工基本养老金怎么申领?\n\n一、办理时限\n\n养老金申领受理后20个工作日内办结。\n"
    question = "养老金申领要多少个工作日"
    with of_pages(tmp_path, {"pension": text}) as one:
        assert one.search(question).features["outside"] == 0
        assert one.search(question).outcome != "no_answer"
    assert ask(question).features["outside"] == 1


def test_headings_call_a_thing_outside_by_other_names_than_questions(tmp_path):
    text = "关于调整最低生活保障标准的通知\n\n一、标准\n\n最低生活保障标准由每人每月900元提高到960元。\n"
    with of_pages(tmp_path, {"relief": text}) as one:
        assert one.search("低保标准提高到多少").features["outside"] == 0
    assert ask("低保标准提高到多少").features["outside"] == 1


def test_figures_of_a_later_year_do_not_answer_for_an_earlier_one(tmp_path):
    text = "鹤岗2025年度居民医保缴费标准\n\n2025年度居民医保个人缴费标准为每人400元。\n"
    with of_pages(tmp_path, {"fee": text}) as one:
        now, before, born = map(
            one.search,
            (
                "鹤岗2025年居民医保个人缴费标准是多少",
                "鹤岗2021年居民医保个人缴费标准是多少",
                "鹤岗2021年出生的孩子居民医保个人缴费标准是多少",
            ),
        )
    assert (before.outcome, before.row()["reason"]) == ("no_answer", "other_year")
    assert [one.outcome for one in (now, born)] == ["answer", "answer"]


def test_a_year_speaks_against_figures_alone_and_the_day_of_publication_against_none(tmp_path):
    pages = {
        "how": "鹤岗医保余额查询\n\n2025年起，参保人可以打开鹤岗医保小程序，点击个人账户查询余额。\n",
        "fee": "鹤岗职工医保住院待遇\n\n2025-03-01 来源:鹤岗医保局\n\n职工医保参保人在三级医院住院，报销比例为85%。\n",
    }
    with of_pages(tmp_path, pages) as one:
        questions = ("鹤岗2024年医保余额怎么查", "鹤岗2024年职工医保三级医院住院报销比例是多少")
        assert [one.search(question).features["other_year"] for question in questions] == [0, 0]


def test_a_rule_of_an_earlier_year_may_still_hold(tmp_path):
    text = "鹤岗居民医保住院待遇\n\n自2021年1月1日起，居民医保参保人在三级医院住院，报销比例为60%。\n"
    with of_pages(tmp_path, {"benefit": text}) as one:
        assert one.search("鹤岗2024年居民医保三级医院住院报销比例是多少").outcome == "answer"


def test_without_a_value_of_the_asked_kind_there_is_no_answer():
    answer = ask("手工报销的材料要几盒药")
    assert answer.features["value_absent"] == 1
    assert answer.outcome == "no_answer"


def test_facts_of_several_kinds_of_care_are_asked_back():
    answer = ask("在职职工在三级医院能报百分之几")
    assert set(answer.choices) == {"住院", "普通门诊"}
    assert answer.outcome == "clarify"


def test_figures_of_several_places_are_asked_back(tmp_path):
    pages = {
        city: f"{city}职工医保住院报销比例(以{city}为例)\n\n在职职工在三级医院住院,报销比例为{rate}%。\n"
        for city, rate in (("太原", 80), ("大同", 70))
    }
    with of_pages(tmp_path, pages) as two:
        answer = two.search("在职职工三级医院住院报销比例是多少")
        assert answer.outcome == "clarify"
        assert {"太原", "大同"} <= {choice.removesuffix("市") for choice in answer.choices}
        there = two.search("大同在职职工三级医院住院报销比例是多少")
    assert there.outcome == "answer"
    assert there.facts[0]["value_min"] == 70


def test_a_name_is_supported_by_any_of_its_names():
    wanted = parts(understand("城乡居民医保的封顶线"))
    assert support(wanted, ["城乡居民基本医疗保险的年度最高支付限额为十万元"]).share == 1.0
    assert support(wanted, ["职工住院要交押金"]).share < 0.5


def test_the_line_that_says_most_is_found():
    asked = parts(understand("手工报销的材料多久审核打款"))
    passages = [hit.passage for hit in ask("手工报销的材料多久审核打款").hits]
    assert "20个工作日" in best_line(asked, passages).text


@given(st.dictionaries(st.sampled_from(sorted(retrieval_rules().confidence.weights)), st.floats(0, 1)))
def test_confidence_is_a_probability(seen):
    assert 0.0 < probability(seen) < 1.0


def test_support_speaks_for_an_answer_and_gaps_against_it():
    assert probability({"support_first": 1.0}) > probability({"support_first": 0.0})
    for gap in ("place_missing", "outside", "number_lost", "concept_missing"):
        assert probability({gap: 1.0}) < probability({})


def test_the_model_learns_what_tells_right_from_wrong():
    cases = [Case({"good": 1.0, "noise": i % 2}, right=True) for i in range(20)]
    cases += [Case({"good": 0.0, "noise": i % 2}, right=False) for i in range(20)]
    model = fitted(cases)
    assert model.weights["good"] > 1
    assert abs(model.weights["noise"]) < 0.2 * model.weights["good"]


def test_hidden_answers_teach_the_weights_and_not_the_scale():
    seen = [Case({"good": i % 2, "hint": 1.0}, right=bool(i % 2)) for i in range(40)]
    hidden = [Case({"good": 1.0, "hint": 0.0}, right=False, removed=True) for _ in range(40)]
    assert fitted([*seen, *hidden]).weights["hint"] > fitted(seen).weights["hint"] + 0.5


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("公积金怎么提取", "out_of_domain"),
        ("驾照到期怎么换", "out_of_domain"),
        ("乌鲁木齐医保卡余额怎么查", "other_place"),
        ("45岁以下的职工每月划入医保卡的比例是多少", "number_lost"),
        ("试管婴儿取卵要几张医保票据", "not_in_articles"),
        ("", "nothing_asked"),
        ("？！……", "nothing_asked"),
        ("How do I renew my driving licence?", "not_chinese"),
        ("Как мне получить визу?", "not_chinese"),
    ],
)
def test_silence_has_its_reason(question, reason):
    row = ask(question).row()
    assert (row["outcome"], row["reason"]) == ("no_answer", reason)
    assert row["reason_text"]


def test_an_answer_has_no_reason_and_a_question_back_is_data():
    row = ask("在职职工在三级医院能报百分之几").row()
    assert row["outcome"] == "clarify"
    assert row["reason"] is None
    (back,) = row["clarify"]
    assert back["code"] == "care_type"
    facts = {fact["id"]: fact for fact in row["facts"]}
    for option in back["options"]:
        assert option["code"].startswith("care-")
        assert all(facts[key]["care_type"] == option["label"] for key in option["facts"] if key in facts)


def test_the_same_question_under_an_option_is_answered():
    back = ask("在职职工在三级医院能报百分之几").row()["clarify"][0]
    for option in back["options"]:
        assert ask(f"在职职工在三级医院{option['label']}能报百分之几").outcome == "answer"


def test_a_lost_number_is_none_where_another_line_has_it():
    assert ask("退休人员每月划入医保卡的比例是多少").features["number_lost"] == 0


def test_old_figures_are_told_as_old():
    question = "在职职工三级医院住院报几成"
    assert "stale" not in {one["code"] for one in ask(question, as_of="2025-06-01").row()["warnings"]}
    assert "stale" in {one["code"] for one in ask(question, as_of="2030-06-01").row()["warnings"]}


def test_a_figure_that_a_later_article_replaces_is_told(tmp_path):
    pages = {
        f"{year}": f"太原职工医保住院报销比例\n\n{year}-03-01 09:00:00示例网\n\n一、住院报销比例\n\n"
        f"太原职工医保在职职工在三级医院住院,报销比例为{rate}%。\n"
        for year, rate in ((2023, 70), (2025, 85))
    }
    with of_pages(tmp_path, pages) as two:
        now = two.search("太原在职职工三级医院住院报销比例是多少", as_of="2025-06-01").row()
        then = two.search("太原在职职工三级医院住院报销比例是多少", as_of="2024-06-01").row()
    old = {fact["id"] for fact in now["facts"] if fact["value_min"] == 70}
    assert old == {key for one in now["warnings"] if one["code"] == "superseded" for key in one["facts"]} != set()
    assert {fact["value_min"] for fact in then["facts"]} == {70}
    assert "superseded" not in {one["code"] for one in then["warnings"]}


def test_a_wider_rule_is_told_as_one():
    codes = {one["code"] for one in ask("中卫在职职工三级医院住院报几成").row()["warnings"]}
    assert not ask("中卫在职职工三级医院住院报几成").facts or "wider_place" in codes


def test_data_without_the_answer_know_less():
    from query.ask import ask as asked
    from query.evaluation.without import Without

    question = "手工报销需要哪些材料"
    hidden = [row["article"] for row in knowledge().rows("articles") if row["article"].endswith("claims.txt")]
    without = asked(Without(knowledge().index, hidden), question)
    assert not set(hidden) & {hit.passage.article for hit in without.hits}
    assert without.confidence < ask(question).confidence


def test_another_insurance_is_told_as_the_reason(tmp_path):
    text = "长期护理保险怎么交\n\n一、长期护理保险缴费渠道\n\n登录小程序,点击“缴费”按提示办理。\n"
    with of_pages(tmp_path, {"care": text}) as one:
        row = one.search("职工医保大额病历复印件邮寄退费").row()
    assert (row["outcome"], row["reason"]) == ("no_answer", "other_insurance")
