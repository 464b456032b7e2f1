"""The edit log: applied to the raw text it gives the clean text, and it says of every change why."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.article import Article, Block, RawArticle, Segment
from ingest.cleaning.cleaner import clean
from ingest.cleaning.composition import edit_log
from ingest.cleaning.piece import Piece
from ingest.edits.draft import AlignedText, Draft
from ingest.edits.edit_log import applied
from ingest.sources.reading import read
from ontology.errors import DataError
from ontology.reasons import OUTCOMES, ReasonRules, reasons
from ontology.rules import load

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
FOLDERS = [ROOT / "corpus" / "articles", SHARED / "articles", SHARED / "pages"]

DIRTY = st.text(
    alphabet="医保職報銷资登入訊窗12%.、,。:()**…\n\r\t 　《》第一二条】{}xX元为按照的计入1楼答"
    "\ufeff\u200b\u00a0\ufffd\x00⼀Ａ「」□",
    max_size=160,
)
TAGS = "<p> </p> <br> <b> </b> <td> </td> <tr> <table> </table> &nbsp; &amp; &#21307; ** [卡](a) \\* | <!--x--> 3."
TEXTS = "醫療保險查詢 登入社保資訊網, 1.打开。2.点击。 由基本医疗保险**支付。 您好,很高兴为您解答。"
BITS = [*TAGS.split(" "), *TEXTS.split(" "), "45岁以下按照基数的 计入。", "# ", "- ", "\n", " ", "\u200b"]
MARKED = st.lists(st.sampled_from(BITS), max_size=30).map("".join)


def articles(folder):
    if not folder.exists():
        pytest.skip(f"{folder.name} of ../shared is not here")
    return [clean(raw) for raw in read([str(folder)], None, pytest.fail)]


def check(article):
    """All that must hold of the log of any article."""
    raw, log = article.raw.text, edit_log(article)
    assert applied(raw, log.changes) == article.text
    assert all(a.raw_end <= b.raw_start and a.end <= b.start for a, b in pairwise(log.changes))
    for record in log.records:
        assert record.edits
        assert raw[record.raw_start : record.raw_end] == record.before
        assert article.text[record.start : record.end] == record.after
        assert record.outcome in OUTCOMES
        assert record.rule in record.rules
        block = article.blocks[record.block]
        assert block.raw_start <= record.raw_start <= record.raw_end <= block.raw_end
    for change in log.changes:
        assert change.before != change.after
        assert (change.operation == "drop") == (article.blocks[change.block].action == "drop")
    back(article, log)
    kept(article, log)
    nothing_is_lost(article, log)
    return log


def back(article, log):
    """Every clean character has a raw span and they never run backwards; a change holds what its block says of it."""
    spans = [log.raw_span(at, at + 1) for at in range(len(article.text))]
    assert all(0 <= start <= end <= len(article.raw.text) for start, end in spans)
    assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(spans))
    for change in log.changes:
        block = article.blocks[change.block]
        for at in range(change.start - block.start, min(change.end - block.start, len(block.text))):
            start, end = block.text.raw_span(at, at + 1)
            assert change.raw_start <= start <= end <= change.raw_end


def kept(article, log):
    """What no change holds is the same in both texts."""
    raw, at, clean_at = article.raw.text, 0, 0
    for change in log.changes:
        assert raw[at : change.raw_start] == article.text[clean_at : change.start]
        at, clean_at = change.raw_end, change.end
    assert raw[at:] == article.text[clean_at:]


def nothing_is_lost(article, log):
    """A step of the cleaner is in a record, or the text at its place is the raw text in the end."""
    told = {id(edit) for record in log.records for edit in record.edits}
    changed = [(change.raw_start, change.raw_end) for change in log.changes]
    for block in article.blocks:
        for edit in block.edits:
            if id(edit) not in told:
                assert block.action != "drop"
                assert edit.operation != "flag"
                assert not any(a < edit.raw_end and edit.raw_start < b for a, b in changed)


@pytest.mark.parametrize("folder", FOLDERS, ids=["corpus", "shared articles", "shared pages"])
def test_the_log_of_every_article_holds(folder):
    found = articles(folder)
    assert found
    for article in found:
        check(article)


@settings(max_examples=200, deadline=None)
@given(DIRTY)
def test_the_log_of_any_dirty_text_holds(text):
    check(clean(RawArticle("any.txt", text)))


@settings(max_examples=150, deadline=None)
@given(MARKED, st.sampled_from(["text/html", "text/markdown"]))
def test_the_log_of_any_page_holds(text, media_type):
    check(clean(RawArticle("any.html", text, media_type)))


@st.composite
def drafts(draw):
    """A draft after edits that overlap in any way, and flags between them."""
    raw = draw(st.text(alphabet="医保卡12", min_size=1, max_size=12))
    draft = Draft(AlignedText.of(raw, 0))
    for n in range(draw(st.integers(0, 7))):
        start = draw(st.integers(0, len(draft.text)))
        end = draw(st.integers(start, len(draft.text)))
        if draw(st.booleans()) and start < end:
            draft.note("flag", draft.raw_span(start, end), draft.text[start:end], f"flag{n}")
        elif draft.text:
            draft.replace(start, end, draw(st.text(alphabet="换x卡", max_size=3)), f"rule{n}", 1 - n / 100, f"why {n}")
    return raw, draft


def article_of(raw, pieces):
    blocks, at = [], 0
    for piece in pieces:
        text = piece.draft.aligned()
        action = "keep" if len(text) else "drop"
        start = at if len(text) else -1
        why = () if len(text) else ("blank",)
        edits = tuple(piece.draft.edits)
        blocks.append(Block(piece.raw_start, piece.raw_end, action, why, "paragraph", (), text, start, edits=edits))
        at += len(text) + 1 if len(text) else 0
    kept_text = "\n".join(block.text.text for block in blocks if block.action == "keep")
    return Article(RawArticle("made.txt", raw), tuple(blocks), kept_text, "")


def piece_of(raw, draft):
    return Piece(Segment(0, len(raw), AlignedText.of(raw, 0)), 0, len(raw), draft)


@settings(max_examples=400, deadline=None)
@given(drafts())
def test_steps_that_overlap_in_any_way_are_one_log(case):
    raw, draft = case
    check(article_of(raw, [piece_of(raw, draft)]))


@settings(max_examples=400, deadline=None)
@given(drafts(), st.data())
def test_a_piece_splits_without_losing_text_or_log(case, data):
    raw, draft = case
    whole = piece_of(raw, draft)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(draft.text)), max_size=3)))
    parts = whole.split(cuts)
    assert "".join(part.text for part in parts) == whole.text
    assert [parts[0].raw_start, parts[-1].raw_end] == [0, len(raw)]
    assert all(a.raw_end == b.raw_start for a, b in pairwise(parts))
    check(article_of(raw, parts))
    logged = {edit.rule for part in parts for edit in part.draft.edits}
    assert {edit.rule for edit in draft.edits if edit.raw_start < edit.raw_end and edit.operation != "flag"} <= logged


def cleaned(*lines, media_type="text/plain"):
    return clean(RawArticle("sample.txt", "\n".join(lines), media_type))


TRADITIONAL = ["醫療保險餘額怎麼查詢?", "參保人員請先登入參保網站,檢視繳費資訊。"]


def test_a_word_changed_twice_keeps_both_rules_and_their_evidence():
    log = check(cleaned(*TRADITIONAL))
    record = next(change for change in log.changes if "資訊" in change.before)
    assert (record.before[-2:], record.after[-2:]) == ("資訊", "信息")
    assert record.rules == ("script", "regional_word")
    assert "traditional" in record.evidence
    assert "资讯 → 信息" in record.evidence
    assert record.outcome == "repair"
    assert [change.after for change in log.changes if change.before == "登入"] == ["登录"]


def test_a_mark_for_what_is_lost_is_a_flag_and_a_proven_word_a_repair():
    log = check(cleaned("医保怎么报销?", "请到当地社保局**查询。", "由基本医疗保险**支付的部分直接结算。"))
    hole, filled = [change for change in log.changes if change.before == "**"]
    assert (hole.after, hole.outcome) == ("⟦缺词⟧", "flag")
    assert (filled.after, filled.outcome, filled.rule) == ("基金", "repair", "censored_fill")
    assert filled.confidence < 1
    assert "基金" in filled.evidence
    marked = [flag.before for flag in log.flags if flag.rule == "censored"]
    assert marked == ["**", "**"]


def test_a_dropped_block_is_one_record_with_its_evidence():
    article = cleaned("医保怎么报销?", "2024-03-05 08:12:44社保通讯", "带上身份证去窗口办理。")
    record = next(change for change in check(article).changes if change.operation == "drop")
    assert (record.before, record.after, record.outcome, record.rule) == (
        "2024-03-05 08:12:44社保通讯\n",
        "",
        "drop",
        "page_header",
    )
    assert "2024-03-05" in record.evidence


def test_a_sentence_cut_out_of_a_block_is_dropped_text():
    article = cleaned("医保怎么报销?", "带上身份证去窗口办理。欢迎关注好保通解锁更多资讯!", "办好后保管好回执。")
    record = next(change for change in check(article).changes if "promotion" in change.rules)
    assert (record.operation, record.outcome) == ("delete", "drop")
    assert record.before == "欢迎关注好保通解锁更多资讯!"


def test_tags_and_character_references_are_told_from_text():
    log = check(cleaned("<p>医保<b>卡</b>&nbsp;余额</p>\n<p>查询&#21307;保</p>", media_type="text/html"))
    told = {(change.before, change.after, change.rule, change.outcome) for change in log.changes}
    assert ("<b>", "", "markup", "layout") in told
    assert ("&#21307;", "医", "entity", "layout") in told


def test_the_newline_of_a_line_stays_and_items_of_one_line_get_one():
    log = check(cleaned("医保怎么查询?", "1.打开手机软件。2.点击医保查询。3.查看缴费明细。", "看完退出。"))
    inserted = [change for change in log.changes if change.after == "\n"]
    assert [(change.operation, change.rule) for change in inserted] == [("insert", "line_break")] * 2


def test_what_was_lost_in_one_item_is_flagged_in_that_item_only():
    article = cleaned("医保怎么查询?", "1.打开手\ufffd软件。2.点击医保查询。3.查看缴费明细。", "看完退出。")
    items = [block for block in article.body if block.clean[:1] in "123"]
    assert [block.action for block in items] == ["flag", "keep", "keep"]
    assert [bool(block.damage) for block in items] == [True, False, False]


def test_a_log_fits_its_own_text_only():
    article = cleaned(*TRADITIONAL)
    changes = edit_log(article).changes
    with pytest.raises(ValueError, match="is not"):
        applied(article.raw.text.replace("醫", "药"), changes)
    with pytest.raises(ValueError, match="changed twice"):
        applied(article.raw.text, [changes[0], *changes])
    with pytest.raises(ValueError, match="no span"):
        edit_log(article).raw_span(3, 3)


def codes_in_use():
    """The codes that the corpus shows, and those that the cleaner's calls name."""
    found = set()
    for article in articles(FOLDERS[0]):
        found |= {code for block in article.blocks for code in block.reasons}
        found |= {rule for record in edit_log(article).records for rule in record.rules}
    call = re.compile(r"\.(?:dropped|flagged|mark|cut|replace)\(([^\n]*)")
    code = re.compile(r'"([a-z]+(?:_[a-z]+)+|encoding|blank|script|censored|outro|promotion)"')
    for path in (ROOT / "ingest").glob("*.py"):
        if path.name in ("edits.py", "piece.py"):
            continue
        for arguments in call.findall(path.read_text(encoding="utf-8")):
            found |= set(code.findall(arguments))
    return found


def test_every_code_of_the_cleaner_is_explained():
    used = codes_in_use()
    assert {"seo_intro", "broken_spacing", "script", "literal_label"} <= used
    assert used <= set(reasons()), sorted(used - set(reasons()))


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("{zh: 缺词, en: a word was lost, outcome: perhaps}", "outcome is one of"),
        ("{zh: '', en: a word was lost, outcome: flag}", "must say something"),
        ("{zh: 缺词, en: a word was lost}", "'outcome' is missing"),
        ("{zh: 缺词, en: a word was lost, outcome: flag, under: nowhere}", "do not exist: nowhere"),
    ],
)
def test_a_broken_explanation_is_told_with_its_line(tmp_path, entry, fault):
    path = tmp_path / "reasons.yaml"
    path.write_text(f"codes:\n  missing_word: {entry}\n", encoding="utf-8")
    with pytest.raises(DataError, match=fault) as error:
        load(path, ReasonRules)
    assert "reasons.yaml:" in str(error.value)


def test_a_rule_without_an_entry_still_explains_itself():
    article = cleaned("医保怎么查询?")
    block = article.blocks[0]
    draft = Draft(block.text)
    draft.replace(0, 2, "社保", "some_new_rule")
    block = replace(block, text=draft.aligned(), edits=tuple(draft.edits))
    changed = replace(article, blocks=(block,), text=draft.text)
    record = check(changed).changes[0]
    assert (record.rule, record.outcome) == ("some_new_rule", "repair")
