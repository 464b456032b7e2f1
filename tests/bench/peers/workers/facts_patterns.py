"""Worker: a plain regular expression for shares, money and times; with `cn2an` it reads numbers in characters too."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

from speaking import serve, timed

UNITS = {
    "percent": ("%", "％", "个百分点"),
    "CNY": ("元", "块钱"),
    "day": ("个工作日", "天", "日"),
    "month": ("个月",),
    "year": ("年",),
    "years_of_age": ("周岁", "岁"),
}
UNIT_OF = {name: unit for unit, names in UNITS.items() for name in names}
CALENDAR_YEAR = 1000  # from which on a number of years is a date
DIGITS = r"\d[\d,]*(?:\.\d+)?[万千百亿]*"
CHARACTERS = r"[零一二两三四五六七八九十百千万亿半]+"
TIMES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
Number = Callable[[str], float | None]


def plain(text: str) -> float | None:
    """Return the value of digits.

    >>> plain("1,200"), plain("3.5万")
    (1200.0, 35000.0)
    """
    bare = text.replace(",", "").rstrip("".join(TIMES))
    value = float(bare)
    for sign in text.replace(",", "")[len(bare) :]:
        value *= TIMES[sign]
    return round(value, 6)


def with_cn2an(text: str) -> float | None:
    """Return the value of digits or characters, as cn2an reads them."""
    import cn2an

    try:
        return float(cn2an.cn2an(text.replace(",", ""), "smart"))
    except ValueError:
        return None


class Reader:
    """A pattern and what reads its numbers."""

    def __init__(self, number: Number, alone: str) -> None:
        """Read numbers of the shape `alone` with `number`."""
        units = "|".join(sorted(map(re.escape, UNIT_OF), key=len, reverse=True))
        self._pattern = re.compile(
            rf"(?<![\d.])(?:百分之(?P<share>{alone})(?:[-—~～至到]百分之(?P<top>{alone}))?"
            rf"|(?P<low>{alone})(?:(?:{units})?[-—~～至到](?P<high>{alone}))?(?P<unit>{units}))"
        )
        self._number = number

    def values(self, text: str) -> Iterator[dict[str, Any]]:
        """Yield the values of a text."""
        for hit in self._pattern.finditer(text):
            unit = UNIT_OF[hit["unit"]] if hit["unit"] else "percent"
            least = hit["low"] or hit["share"]
            low, high = self._number(least), self._number(hit["high"] or hit["top"] or least)
            if low is None or high is None or _is_date(text, hit, high):
                continue
            if low < high / 1000 and unit == "CNY":  # "3至5万元": the first number shares the sign of the second
                low *= TIMES.get(hit["high"][-1], 1)
            yield {"start": hit.start(), "end": hit.end(), "min": low, "max": high, "unit": unit}


def _is_date(text: str, hit: re.Match[str], value: float) -> bool:
    """Whether a number is of a date: 2025年, 3月18日."""
    return (hit["unit"] == "年" and value >= CALENDAR_YEAR) or (
        hit["unit"] == "日" and text[: hit.start()].endswith("月")
    )


def reader(kind: str) -> Reader:
    """Return the reader called `plain` or `cn2an`."""
    return Reader(plain, DIGITS) if kind == "plain" else Reader(with_cn2an, f"(?:{DIGITS}|{CHARACTERS})")


if __name__ == "__main__":
    known = reader(sys.argv[1] if len(sys.argv) > 1 else "plain")

    def facts(request: dict[str, Any]) -> dict[str, Any]:
        """Return the values of each text."""
        seconds, found = timed(lambda: [list(known.values(text)) for text in request["texts"]])
        return {"values": found, "ms": 1e3 * seconds}

    serve({"facts": facts})
