"""The cleaner: what it drops, keeps, repairs and flags, and that nothing vanishes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.article import RawArticle
from ingest.cleaning.cleaner import clean
from tests.soundness import check_article

BODY = [
    "职工医保门诊怎么报销?",
    "一、普通门诊",
    "在职职工在二级医院就诊,报销比例为62%。",
    "二、所需材料:",
    "身份证原件",
    "门诊发票",
]


def cleaned(*lines, name="sample.txt"):
    return clean(RawArticle(name, "\n".join(lines)))


def block_of(article, piece):
    at = article.raw.text.index(piece)
    return next(block for block in article.blocks if block.raw_start <= at < block.raw_end)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2024-03-05 08:12:44社保通讯", "page_header"),
        ("来源:某某网 发布时间:2024年3月5日 浏览次数:320", "page_header"),
    ],
)
def test_header_lines_go_and_give_the_date(line, reason):
    article = cleaned(BODY[0], line, *BODY[1:])
    block = block_of(article, line)
    assert (block.action, block.reasons) == ("drop", (reason,))
    assert article.issued == "2024-03-05"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("温馨提示:以上内容仅供参考,具体以当地政策为准!", "disclaimer"),
        ("本站声明:文章来源于网络,属作者个人观点。", "disclaimer"),
        (
            "门诊报销新规(24/03/04) 2024-03-04 22:10医保问答 医保卡丢了怎么办(3月4日) 2024-03-04 21:00医保问答",
            "related_links",
        ),
        ("请点击输入图片描述(最多18字)", "ui_placeholder"),
        ("12楼:过路的人", "floor_marker"),
        ("想知道怎么办就上好保通,欢迎关注好保通解锁更多资讯!", "promotion"),
    ],
)
def test_what_is_no_body_is_dropped_with_its_reason(line, reason):
    block = block_of(cleaned(*BODY, line), line)
    assert block.action == "drop"
    assert reason in block.reasons


def test_tags_at_the_end_go_but_a_material_list_stays():
    tags = ["医保报销", "门诊比例", "职工医保", "报销流程"]
    article = cleaned(*BODY, "具体办理时间请咨询窗口。", *tags)
    assert all(block_of(article, tag).reasons == ("tag_list",) for tag in ["门诊比例", "报销流程"])
    listed = cleaned(BODY[0], "请先看清要求。", "所需材料:", "身份证", "医保卡", "门诊发票", "病历", "银行卡")
    assert [block.action for block in listed.blocks if block.kind != "blank"].count("keep") == 8


def test_a_lead_of_promises_goes_and_a_lead_that_answers_stays():
    promise = "想要轻松办好医保报销?小编为您整理了一份全面的指南,一起来看看吧。"
    answer = "参保状态可以在街道窗口、自助机和手机上三处核实。"
    assert block_of(cleaned(BODY[0], promise, *BODY[1:]), promise).action == "drop"
    assert block_of(cleaned(BODY[0], answer, *BODY[1:]), answer).action == "keep"


def test_members_of_a_counted_series_are_body_whatever_they_say():
    heads = ["Q1:不满意怎么投诉举报?", "Q2:大家都关心,一起看看要交多少?", "Q3:扫一扫关注我们能查吗?"]
    answers = ["可以拨打12345。", "每人每年400元。", "不能,到窗口查询。"]
    article = cleaned("热线问答", *(line for pair in zip(heads, answers, strict=True) for line in pair))
    assert [block_of(article, head).action for head in heads] == ["keep"] * 3


def test_comments_of_readers_go_and_answers_to_a_reader_stay():
    comments = ["@青山：什么时候能赶上？", "@小禾(外地)：我们那里住院报90%。"]
    article = cleaned(*BODY, "网友评论(2条)", *comments)
    assert [block_of(article, line).reasons for line in comments] == [("user_comment",)] * 2
    letters = ["张女士:异地怎么备案?", "医保局:登录平台提交即可。"]
    assert all(block_of(cleaned(*BODY, "网友留言", *letters), line).action == "keep" for line in letters)


def test_wiki_tokens_go_and_their_heading_stays():
    block = block_of(cleaned(BODY[0], "办理方式[编辑] [讨论]", *BODY[1:]), "办理方式")
    assert block.clean == "办理方式"


def test_an_end_that_looks_back_goes_and_its_advice_stays():
    line = "通过以上内容,相信您对门诊报销有了更详细的了解。办理前请务必保管好发票。"
    block = block_of(cleaned(*BODY, line), line)
    assert block.clean == "办理前请务必保管好发票。"
    assert "outro" in block.reasons


def test_lost_numbers_are_marked_and_never_filled():
    block = block_of(cleaned(*BODY, "45岁以下的按照缴费基数的 计入个人账户。"), "45岁以下")
    assert block.action == "flag"
    assert "missing_number" in block.reasons
    start, end = block.damage[0]
    assert block.clean[start:end] == "⟦缺数⟧"


def test_censored_words_are_filled_only_where_closed_text_proves_them():
    proven = block_of(cleaned(*BODY, "由基本医疗保险**支付的部分直接结算。"), "由基本")
    assert proven.clean == "由基本医疗保险基金支付的部分直接结算。"
    open_hole = block_of(cleaned(*BODY, "请登录当地社保局**查询。"), "请登录")
    assert "⟦缺词⟧" in open_hole.clean
    assert {proven.action, open_hole.action} == {"flag"}


@pytest.mark.parametrize("word", ["三百元", "六十天", "三级", "太原", "不"])
def test_a_copy_in_the_page_proves_no_number_level_place_or_negation(word):
    whole = f"参保职工在定点医院住院的个人先承担{word}之后由统筹基金按照比例支付其余费用。"
    torn = block_of(cleaned(*BODY, whole, "另一位这样说:", "问:" + whole.replace(word, "**")), "问:")
    assert "⟦缺词⟧" in torn.clean
    assert word not in torn.clean


def test_noise_goes_where_another_copy_proves_it():
    sound = "参保人携带身份证和医保卡到经办大厅窗口,由工作人员帮忙查询缴费明细。"
    noisy = "参保人携带身份证和医保卡到经办夏栀大厅窗口,由工作人员帮忙查询缴费明细。"
    block = [
        block for block in cleaned(*BODY, sound, "另一位这样说:", noisy).blocks if "夏栀" not in (block.clean or "")
    ][-1]
    assert block.clean == sound
    assert {"injected_noise", "duplicate_passage"} <= set(block.reasons)


def test_a_copy_with_another_value_is_no_copy():
    one = "在职职工在一级医院住院的报销比例为90%,退休人员为93%,超过部分由大额补助支付。"
    other = "在职职工在二级医院住院的报销比例为90%,退休人员为93%,超过部分由大额补助支付。"
    assert all("duplicate_passage" not in block.reasons for block in cleaned(*BODY, one, other).blocks)


def test_traditional_text_becomes_simplified_with_mainland_words():
    article = cleaned("怎樣查詢醫保餘額?", "登入社保網站,點選「餘額查詢」視窗即可看到資訊。")
    block = article.body[-1]
    assert block.clean == "登录社保网站,点击“余额查询”窗口即可看到信息。"
    assert {"traditional_to_simplified", "regional_vocabulary"} <= set(block.reasons)


@pytest.mark.parametrize("line", ["乾县和乾安县的参保人", "著名专家", "他乾了一杯", "什么都能查"])
def test_simplified_text_passes_unchanged(line):
    assert cleaned(*BODY, line).body[-1].clean == line


def test_a_nul_or_a_lone_surrogate_cuts_nothing_off():
    block = cleaned("醫療保險\x00怎樣報銷\ud800呢,請帶身份證").body[0]
    assert block.clean == "医疗保险\x00怎样报销\ud800呢,请带身份证"


def test_headings_carry_their_path():
    article = cleaned(*BODY)
    assert block_of(article, "在职职工").heading_path == ("职工医保门诊怎么报销?", "普通门诊")
    assert block_of(article, "门诊发票").heading_path == ("职工医保门诊怎么报销?", "所需材料")


def test_the_place_of_a_template_title_is_the_articles_place_only():
    article = cleaned("怎么查医保余额?(以镇江为例)", "镇江医保余额查询方法?", "手机查询:", "打开支付宝查询。")
    assert article.place == "321100"
    assert all("镇江" not in heading for block in article.blocks for heading in block.heading_path)


def test_an_enumeration_broken_across_lines_is_mended():
    article = cleaned(*BODY, "1.打开手机软件。2.点击医保查询。3.", "查看缴费明细即可。")
    assert [block.clean for block in article.body[-3:]] == [
        "1.打开手机软件。",
        "2.点击医保查询。",
        "查看缴费明细即可。",
    ]


def test_invisible_characters_go_and_are_named():
    block = block_of(cleaned(*BODY, "医\u200b保\u00ad余额\u00a0查询⼀下"), "医\u200b保")
    assert block.clean == "医保余额 查询一下"
    assert "encoding" in block.reasons


RAW = st.text(
    alphabet="医保職報銷12%.、,。:()**…\n\r\t 　《》第一二条】{}xX元为按照的计入1楼答", min_size=0, max_size=160
)


@settings(max_examples=150, deadline=None)
@given(RAW)
def test_blocks_tile_any_text_and_map_back(text):
    article = clean(RawArticle("any.txt", text))
    at = 0
    for block in article.blocks:
        assert block.raw_start == at
        at = block.raw_end
        assert (block.clean is None) == (block.action == "drop")
        if block.action != "drop":
            assert article.text[block.start : block.start + len(block.text)] == block.clean
            assert all(
                block.raw_start <= s <= e <= block.raw_end
                for s, e in zip(block.text.starts, block.text.ends, strict=True)
            )
    assert at == len(text)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789.%元万", min_size=1, max_size=12))
def test_digits_and_units_are_never_edited(number):
    line = f"报销比例{number}以内"
    article = cleaned(*BODY, line)
    kept = article.body[-1].clean
    assert [c for c in kept if c in "0123456789元万%"] == [c for c in line if c in "0123456789元万%"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", " \n"])
@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown"])
def test_very_many_blank_lines_are_one_piece(newline, media_type):
    text = f"{BODY[0]}\n{newline * 3}{BODY[2]}\n{newline * 5000}{BODY[3]}\n{BODY[4]}"
    article = clean(RawArticle("blank.txt", text, media_type))
    check_article(article)
    assert article.text.splitlines() == [BODY[0], BODY[2], BODY[3], BODY[4]]
    assert len(article.blocks) == 4 + 3 + 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("大家都在看:邻市救助起付线9000元 | 一站式结算流程", "related_links"),
        ("目录:一、职工报销比例 二、居民报销比例 三、办理流程", "related_links"),
        ("甲市医保报销,甲市医保报销比例,甲市医保报销多少,甲市医保住院能报多少", "tag_list"),
        ("★ 您对本指南是否满意? ○非常满意 ○满意 ○不满意 [提交评价]", "ui_placeholder"),
        ("(图片:缴费倒计时.gif)", "ui_placeholder"),
    ],
)
def test_lines_that_lead_elsewhere_or_ask_the_reader_go(line, reason):
    block = block_of(cleaned(BODY[0], line, *BODY[1:]), line)
    assert (block.action, block.reasons) == ("drop", (reason,))


def test_rows_of_titles_below_a_heading_of_links_go():
    rows = (
        "邻市医保异地住院报80%是真的吗 | 甲市门诊共济一年3000元怎么用 | 省内医保断缴多久清零",
        "甲市退休返款几号到账",
    )
    article = cleaned(*BODY, "以上内容请以官方为准。", "相关阅读:", *rows)
    assert [block_of(article, row).action for row in rows] == ["drop", "drop"]


def test_an_answer_behind_its_question_in_one_line_is_a_block_of_its_own():
    article = cleaned(*BODY, "问:退休人员在三级医院能报多少?答:支付比例为89%。")
    answer = block_of(article, "答:支付")
    assert (answer.kind, answer.text.text, answer.heading_path[-1]) == (
        "answer",
        "答:支付比例为89%。",
        "退休人员在三级医院能报多少?",
    )


@pytest.mark.parametrize("line", ["男的满 年、女的满20年", "门诊慢性病共 种,不设起付线"])
def test_a_blank_between_what_counts_and_its_unit_is_a_lost_number(line):
    assert "missing_number" in block_of(cleaned(*BODY, line), line).reasons
