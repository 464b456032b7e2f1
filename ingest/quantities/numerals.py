"""Numbers as they are written in Chinese text: 1,300 · 6万 · 七十五 · 一百二 · 二〇二五 · 200亿零四千230."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from ontology.rules import rules

SIGNS = 60  # of the longest number that is spelt out
LONGEST = 18  # digits: what is longer is a code, no value
ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"


@dataclass(frozen=True)
class Numerals:
    """The signs that numbers are written with: `ontology/rules/numerals.yaml`."""

    digits: Mapping[str, int]
    tens: Mapping[str, int]  # one sign for 20, 30, 40
    units: Mapping[str, Decimal]  # 十 百 千 and Latin shorthands
    scales: Mapping[str, Decimal]  # 万 亿 …: these multiply all that stands before them
    point: str
    minus: str
    half: str
    zeros: str  # a zero that only links: 一千零五
    fraction: str  # after a multiplier: it belongs to a fraction's denominator
    guessed_digit_pairs: tuple[str, ...]  # neighbouring digits that mean "from … to …"
    examples: Mapping[str, str]  # text → value, or least and greatest value; "" where the text is no number

    @cached_property
    def multipliers(self) -> Mapping[str, Decimal]:
        """Value of every sign that multiplies."""
        return {**self.units, **self.scales}

    @cached_property
    def run(self) -> str:
        """Pattern of a stretch that may be a number; blanks may stand between Han signs and before a multiplier.

        A Han digit and an Arabic one are not joined (统一70% is no 170%), nor is the 百 of 百分之.
        """
        digit = f"[{re.escape(''.join((*self.digits, *self.tens)))}]"
        joint = f"(?:[{re.escape(''.join(self.multipliers))}](?!{self.fraction})|{re.escape(self.point)})"
        zero = f"[{re.escape(self.zeros)}]"
        after_han = r"(?<![\d.])"
        later = rf"\s{{0,3}}{joint}(?:\s{{0,2}}{ARABIC})?|{after_han}{zero}{ARABIC}|{after_han}\s{{0,3}}{digit}"
        return f"(?:{ARABIC}|{digit}|{joint}|{re.escape(self.half)})(?:{later})*"


@cache
def numerals() -> Numerals:
    """Return the signs of `ontology/rules/numerals.yaml`."""
    return rules("numerals", Numerals)


def numeral(token: str) -> Decimal:
    """Return the value of a number that fills `token`.

    Raises:
        ValueError: if `token` is no well-formed number.

    >>> numeral("四万五千六百"), numeral("1.2万"), numeral("一百二"), numeral("二〇二五")
    (Decimal('45600'), Decimal('12000'), Decimal('120'), Decimal('2025'))
    """
    data = numerals()
    text = re.sub(r"\s+", "", token)
    negative = bool(text) and text[0] in data.minus
    body = text[1:] if negative else text
    if not body:
        raise ValueError(f"{token!r} is no number")
    if len(body) > SIGNS:
        raise ValueError(f"{len(body)} signs are too long a number")
    value = Decimal("0.5") if body == data.half else _value(body, data)
    if value.adjusted() > LONGEST:
        raise ValueError(f"{token!r} is too long a number")
    return plain(-value if negative else value)


def plain(value: Decimal) -> Decimal:
    """Return `value` without an exponent and without zeros behind its point.

    >>> plain(Decimal("4E+5")), plain(Decimal("75.0"))
    (Decimal('400000'), Decimal('75'))
    """
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if whole == value else value.normalize()


def _value(text: str, data: Numerals) -> Decimal:
    """Return the value of `text`; what follows its largest multiplier is added, what precedes it is multiplied."""
    at = _largest_multiplier(text, data)
    if at is None:
        return _plain(text, data)
    whole, point, fraction = text.rpartition(data.point)
    if point and len(whole) > at:  # 一百点五
        return _value(whole, data) + Decimal(f"0.{_digits(fraction, data)}")
    size = data.multipliers[text[at]]
    before, after = text[:at], text[at + 1 :]
    factor = _value(before, data) if before else _bare_unit(text, size, data)
    if text[at] in data.units and factor >= (1000 if text[at].isascii() else 10):
        raise ValueError(f"{text!r}: {before!r} is too much before {text[at]!r}")
    if not after:
        return factor * size
    if factor != factor.to_integral_value():
        raise ValueError(f"{text!r}: nothing can follow a fraction with a multiplier")
    return factor * size + _remainder(after, size, data)


def _largest_multiplier(text: str, data: Numerals) -> int | None:
    places = [i for i, sign in enumerate(text) if sign in data.multipliers]
    # of equal ones the last: 10万万 is 10万 times 万
    return max(places, key=lambda i: (data.multipliers[text[i]], i), default=None)


def _bare_unit(text: str, size: Decimal, data: Numerals) -> Decimal:
    """Return 1 for a unit that starts a number (十五, 百二); a lone 百, 千, 万 is no number."""
    if size == 10 or (text[0] in data.units and len(text) > 1):
        return Decimal(1)
    raise ValueError(f"{text!r} lacks the number before its unit")


def _remainder(text: str, size: Decimal, data: Numerals) -> Decimal:
    """Return the value of what follows a multiplier: 一百二 is 120, 一百零二 is 102, 2万5 is 25000."""
    if len(text) == 1 and (text in data.digits or text.isdigit()) and _plain(text, data):
        return _plain(text, data) * size / 10
    if text == data.half:
        return size / 2
    rest = text.lstrip(data.zeros)
    if len(rest) == len(text) > 1 and all(sign in data.digits for sign in text):
        raise ValueError(f"{text!r} is no number after a multiplier of {size}")  # 一千二一年: a year for 1200
    value = _value(rest, data)
    if value >= size:
        raise ValueError(f"{text!r} is too much after a multiplier of {size}")
    return value


def _plain(text: str, data: Numerals) -> Decimal:
    """Return the value of a number without multipliers: 1,300.5 · 二〇二五 · 三点一四 · 廿二."""
    if len(text) > 2 * LONGEST:
        raise ValueError(f"{text!r} has too many digits for a number")
    if re.fullmatch(ARABIC, text):
        return Decimal(text.replace(",", ""))
    whole, point, fraction = text.partition(data.point)
    if data.point in fraction or (point and not (whole and fraction)):
        raise ValueError(f"{text!r} has no number on one side of its point")
    if whole and whole[0] in data.tens:
        return data.tens[whole[0]] + (_plain(text[1:], data) if len(text) > 1 else Decimal(0))
    digits = _digits(whole, data)
    return Decimal(digits if not point else f"{digits}.{_digits(fraction, data)}")


def _digits(text: str, data: Numerals) -> str:
    """Return the Arabic digits of a row of digit signs; Arabic and Han ones do not mix."""
    found = [str(data.digits.get(sign, "")) for sign in text]
    if text.isascii() and text.isdigit():
        return text
    if not found or not all(found):
        raise ValueError(f"{text!r} is no row of digits")
    return "".join(found)


@cache
def _guess() -> re.Pattern[str]:
    """Return the pattern of two neighbouring digits that stand alone in a number."""
    data = numerals()
    pairs = "|".join(map(re.escape, data.guessed_digit_pairs))
    row = f"[{re.escape(''.join(data.digits))}]"
    return re.compile(f"(?<!{row})(?:{pairs})(?!{row}|{re.escape(data.point)})")


def numeral_range(token: str) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest value of `token`; they differ for 三五百 (300 to 500) and 十五六 (15 to 16).

    Raises:
        ValueError: as for `numeral`.

    >>> numeral_range("四五千")
    (Decimal('4000'), Decimal('5000'))
    """
    if token.isascii() and token.isdigit() and len(token) <= LONGEST:  # most numbers of a page are plain digits
        return (value := Decimal(int(token))), value
    text = re.sub(r"\s+", "", token)
    pair = _guess().search(text)
    if pair is None:
        value = numeral(text)
        return value, value
    rest = text[pair.end() :]
    return numeral(text[: pair.start() + 1] + rest), numeral(text[: pair.start()] + pair.group()[1] + rest)
