"""Numbers in Chinese signs."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numerals import numeral, numeral_range

SIGNS = "零一二三四五六七八九"


def written(number: int) -> str:
    """Spell a number below 10^12 out in Chinese; a gap in its places is bridged by one 零."""
    for size, unit in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            high, low = divmod(number, size)
            bridge = "零" if 0 < low < size // 10 else ""
            return written(high) + unit + (bridge + written(low) if low else "")
    return SIGNS[number]


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_every_whole_number_reads_back(number: int):
    assert numeral(written(number)) == number


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_arabic_numbers_with_thousands_read_back(number: Decimal):
    assert numeral(f"{number:,}") == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,300", "1300"),
        ("4万", "40000"),
        ("1.5亿", "150000000"),
        ("三万五", "35000"),
        ("一百二", "120"),
        ("一百零二", "102"),
        ("二〇二五", "2025"),
        ("廿二", "22"),
        ("七点五", "7.5"),
        ("200亿零四千230", "20000004230"),
        ("负三十二", "-32"),
        ("半", "0.5"),
        ("两千 四 百 五", "2450"),
    ],
)
def test_mixed_forms(text: str, value: str):
    assert numeral(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "万", "百", "点五", "零点", "十一十二", "元整", "10.1万零100", "统一70", "一70", "三级"]
)
def test_what_is_no_number_is_refused(text: str):
    with pytest.raises(ValueError, match=r"number|digits|much|lacks|fraction|point"):
        numeral(text)


def test_neighbouring_digits_are_a_guess():
    assert numeral_range("三五百") == (300, 500)
    assert numeral_range("四十五六万") == (450000, 460000)
    assert numeral_range("七八") == (7, 8)
    assert numeral_range("三百五") == (350, 350)


@given(st.text(max_size=12))
def test_no_text_breaks_the_reader(text: str):
    try:
        numeral(text)
    except ValueError as error:
        assert "\n" not in str(error) or "\n" in text or "\\n" in str(error)
