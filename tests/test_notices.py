"""Notices of offices: articles of rules, tables without markup, signatures, annexes, lists inside lists, the title."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.article import Article, Block, RawArticle
from ingest.cleaning.cleaner import clean
from ingest.cleaning.structure.section_tree import section_tree
from ingest.pipeline import analyse

TITLE = "关于完善医疗保障待遇的通知"
RULES = (
    TITLE,
    "各乡镇人民政府，各定点医药机构：",
    "第一条　（普通门诊）职工医保在职人员支付70%，退休人员支付75%。",
    "居民医保支付50%，不设起付标准。",
    "第二条　（门诊慢性病）列入范围的，由统筹基金支付80%。",
    "申请认定的，凭身份证和诊断证明向医保经办机构窗口提出。",
    "第三条　（最高支付限额）职工医保不超过30万元。",
    "附件：1.待遇表",
    "　　　2.名词说明",
    "某某县医疗保障局",
    "2025年6月12日",
    "附件1",
    "待遇表",
)
TABLE = (
    "机构等级　　起付标准（元）　职工在职　居民",
    "一级　　　　200　　　　　92%　　　85%",
    "三级（市内）　　800　　　　　82%　　　60%",
    "三级（市外）　　1200　　　　　78%　　　50%",
)


def notice(*lines: str) -> RawArticle:
    return RawArticle("notice", "\n".join(lines), "text/plain")


def block(article: Article, text: str) -> Block:
    return next(one for one in article.body if text in one.text.text)


def test_an_article_of_rules_heads_its_further_paragraphs() -> None:
    found = clean(notice(*RULES))
    assert block(found, "居民医保支付").heading_path == (TITLE, "第一条 普通门诊")
    assert block(found, "申请认定").heading_path == (TITLE, "第二条 门诊慢性病")
    assert block(found, "第三条").heading_path == (TITLE,)
    tree = section_tree(found)
    assert {"第一条 普通门诊", "第二条 门诊慢性病", "附件1"} <= {section.heading for section in tree.walk()}


def test_a_quoted_article_of_a_law_heads_nothing() -> None:
    found = clean(notice("欠费了怎么办", "第六十三条 用人单位未按时足额缴纳的，责令限期缴纳。", "所以要尽快补上。"))
    assert block(found, "尽快").heading_path == ("欠费了怎么办",)


def test_the_subject_of_an_article_is_said_of_its_values_and_of_what_is_done() -> None:
    found = analyse(notice(*RULES))
    stated = {(one.kind, one.care_type, one.insured_type, str(one.value_max)) for one in found.claims}
    assert ("reimbursement_rate", "普通门诊", "居民", "50") in stated
    assert ("cap", None, "职工", "300000") in stated
    needs = {(one.subject, one.object) for one in found.relations if one.relation == "service_requires_material"}
    assert {("门诊慢特病认定", "身份证"), ("门诊慢特病认定", "诊断证明")} <= needs


def test_signature_and_addressee_are_no_headings_and_annexes_begin_anew() -> None:
    found = clean(notice(*RULES, *TABLE))
    kinds = {one.text.text.strip(): one.kind for one in found.body}
    assert (
        kinds["各乡镇人民政府，各定点医药机构："] == kinds["某某县医疗保障局"] == kinds["2025年6月12日"] == "paragraph"
    )
    assert kinds["附件1"] == "heading"
    assert block(found, "三级（市内）").heading_path == (TITLE, "附件1", "待遇表")


def test_rows_of_a_table_without_markup_have_heads_and_cases() -> None:
    found = analyse(notice(*RULES, *TABLE))
    rows = [one for one in found.article.body if one.kind == "table_row"]
    assert rows[1].text.text == "一级 | 200 | 92% | 85%"
    assert all("column_gap" in one.reasons for one in rows)
    stated = {
        (one.kind, str(one.value_max), one.facility_level, one.insured_type, one.condition)
        for one in found.claims
        if one.block >= found.article.blocks.index(rows[0])
    }
    assert ("deductible", "200", "一级", None, None) in stated
    assert ("reimbursement_rate", "82", "三级", "职工", "市内") in stated
    assert ("reimbursement_rate", "50", "三级", "居民", "市外") in stated


@pytest.mark.parametrize(
    "lines",
    [
        ("姓名　性别　年龄", "请如实填写　不得涂改　按时交回"),  # two lines are no table
        ("首页　　新闻　　政策", "医保　　社保　　养老", "公开　　互动　　服务"),  # no values
        ("一、职工　　住院　　85%", "二、居民　　60%", "三、其他　　门诊　　另行　　规定"),  # not one number of cells
    ],
)
def test_gaps_alone_make_no_table(lines: tuple[str, ...]) -> None:
    found = clean(notice("说明", *lines, "以上内容仅供办事群众参考使用。"))
    assert not any(one.kind == "table_row" for one in found.body)


@given(st.lists(st.lists(st.sampled_from(["一级", "200", "85%", "居民", "免"]), min_size=3, max_size=4), max_size=6))
def test_tables_are_logged_and_tile_the_page(rows: list[list[str]]) -> None:
    raw = notice("待遇表", *("　　".join(row) for row in rows), "说明。")
    found = clean(raw)
    assert "".join(raw.text[one.raw_start : one.raw_end] for one in found.blocks) == raw.text
    for one in found.body:
        if one.kind == "table_row":
            at = one.text.text.rindex(" | ") + 3
            start, end = one.text.raw_span(at, len(one.text.text))
            assert raw.text[start:end] == one.text.text[at:]


def test_the_title_stands_above_the_line_that_says_when() -> None:
    top = ("首页 会员 发现 等你来答", "某某县人民政府", TITLE, "时间：2025-06-13 09:26 来源：县医疗保障局")
    found = clean(notice(*top, *RULES[1:]))
    assert (found.title, found.issued) == (TITLE, "2025-06-13")


def test_a_heading_that_begins_the_title_of_the_page_is_kept() -> None:
    page = """<html><head><title>住院须知 - 就医指南 - 某某医院</title></head><body>
<div class="pos">您现在的位置：<a href="/">首页</a> &raquo; 住院须知</div><h1>住院须知</h1>
<div class="content"><h2>一、入院登记</h2><ol><li>凭医生开具的入院证到入院服务中心登记，登记的时候请带上：
<ul><li>身份证；</li><li>社保卡或医保电子凭证。</li></ul></li><li>登记时请告知参保类型，以便联网。</li></ol></div></body></html>"""
    found = analyse(RawArticle("page", page, "text/html"))
    assert found.article.title == "住院须知"
    assert block(found.article, "身份证").heading_path[-1].endswith("登记的时候请带上")
    needs = {one.object for one in found.relations if one.relation == "service_requires_material"}
    assert {"身份证", "社保卡", "医保电子凭证"} <= needs


def test_a_hidden_copy_for_reading_aloud_stays_hidden() -> None:
    sentences = [f"第{sign}类人员按照规定的标准办理手续并享受相应的待遇" for sign in "一二三四五六七八"]
    shown = "".join(f"<p><span>{text[:9]}</span><span>{text[9:]}</span></p>" for text in sentences)
    page = f"<html><body><h1>办理须知</h1>{shown}<div style='display:none'>{'。'.join(sentences)}。</div></body></html>"
    found = clean(RawArticle("page", page, "text/html"))
    assert found.text.count("第三类人员") == 1
    scripted = f"<html><body><h1>办理须知</h1><div style='display:none'>{'。'.join(sentences)}。</div></body></html>"
    assert clean(RawArticle("page", scripted, "text/html")).text.count("第三类人员") == 1  # nothing else shows it


def test_counted_rows_are_a_table_though_few_of_their_cells_are_values() -> None:
    rows = [
        "序号\t材料名称\t份数\t要求",
        "1\t社会保障卡\t1\t验原件",
        "2\t费用明细清单\t1\t盖医院收费章",
        "3\t出院记录或诊断证明书\t1\t复印件",
        "4\t代办人身份证、授权委托书\t1\t代办才要",
    ]
    raw = RawArticle("a.txt", "\n".join(["手工报销办事指南", "【申请材料】", *rows, "【办理流程】", "窗口当场受理。"]))
    found = analyse(raw)
    assert [one.kind for one in found.article.body].count("table_row") == len(rows)
    papers = {one.object for one in found.relations if one.relation == "service_requires_material"}
    assert {"社保卡", "费用明细清单", "出院小结", "诊断证明", "代办人身份证", "授权委托书"} <= papers
    assert not any(one.kind != "none" and one.value_max == 1 for one in found.claims)


def test_a_channel_named_anew_with_a_chain_behind_it_begins_another_route() -> None:
    raw = RawArticle(
        "a.txt",
        "生育津贴怎么申请\n"
        "第一步 产检前:在“粤医保”小程序→服务→生育登记,填好提交。\n"
        "第二步 分娩后:在“粤医保”小程序→服务→生育津贴申领。\n",
    )
    ways = [one.object for one in analyse(raw).relations if one.relation == "channel_has_path"]
    assert sorted(ways) == [("服务", "生育津贴申领"), ("服务", "生育登记")]


@pytest.mark.parametrize(
    "tail",
    [
        [
            "温馨提醒:本页不构成任何承诺,请向当地医保部门核实。",
            "退休住院",
            "住院比例",
            "起付线850元是哪年的标准",
        ],
        ["以上内容由主管部门录入,如有出入,以窗口告知为准。", "相关事项:生育医疗费支付 | 门诊慢特病登记"],
        ["祝好!薪酬福利组敬上", "本邮件及附件仅供内部参考,如与官方规定有冲突,以医保局发布的为准。"],
    ],
    ids=["tags", "items", "letter"],
)
def test_what_stands_behind_the_text_is_dropped(tail) -> None:
    body = [
        "手工报销怎么办",
        "带上发票,到参保地的医保窗口提出申请。",
        "出院以后30天内要交齐材料,逾期不予受理。",
    ]
    found = analyse(RawArticle("a.txt", "\n".join([*body, *tail]) + "\n")).article
    assert [block.text.text for block in found.blocks if block.action != "drop"] == body
