import codecs
import re

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from ingest.decoding.encodings import decode
from ingest.decoding.guesses import common_share, mostly_common
from ingest.decoding.mojibake import mojibake_repair
from ontology.errors import InputError

SIMPLIFIED = "参保人员在定点医疗机构就诊，三级医院报销比例为70%，起付标准500元。\r\n请携带社保卡。\r"
TRADITIONAL = "參保人員攜帶身分證到醫療機構辦理登記，住院費用按照比例報銷。\n請到視窗查詢個人賬戶。"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk", "utf-16-le", "utf-16-be"])
def test_simplified_text_is_decoded_without_a_declaration(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding), "text/plain").text == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16-le"])
def test_traditional_text_is_decoded_without_a_declaration(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding), "text/plain").text == TRADITIONAL


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_mark_decides_and_stays_in_the_text(mark: bytes, encoding: str) -> None:
    decoded = decode(mark + SIMPLIFIED.encode(encoding), "text/plain")
    assert (decoded.text, decoded.encoding) == ("\ufeff" + SIMPLIFIED, encoding)


@pytest.mark.parametrize(
    "label", ["gb2312", "GBK", "gb18030", "x-gbk", "no-such-charset", "utf-8", "iso-8859-1", "hex"]
)
def test_wrong_and_old_labels_do_no_harm(label: str) -> None:
    head = f"<html><head><meta charset='{label}'></head>"
    page = f"{head}<body>参加医保的居民，镕字、喆字、€都在GBK里。{SIMPLIFIED}</body></html>"
    for encoding in ("gb18030", "utf-8"):
        assert decode(page.encode(encoding), "text/html").text == page


def test_an_unknown_label_is_told() -> None:
    page = "<meta charset=klingon><p>医保</p>"
    assert "klingon" in decode(page.encode(), "text/html").problems[0]


def test_big5_page_with_label() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=big5"><p>醫保</p>'
    assert decode(page.encode("big5"), "text/html").text == page


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_a_text_cut_in_the_middle_of_a_character_is_read(encoding: str) -> None:
    text = TRADITIONAL if encoding == "big5" else SIMPLIFIED.strip()
    decoded = decode(text.encode(encoding)[:-1], "text/plain")
    assert decoded.text[:-2] == text[:-2]
    assert decoded.problems


def test_single_broken_bytes_do_not_change_the_encoding() -> None:
    data = (SIMPLIFIED * 20).encode()
    decoded = decode(data[:300] + b"\xff" + data[300:], "text/plain")
    assert decoded.encoding == "utf-8"
    assert decoded.problems


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"\x00" * 64, bytes(range(256)) * 4])
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        decode(data, "text/plain")


def test_a_western_page_gets_a_second_opinion() -> None:
    text = "Le café est fermé, revenez à midi pour déjeuner avec nous. " * 4
    assert "Le café est fermé" in decode(text.encode("cp1252"), "text/plain").text


@given(st.text(st.characters(codec="utf-8")))
@settings(max_examples=100, deadline=None)
def test_valid_utf8_keeps_every_code_point(text: str) -> None:
    if "\x00" not in text:
        assert decode(text.encode(), "text/plain").text == text


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        decode(data, "text/html")
    except InputError as error:
        assert "\n" not in str(error)


HAN = (
    "医保参人员报销比例门诊住院职工居民缴费登录查询卡余额社会险定点机构办理时间地"
    "区材料身份证明手续电话网上申请备案结算药店个年月日元以上下不的和在可到为有是"
)
TRAD = (
    "醫保參人員報銷比例門診住院職工居民繳費登錄查詢卡餘額社會險定點機構辦理時間地"
    "區材料身份證明手續電話網上申請備案結算藥店個年月日元以上下不的和在可到為有是"
)


def long_text(characters: str) -> st.SearchStrategy[str]:
    parts = st.one_of(st.sampled_from(characters), st.sampled_from("，。：、（）"), st.sampled_from("0123456789% \n"))
    han = st.lists(st.sampled_from(characters), min_size=20, max_size=60, unique=True)  # running text repeats little
    return st.tuples(han, st.lists(parts, max_size=40)).map(lambda both: "".join(both[0] + both[1]))


ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "gbk",
    "gb18030",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-32-le",
    "utf-32-be",
)


@pytest.mark.parametrize("encoding", [*ENCODINGS, "hz"])
@given(text=long_text(HAN))
@settings(max_examples=60, deadline=None)
def test_common_simplified_text_comes_back_from_every_encoding(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "text/plain").text.removeprefix("\ufeff") == text


@pytest.mark.parametrize("encoding", [*ENCODINGS[:1], "big5", "big5hkscs", "gb18030", "utf-16-le", "utf-32-be"])
@given(text=long_text(TRAD))
@settings(max_examples=60, deadline=None)
def test_common_traditional_text_comes_back_from_every_encoding(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "text/plain").text.removeprefix("\ufeff") == text


@pytest.mark.parametrize("label", ["", "utf-8", "gb2312", "big5", "iso-8859-1", "utf-16", "windows-1252"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-32-le"])
@pytest.mark.parametrize("text", ["医保卡", "报销比例70%", "姓名", "请带社保卡。"])
def test_short_pages_come_back_whatever_they_declare(text: str, encoding: str, label: str) -> None:
    head = f"<meta charset={label}>" if label else ""
    page = f"<html><head>{head}</head><body>{text}</body></html>"
    assert decode(page.encode(encoding), "text/html").text.removeprefix("\ufeff") == page
    assert decode(page.encode(encoding), "text/html", label or "gbk").text.removeprefix("\ufeff") == page


def test_the_encoding_that_http_declares_counts_for_what_utf8_could_be_too() -> None:
    assert decode("<p>医</p>".encode("gbk"), "text/html", "gb2312").text == "<p>医</p>"


def test_rare_characters_of_gb18030_under_the_label_gb2312() -> None:
    page = "<meta charset=gb2312><p>医保卡：㐀𠮷𠀀镕€"
    assert decode(page.encode("gb18030"), "text/html").text == page


def test_hong_kong_characters() -> None:
    page = "喺香港醫管局嘅診所，辦理醫療登記"
    assert decode(page.encode("big5hkscs"), "text/plain").text == page


def test_a_declaration_behind_long_scripts_is_found() -> None:
    page = "<head>" + "<script>var a = 1;</script>\n" * 500 + "<meta charset=gb2312></head><p>医</p>"
    assert decode(page.encode("gbk"), "text/html").text == page


def test_an_xml_declaration_counts() -> None:
    page = '<?xml version="1.0" encoding="GBK"?><html><body>医</body></html>'
    assert decode(page.encode("gbk"), "text/html").text == page


@pytest.mark.parametrize("other", ["gbk", "big5"])
def test_a_block_in_another_encoding_is_read_and_told(other: str) -> None:
    block = "<p>辦理異地就醫備案的人員</p>\n" if other == "big5" else "<p>办理异地就医备案的人员</p>\n"
    data = (SIMPLIFIED * 3).encode() + b"\n" + block.encode(other) + (SIMPLIFIED * 3).encode()
    decoded = decode(data, "text/html")
    assert decoded.text == SIMPLIFIED * 3 + "\n" + block + SIMPLIFIED * 3
    assert decoded.encoding == "utf-8"
    assert "glued" in decoded.problems[0]


def test_many_broken_bytes_are_told_and_the_rest_is_kept() -> None:
    data = (SIMPLIFIED * 5).encode().replace("标准".encode(), b"\xe6\xa0\xe5\x87\x86")
    decoded = decode(data, "text/plain")
    assert decoded.text.replace("\ufffd准", "标准") == SIMPLIFIED * 5
    assert "5 bytes" in decoded.problems[0]


def test_a_wrong_mark_does_not_decide() -> None:
    decoded = decode(codecs.BOM_UTF8 + SIMPLIFIED.encode("gbk"), "text/plain")
    assert decoded.text == "\ufeff" + SIMPLIFIED
    assert "mark" in decoded.problems[0]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_stray_and_trailing_nuls_are_told_and_keep_their_places(encoding: str) -> None:
    text = SIMPLIFIED + "\0" + SIMPLIFIED + "\0" * 512
    decoded = decode(text.encode(encoding), "text/plain")
    assert decoded.text == text
    assert "513 NUL" in decoded.problems[0]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7\n1 0 obj\n", "PDF"),
        (b"PK\x03\x04" + b"\x14" * 30, "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
        (b"\xff\xd8\xff\xe0JFIF", "JPEG"),
        (b"\x1b$)A\x0e2N1#\x0f\n", "ISO-2022"),
    ],
)
def test_other_formats_are_named(data: bytes, name: str) -> None:
    with pytest.raises(InputError, match=name):
        decode(data, "text/plain")


@pytest.mark.parametrize("unit", [b"(", b"7", b"*", b"\n", b"<", b"<meta ", b"<!--", b"\xff", b"\x81", b"~{", b"\0"])
def test_a_huge_monotonous_file_is_decoded_or_refused(unit: bytes) -> None:
    data = unit * (20_000_000 // len(unit))
    try:
        assert len(decode(data, "text/html").text) * 2 >= len(data)
    except InputError as error:
        assert "\n" not in str(error)


def test_common_share_tells_the_right_reading() -> None:
    wrong = SIMPLIFIED.encode().decode("gb18030", "ignore")
    assert common_share(SIMPLIFIED) > 0.8 > 0.3 > common_share(wrong)


@pytest.mark.parametrize("text", ["医保", "医保卡余额", "职工医保报销比例70%", "异地就医：先备案。"])
def test_utf8_read_as_gbk_is_repaired_where_nothing_was_lost(text: str) -> None:
    broken = text.encode().decode("gb18030", "replace")
    repaired = mojibake_repair(broken)
    assert repaired == text or "\ufffd" in broken
    assert mojibake_repair(text) is None


def test_utf8_read_as_latin1_is_repaired() -> None:
    assert mojibake_repair("医保卡".encode().decode("latin-1")) == "医保卡"


def test_only_the_misread_run_is_repaired() -> None:
    assert mojibake_repair("参保人 鍖讳繚 card") == "参保人 医保 card"


@pytest.mark.parametrize(
    "text", ["", "card", "中华人民共和国社会保险法第二十八条", "锟斤拷", "乾县、蚊帐、囍", TRADITIONAL, "é à ü"]
)
def test_sound_and_lost_text_is_left_alone(text: str) -> None:
    assert mojibake_repair(text) is None


BROKEN = [
    ("参保人员在定点医疗机构就诊，三级医院报销比例为70%。", ("gbk", "replace")),
    ("缴费时间：每年9月1日至12月31日", ("gbk", "replace")),
    ("请携带社保卡，到窗口办理。", ("gbk", "ignore")),
    ("医保卡余额", ("gb18030", "replace")),
]


@pytest.mark.parametrize(("text", "misread"), BROKEN)
def test_what_is_left_of_misread_utf8_is_put_back_and_the_rest_is_marked(text: str, misread: tuple[str, str]) -> None:
    for broken in (text.encode().decode(*misread), text.encode().decode(*misread).replace("\ufffd", "?")):
        repaired = mojibake_repair(broken) or ""
        assert "\ufffd" in repaired
        assert is_rest_of(repaired, text)
        assert [char for char in repaired if char.isdigit()] == [char for char in text if char.isdigit()]
        assert len(repaired) - repaired.count("\ufffd") >= len(text) * 0.6


def is_rest_of(repaired: str, text: str) -> bool:
    """Whether `repaired` is `text` with stretches replaced by U+FFFD."""
    return bool(re.fullmatch(".{1,3}".join(map(re.escape, repaired.split("\ufffd"))).replace("\\?", "[?？]"), text))


@pytest.mark.parametrize("text", ["医保卡", "报销比例为70%。", "缴费时间：9月1日至12月31日"])
def test_gbk_read_as_latin1_and_utf8_read_twice_as_latin1_are_repaired(text: str) -> None:
    assert mojibake_repair(text.encode("gbk").decode("latin-1")) == text
    assert mojibake_repair(text.encode().decode("latin-1").encode().decode("latin-1")) == text


@given(st.lists(st.sampled_from(HAN), min_size=4, max_size=30, unique=True).map("".join))
@settings(max_examples=200, deadline=None)
def test_sound_text_is_never_repaired(text: str) -> None:
    assert mojibake_repair(text) is None
    assert mojibake_repair(text + "\ufffd" + text) is None


@given(st.text(st.characters(max_codepoint=0x17F), max_size=40))
@settings(max_examples=200, deadline=None)
def test_repair_changes_no_ascii_character(text: str) -> None:
    repaired = mojibake_repair("Crédit: " + text)
    digits = [char for char in text if char in "0123456789"]
    assert repaired is None or [char for char in repaired if char in "0123456789"] == digits


SIGNS = st.text("医保报销参加人员的比例是多少在职工退休门诊住院,。0a", min_size=2, max_size=14)


@example("0。", "。a。a")
@given(SIGNS, SIGNS)
def test_a_misread_stretch_is_found_wherever_it_stands(before: str, text: str) -> None:
    """Whether a line is looked at closely may never depend on what stands around the misread stretch."""
    try:
        broken = text.encode().decode("gb18030")
    except UnicodeDecodeError:
        assume(False)
    assume(mojibake_repair(broken) == text)
    assert mojibake_repair(f"{before} {broken} {before}") == f"{before} {text} {before}"


@given(st.text("医保报销 鍖讳繚锟斤拷abc。\ufffd", max_size=30), st.floats(0, 1))
def test_mostly_common_is_what_the_share_says(text: str, share: float) -> None:
    assert mostly_common(text, share) == (common_share(text) >= share)
