"""Sentences cut at one width, as a PDF gives them, are read whole; lines that are lines stay lines."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.article import RawArticle
from ingest.cleaning.cleaner import clean
from ingest.pipeline import analyse

PARAGRAPHS = [
    "参加职工医保的在职人员在三级医院住院，起付标准为900元，政策范围内费用由统筹基金支付85%，退休人员支付90%。",
    "参加居民医保的人员在一级医院住院，起付标准为150元，由统筹基金支付88%，在二级医院住院支付78%。",
    "办理手工报销时，请携带本人身份证、医疗费用票据原件、费用总清单和出院诊断证明，到参保地医保经办机构窗口提出申请。",
    "打开国家医保服务平台应用程序，依次点击首页上的异地备案和备案申请，按照页面上的提示填写就医地和起止日期以后提交。",
    "灵活就业人员按照上一年度全口径城镇单位就业人员平均工资确定缴费基数，缴费比例为百分之八，按月到税务部门缴纳。",
]


def wrapped(width: int, paragraphs=PARAGRAPHS, indent: str = "    ") -> str:
    cut = [textwrap.wrap(indent + text, width, drop_whitespace=False) for text in paragraphs]
    return "医疗保障服务手册\n\n" + "\n".join("\n".join(lines) for lines in cut) + "\n"


@pytest.mark.parametrize("width", [20, 24, 28])
def test_paragraphs_are_read_whole(width):
    text = wrapped(width)
    article = clean(RawArticle("a.txt", text))
    kept = [block.text.text.strip() for block in article.blocks if block.action != "drop"]
    assert [line for line in kept if len(line) > 30] == PARAGRAPHS
    assert "".join(text[block.raw_start : block.raw_end] for block in article.blocks) == text
    assert {"broken_line"} <= {reason for block in article.blocks for reason in block.reasons}


@pytest.mark.parametrize("width", [20, 24, 28])
def test_values_cut_by_a_line_end_are_facts_with_exact_quotes(width):
    text = wrapped(width)
    found = analyse(RawArticle("a.txt", text)).claims
    rates = {(one.value_min, one.employment) for one in found if one.kind == "reimbursement_rate"}
    assert {(85, "在职"), (90, "退休")} <= rates
    for one in found:
        assert text[one.raw_start : one.raw_end] == one.quote


TITLES = [
    "医保卡余额怎么查询",
    "住院报销需要什么材料",
    "异地就医怎么备案登记",
    "个人账户每月划入多少",
    "门诊慢特病如何申请认定",
]


@pytest.mark.parametrize(
    "lines",
    [
        [title * 2 for title in TITLES] * 3,  # titles of one width
        [f"{number}、携带本人身份证件和医疗费用票据原件以及清单" for number in range(1, 20)],
        PARAGRAPHS * 3,  # each sentence a line
    ],
)
def test_lines_of_one_width_that_are_no_cut_sentences_stay(lines):
    article = clean(RawArticle("a.txt", "\n".join(lines)))
    assert "broken_line" not in {reason for block in article.blocks for reason in block.reasons}


def test_latin_words_keep_a_blank_between_them():
    paragraphs = [text.replace("本人身份证", "ID card") for text in PARAGRAPHS]
    article = clean(
        RawArticle(
            "a.txt", wrapped(30, [*paragraphs, "本手册由 Bureau of Healthcare Security 编印并负责解释说明。" * 2])
        )
    )
    assert "ID card" in article.text and "Healthcare Security" in article.text


def test_heads_and_numbers_of_printed_pages_go():
    pages = [f"医疗保障服务手册\n{text}\n\n- {number} -\n" for number, text in enumerate(PARAGRAPHS, start=1)]
    contents = "一、参保缴费 .................... 1\n二、住院待遇 .................... 2\n"
    article = clean(RawArticle("a.txt", "医疗保障服务手册\n" + contents + "\n".join(pages)))
    assert article.text.count("医疗保障服务手册") == 1
    assert "...." not in article.text and "- 3 -" not in article.text


@given(
    st.lists(st.text(alphabet="医保报销 \t\r，。；1%a-", max_size=80), max_size=30),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_any_text_stays_tiled(lines, end):
    text = end.join(lines)
    blocks = clean(RawArticle("a.txt", text)).blocks
    assert "".join(text[block.raw_start : block.raw_end] for block in blocks) == text


BROKEN = [
    "医保办事手册",
    "门诊慢特病怎么办",
    "可以申请的病有高血压、糖尿病、冠心病、慢性阻塞性肺疾病、",
    "类风湿关节炎和癫痫等。",
    "现场办理的，请到二级及以上定点医院的医保科，市第一人民医",
    "院在门诊楼一楼，各县区也可以到医保中心办理。",
    "没能直接结算的，拿发票、处方和费用清单，最迟在次",
    "年3月31日以前回参保地医保窗口报销。",
]


def test_single_sentences_that_break_off_are_joined():
    article = clean(RawArticle("a.txt", "\n".join(BROKEN) + "\n"))
    kept = [block.text.text for block in article.blocks if block.action != "drop"]
    assert kept == [*BROKEN[:2], BROKEN[2] + BROKEN[3], BROKEN[4] + BROKEN[5], BROKEN[6] + BROKEN[7]]


@pytest.mark.parametrize(
    "lines",
    [
        ["医保办事手册", "更新：2025-01-06　栏目：社会保障", "医保余额可以在手机上查。"],
        ["医保办事手册", "浏览 6,208 次　提问时间：2025-06-03　已解决", "问题不大，可以在手机上查余额。"],
        ["医保办事手册", "需要的材料有身份证、户口簿和银行卡原件", "1、窗口办理的要带复印件。"],
        ["医保办事手册", "职工、居民、灵活就业人员医保怎么报", "尊敬的参保人，请看下面的说明。"],
    ],
    ids=["header", "counters", "list", "words that only meet"],
)
def test_lines_that_end_where_they_should_stay_apart(lines):
    article = clean(RawArticle("a.txt", "\n".join(lines) + "\n"))
    assert not any("broken_line" in block.reasons for block in article.blocks)
