"""Numbers, words and ends that were lost without a mark: flagged, never filled."""

from __future__ import annotations

import pytest

from ingest.article import Article, RawArticle
from ingest.cleaning.cleaner import clean
from ingest.pipeline import analyse


def cleaned(*lines: str) -> Article:
    return clean(RawArticle("page", "\n".join(lines)))


def reasons(article: Article, text: str) -> tuple[str, ...]:
    return next(block.reasons for block in article.body if text in block.text.text)


def test_a_number_that_the_lines_beside_have_is_marked_and_no_fact() -> None:
    lines = [
        "35岁以下按缴费基数的2.5%计入个人账户;",
        "35岁至45岁按缴费基数的3%计入个人账户;",
        "45岁以上按缴费基数的计入个人账户。",
    ]
    found = analyse(RawArticle("page", "\n".join(["个人账户划入比例", *lines])))
    assert "⟦缺数⟧" in found.article.text
    assert "missing_number" in reasons(found.article, "45岁以上")
    assert sorted(str(claim.value_min) for claim in found.claims if claim.unit == "percent") == ["2.5", "3"]


def test_whole_sibling_lines_are_left_alone() -> None:
    found = cleaned("报销比例", "一级医院报销比例为90%;", "二级医院报销比例为85%;", "三级医院报销比例按当地规定执行。")
    assert not [block for block in found.body if block.action == "flag"]


def test_half_a_word_is_flagged_with_what_it_may_have_been() -> None:
    found = cleaned("个人账户", "参保人到定点药店购药时可以用账户支使用余额,凭卡结算。")
    assert "missing_word" in reasons(found, "购药")
    edits = [edit for block in found.body for edit in block.edits if edit.rule == "missing_word"]
    assert any("支" in edit.before and "candidates" in edit.evidence for edit in edits)
    assert "账户支使用余额" in found.text


@pytest.mark.parametrize("line", [
    "参保人用个人账户支付药费,余额可以结转使用。", "基金支出由统筹账户承担。", "断缴之后补缴的待遇连续计算。",
])  # fmt: skip
def test_sound_words_are_no_halves(line: str) -> None:
    assert "missing_word" not in reasons(cleaned("个人账户", line), line[:6])


def test_an_answer_that_breaks_off_is_flagged_and_gives_nothing_from_its_open_clause() -> None:
    text = "异地备案怎么办\n1楼:\n先在平台提交备案。备案有效期为6个月,长期居住的\n2楼:\n带身份证到窗口办理即可。\n"
    found = analyse(RawArticle("thread", text))
    assert "truncated_tail" in reasons(found.article, "长期居住")
    assert "truncated_tail" not in reasons(found.article, "带身份证")


def test_lists_and_headings_at_the_end_are_whole() -> None:
    found = cleaned("手工报销材料", "办理时带齐下列材料:", "身份证原件", "住院发票", "费用清单")
    assert not [block for block in found.body if "truncated_tail" in block.reasons]
