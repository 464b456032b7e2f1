"""Numbers in Chinese signs."""

import dataclasses
from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.quantities import numerals as reader
from ingest.quantities.numerals import Numerals, numeral, numeral_range, numerals

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


@pytest.mark.parametrize("sign", ["万", "百", "一", "1", "零", "点"])
def test_a_row_of_one_sign_is_no_number(sign: str):
    with pytest.raises(ValueError, match=r"number|digits"):
        numeral(sign * 5000)


@given(st.text(max_size=12))
def test_no_text_breaks_the_reader(text: str):
    try:
        numeral(text)
    except ValueError as error:
        assert "\n" not in str(error) or "\n" in text or "\\n" in str(error)


def shown(text: str) -> str:
    """Return the value of a number, or both ends of a guess; "" for no number."""
    try:
        low, high = numeral_range(text)
    except ValueError:
        return ""
    return f"{low:f}" if low == high else f"{low:f}..{high:f}"


@pytest.mark.parametrize(("text", "given"), [*numerals().examples.items()])
def test_an_example_of_the_signs_gives_what_it_says(text: str, given: str):
    assert shown(text) == given


def lesser() -> Iterator[tuple[str, Numerals]]:
    """Yield the signs without each one of them; what only patterns in running text use is shown by the quantities."""
    data = numerals()
    for field in dataclasses.fields(data):
        value = getattr(data, field.name)
        if field.name in ("examples", "fraction"):
            continue
        for sign in value:
            if isinstance(value, Mapping):
                rest: object = {a: b for a, b in value.items() if a != sign}
            else:
                rest = (
                    tuple(one for one in value if one != sign) if isinstance(value, tuple) else value.replace(sign, "")
                )
            yield f"{field.name} {sign}", dataclasses.replace(data, **{field.name: rest or "\0"})


@pytest.mark.parametrize(("name", "data"), [*lesser()], ids=lambda value: value if isinstance(value, str) else "")
def test_no_sign_can_go(name: str, data: Numerals, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reader, "numerals", lambda: data)
    reader._guess.cache_clear()
    changed = [text for text, given in data.examples.items() if shown(text) != given]
    reader._guess.cache_clear()
    assert changed, name
