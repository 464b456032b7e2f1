import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.encodings import common_share, decode, mojibake_repair
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
