"""Headings, lists and sections of text without markup; headings and paragraphs about something else."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.article import Article, Block, RawArticle
from ingest.cleaning.cleaner import clean
from ingest.cleaning.structure.section_tree import Section, section_tree
from ingest.sources.reading import read


def cleaned(*lines: str, media_type: str = "text/plain") -> Article:
    return clean(RawArticle("page", "\n".join(lines), media_type))


def block(article: Article, text: str) -> Block:
    return next(one for one in article.body if text in one.text.text)


def test_a_number_at_the_end_of_a_line_goes_to_the_next_item() -> None:
    found = cleaned("余额查询步骤", "1.打开支付宝并登录。2.", "搜索医保后进入首页。", "3.选择账户余额。")
    assert "登录。2." not in found.text
    assert "broken_enumeration" in block(found, "打开支付宝").reasons


def test_items_in_one_line_are_split_where_their_numbers_count_on() -> None:
    found = cleaned("查询步骤", "1.打开支付宝。2.搜索医保。3.选择账户余额。")
    assert [one.text.text for one in found.body][1:] == ["1.打开支付宝。", "2.搜索医保。", "3.选择账户余额。"]


def test_a_gap_in_the_numbers_is_flagged() -> None:
    found = cleaned("办理步骤", "1、准备身份证和社保卡。", "到窗口领取申请表并填写。", "3、等待审核结果通知。")
    assert "broken_enumeration" in block(found, "申请表").reasons
    assert block(found, "申请表").action == "flag"


def test_a_bullet_without_text_is_dropped_alone() -> None:
    found = cleaned("备案要带的证件:", "-", "居民身份证原件", "社会保障卡")
    assert found.blocks[1].action == "drop" and "broken_enumeration" in found.blocks[1].reasons
    assert "居民身份证原件" in found.text


def test_a_label_with_nothing_behind_it_heads_what_follows() -> None:
    found = cleaned("异地备案", "网上申请:", "登录国家医保服务平台提交资料。", "现场申请:", "到街道窗口递交资料。")
    assert block(found, "平台").heading_path[-1] == "网上申请"
    assert block(found, "街道").heading_path[-1] == "现场申请"


def test_nested_lists_of_markdown_keep_their_depth_in_the_path() -> None:
    found = cleaned(
        "# 备案",
        "",
        "- 网上申请:",
        "  - 市级平台:登录后上传",
        "- 现场申请:",
        "  - 到街道窗口递交",
        media_type="text/markdown",
    )
    assert block(found, "市级平台").heading_path[-1] == "网上申请"
    assert block(found, "街道窗口").heading_path[-1] == "现场申请"


def _paths(section: Section, above: tuple[str, ...] = ()) -> dict[int, tuple[str, ...]]:
    own = (*above, section.heading) if section.heading else above
    found = {} if section.block < 0 else {section.block: above}
    for child in section.children:
        found |= _paths(child, own)
    return found


LINES = [
    "医保办事指南",
    "一、报销比例",
    "二、所需材料",
    "1、在职职工:",
    "(一)门诊",
    "住院:",
    "第一步:登录平台",
    "在职职工报销85%。",
    "怎么查余额?",
    "身份证",
    "答:可以在窗口查询。",
]


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=20))
def test_the_tree_of_sections_and_the_heading_paths_say_the_same(lines: list[str]) -> None:
    found = cleaned(*lines)
    tree = section_tree(found)
    for index, path in _paths(tree).items():
        assert found.blocks[index].heading_path == path
    for section in list(tree.walk())[1:]:
        inner = [one for one in found.blocks[section.first + 1 : section.last] if one.action != "drop"]
        assert all(section.heading in one.heading_path for one in inner)


def test_sections_stand_in_the_rows_of_articles() -> None:
    from index.articles.records import article_row

    row = article_row(
        cleaned("医保办事指南", "一、报销比例", "在职职工报销85%。", "二、所需材料", "身份证原件和发票。"), "hash"
    )
    assert [(one["heading"], one["parent"]) for one in row["sections"]] == [
        ("医保办事指南", None),
        ("报销比例", 0),
        ("所需材料", 0),
    ]


def test_a_heading_over_text_about_another_subject_is_flagged_with_its_reason() -> None:
    found = cleaned(
        "医保报销指南", "一、起付标准:", "办理备案时登录平台提交就医地信息。", "备案后在就医地医院直接结算。",
        "二、异地备案:", "备案可以在手机上办理,当天生效。", "三、报销比例:", "三级医院报销85%,二级医院报销90%。",
    )  # fmt: skip
    assert "heading_mismatch" in block(found, "起付标准").reasons
    assert "heading_mismatch" not in block(found, "三级医院").reasons
    edit = next(edit for edit in block(found, "起付标准").edits if edit.rule == "heading_mismatch")
    assert edit.evidence


@pytest.mark.parametrize(("line", "strange"), [
    ("女职工可享受98天产假,难产增加15天,护理假另计。", True),
    ("今年继续上调退休人员基本养老金,月均养老金有所增加。", True),
    ("公积金贷款额度与缴存年限挂钩,提取公积金要带身份证。", True),
    ("退休人员按本人养老金的2%划入个人账户。", False),
    ("生育医疗费用由生育保险基金报销。", False),
])  # fmt: skip
def test_paragraphs_about_another_branch_are_flagged(line: str, strange: bool) -> None:
    found = cleaned("医保报销比例是多少", "职工医保住院报销85%,门诊报销60%。", line, "居民医保住院报销70%。")
    assert ("off_topic" in block(found, line[:6]).reasons) is strange


def test_a_whole_article_about_something_else_says_so_and_its_claims_are_off_topic() -> None:
    from ingest.pipeline import analyse

    line = "个人住房公积金贷款最高额度为60万元,缴存满12个月可以申请,贷款年限最长30年。"
    text = json.dumps(
        {"id": "fund", "text": "公积金贷款额度怎么算\n" + "\n".join([line, "提取公积金要带身份证和购房合同。"] * 6)}
    )
    (raw,) = read(["-"], io.BytesIO(text.encode()), lambda problem: None)
    found = analyse(raw)
    assert found.article.other_topic
    assert all(not claim.on_topic for claim in found.claims)
