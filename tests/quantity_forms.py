"""Values written in every way that people and offices write them; the writing is made here, the reading is tested."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

SIGNS = "零一二三四五六七八九"
BANKING = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
SIZES = ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十"))


def han(number: int) -> str:
    """Spell a whole number below 10^12 out; a gap in its places is bridged by one 零."""
    for size, unit in SIZES:
        if number >= size:
            high, low = divmod(number, size)
            bridge = "零" if 0 < low < size // 10 else ""
            return han(high) + unit + (bridge + han(low) if low else "")
    return SIGNS[number]


def han_decimal(value: Decimal) -> str:
    """Spell a number out with the digits behind its point: 七十点五."""
    whole, _, rest = f"{value:f}".partition(".")
    return han(int(whole)) + ("点" + "".join(SIGNS[int(digit)] for digit in rest) if rest else "")


def banking(number: int) -> str:
    """Spell a whole number out in the signs of cheques: 壹仟贰佰."""
    return han(number).translate(BANKING)


def plain(value: Decimal) -> str:
    """Write a number in digits: 70.5."""
    return f"{value:f}"


def wide(value: Decimal) -> str:
    """Write a number in digits of full width: ７０．５."""
    return plain(value).translate(WIDE)


def in_ten_thousands(value: Decimal) -> str:
    """Write an amount as so many 万: 1.25万."""
    return f"{(value / 10000).normalize():f}万"


Form = Callable[[Decimal], str]

PERCENT: dict[str, Form] = {
    "digits": lambda v: f"{plain(v)}%",
    "wide digits": lambda v: f"{wide(v)}％",
    "digits after 百分之": lambda v: f"百分之{plain(v)}",
    "spelt out": lambda v: f"百分之{han_decimal(v)}",
    "per mille": lambda v: f"{plain(v * 10)}‰",
    "per mille spelt out": lambda v: f"千分之{han_decimal(v * 10)}",
    "digits with a blank": lambda v: f"{plain(v)} %",
}
MONEY: dict[str, Form] = {
    "digits": lambda v: f"{plain(v)}元",
    "thousands": lambda v: f"{v:,}元",
    "wide digits": lambda v: f"{wide(v)}元",
    "spelt out": lambda v: f"{han(int(v))}块钱",
    "banking": lambda v: f"人民币{banking(int(v))}元整",
    "in ten thousands": lambda v: f"{in_ten_thousands(v)}元",
    "sign": lambda v: f"¥{v:,}",
}


def han_year(year: int) -> str:
    """Spell a year out digit by digit: 二〇二五."""
    return "".join("〇" if digit == "0" else SIGNS[int(digit)] for digit in str(year))


DATE: dict[str, Callable[[date], str]] = {
    "signs": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "signs with blanks": lambda d: f"{d.year} 年 {d.month} 月 {d.day} 日",
    "dashes": lambda d: d.isoformat(),
    "points": lambda d: f"{d.year}.{d.month}.{d.day}",
    "strokes": lambda d: f"{d.year}/{d.month:02}/{d.day:02}",
    "wide": lambda d: f"{d.year}年{d.month}月{d.day}日".translate(WIDE),
    "spelt out": lambda d: (
        f"{han_year(d.year)}年{han(d.month).removeprefix('一') if d.month > 9 else han(d.month)}月"
        f"{han(d.day).removeprefix('一') if 9 < d.day < 20 else han(d.day)}日"
    ),
}
