"""Injected noise without a second copy: planted noise is found, sound text is left alone."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted_noise import held_out, pages, scored

from ingest.article import RawArticle
from ingest.cleaning.cleaner import clean
from ingest.cleaning.damage.noise import judged_noise

SHARED = Path(__file__).resolve().parents[2] / "shared"
NOISY = [
    "参保人携带身份证和社保卡到经办大厅窗口,由工作人员帮忙查询缴费明细,当场就能打印出来。",
    "参保人携带身份证和社保卡到经办大夏栀厅窗口,由工作人员帮忙查询缴费明细,当场就能打印出来。",
]


def cleaned(*lines):
    return clean(RawArticle("sample.txt", "\n".join(lines)))


def test_noise_planted_into_articles_that_the_model_has_not_seen_is_found():
    score = scored(pages(held_out()), seed=7)
    assert score.planted >= 200
    assert score.precision >= 0.9
    assert score.cut_precision >= 0.98
    assert score.recall >= 0.3
    assert score.false_clean * 20_000 <= score.characters


def test_pages_of_other_sites_are_left_alone():
    if not SHARED.is_dir():
        pytest.skip("no folder ../shared with other pages beside this checkout")
    texts = pages(sorted([*(SHARED / "pages").glob("*.html"), *(SHARED / "articles").glob("00[02]_*.txt")]))
    score = scored(texts, seed=7, rounds=1)
    assert score.precision >= 0.9
    assert score.cut_precision >= 0.98
    assert score.false_clean * 20_000 <= score.characters


@pytest.mark.parametrize(
    "sentence",
    [
        "其他地区可以登录查悦社保查询社保缴费明细。",
        "人社通打开后点击社会保险即可查询。",
        "北京地区可使用北京通进行查询。",
        "减轻医疗费用负担,防止患病的社会成员“因病致贫”。",
        "断缴之后可以补缴,补缴期间不能报销。",
        "在定点药店购药时,自负部分由个人账户支付。",
        "家住婺源县和黟县的参保人可以就近办理。",
        "服用盐酸二甲双胍缓释片和阿托伐他汀钙片的患者需要定期复查。",
        "原告王建国与被告李秀英就工伤保险待遇发生争议。",
        "俺们这儿的老人都去镇上卫生院办手续。",
    ],
)
def test_rare_but_right_words_survive(sentence):
    block = cleaned("医保问答", "怎么办理?", sentence).body[-1]
    assert (block.action, block.clean) == ("keep", sentence)


def test_in_a_page_with_proven_noise_other_runs_are_found_too():
    other = "医疗保险由用人单位和职工个人共同缴纳,集聚了老指兄单位和社会成员的经济力量。"
    assert cleaned("医保问答", "怎么查询?", other).body[-1].clean == other
    block = cleaned("医保问答", "怎么查询?", NOISY[0], "另一位这样说:", NOISY[1], other).body[-1]
    assert "老指兄" not in block.clean
    assert (block.action, block.reasons[0]) == ("flag", "injected_noise")


def test_a_run_that_is_only_likely_stays_flagged_and_damaged():
    block = cleaned("医保问答", "怎么办理?", "单位为职工逗好办理参保手续,次月起享受待遇。").body[-1]
    assert (block.action, block.reasons) == ("flag", ("injected_noise",))
    assert [block.clean[start:end] for start, end in block.damage] == ["逗好"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="医保卡查询余额报销不未元一二三职工居民的了在12%,。", min_size=4, max_size=60))
def test_digits_units_negations_and_groups_are_no_noise(text):
    for run, _ in judged_noise(text):
        assert not set(text[run.start : run.end]) & set("不未元一二三12%,。")


def test_cleaning_the_clean_text_again_finds_nothing_new():
    first = cleaned("医保问答", "怎么查询?", NOISY[0], "另一位这样说:", NOISY[1])
    again = clean(RawArticle("sample.txt", first.text))
    assert "injected_noise" not in {reason for block in again.blocks for reason in block.reasons}
