"""Numbers with their units, one by one: 60% · 百分之七十 · 七成五 · 4万元 · 15个工作日 · 45周岁."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ingest.quantities.line import Line
from ingest.quantities.numerals import numeral, numeral_range, numerals
from ingest.quantities.rule import Unit

_BLANKS = re.compile(r"\s{0,4}")
_BLANKS_IN = re.compile(r"\s+")
_BLANK = re.compile(r"\s?")
NEAR = 8  # characters before a number that a unit in front of it fills


class Term(NamedTuple):
    """A number with its unit; low and high differ for a guess such as 三五百元."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    unit: str  # "" while the number stands bare
    factor: Decimal = Decimal(1)  # what the written number was multiplied by to come to the unit
    run: str = ""  # the number as written
    more: bool = False  # 2000余元: more than that
    part_of: str = ""
    near: bool = False  # 十来天: about that


def terms(line: Line, *, bare: bool = False) -> list[Term]:
    """Return the numbers of a line from left to right, with units or without.

    Args:
        line: what is read.
        bare: whether numbers without a unit matter where no number has one.
    """
    if not (bare or line.units or line.prefixes or line.whole):
        return []
    candidates = [*_candidates(line)]
    if not (bare or any(term.unit for term in candidates)):
        return []  # a line with ordinals only: what is silent in it need not be looked for
    candidates.sort(key=lambda term: (term.start, -term.end))
    silent = [match.span() for match in line.silent.finditer(line.text)]
    found: list[Term] = []
    for term in candidates:
        if silent and _overlaps(term, silent):
            continue
        if found and found[-1].end > term.start:
            continue
        found.append(term)
    return _compounds(line, found)


def _overlaps(term: Term, spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a term shares a sign with one of `spans`, which are in order and apart from each other."""
    after = bisect_left(spans, (term.end, 0))  # the first one that begins behind the term
    return after > 0 and spans[after - 1][1] > term.start


def _candidates(line: Line) -> Iterator[Term]:
    for match in line.rule.whole.pattern.finditer(line.text) if line.whole else ():
        yield Term(match.start(), match.end(), Decimal(100), Decimal(100), "percent", run=match.group())
    for match in line.rule.numbers(line.text):
        term = _term(line, match)
        if term is not None:
            yield term


def _term(line: Line, match: re.Match[str]) -> Term | None:
    run = match["run"] + (match["scale"] or "")
    if run in numerals().zeros and line.text[match.end() : match.end() + 1].isdigit():
        return None  # a zero that only links: 30年零3个月
    near, more = bool(match["nearly"]), bool(match["loose"])
    try:
        low, high = _guess(run) if match["few"] else _about(run) if near or more else numeral_range(run)
    except ValueError:
        return None
    term = Term(match.start(), match.end(), low, high, "", run=run, more=more, near=near)
    term = _signed(line.text, term)
    before = _unit_before(line, term) if line.prefixes else None
    if before is not None:
        return before
    behind = _unit_behind(line, term)
    before_it = line.text[max(0, term.start - NEAR) : term.start]
    return None if behind.unit == "CNY" and line.rule.foreign.pattern.search(before_it) else behind


def _guess(run: str) -> tuple[Decimal, Decimal]:
    """Return the reach of 几十万: from one to ten of its size."""
    size = numeral(f"1{run}")
    return size, size * 10


def _about(run: str) -> tuple[Decimal, Decimal]:
    """Return the value before 余 or 来, where 百 alone is a hundred: 百余元, 百来块."""
    return numeral_range(f"1{run}" if run[0] in numerals().multipliers else run)


def _signed(text: str, term: Term) -> Term:
    """Return `term` with the minus before it, which is no hyphen between two things."""
    sign = text[term.start - 1 : term.start]
    left = text[term.start - 2 : term.start - 1] if term.start > 1 else ""
    if not sign or sign not in numerals().minus or (sign == "-" and left and not left.isspace()):
        return term
    return term._replace(start=term.start - 1, low=-term.high, high=-term.low)


def _unit_before(line: Line, term: Term) -> Term | None:
    for unit in line.prefixes:
        for match in unit.pattern.finditer(line.text, max(0, term.start - NEAR), term.start):
            if match.end() == term.start:
                end = _past(line.text, term.end, line.units) if unit.code == "CNY" else term.end
                return _measured(term, unit)._replace(start=match.start(), end=end)
    return None


def _past(text: str, end: int, units: Sequence[Unit]) -> int:
    """Return the end of a yuan sign behind a value that already has one in front (人民币50元)."""
    for unit in units:
        match = unit.pattern.match(text, end)
        if match and unit.code == "CNY" and not unit.part_of and unit.factor == 1 and match.group():
            return match.end()
    return end


def _unit_behind(line: Line, term: Term) -> Term:
    text = line.text
    blanks = _BLANKS.match(text, term.end)
    at = blanks.end() if blanks else term.end
    for unit in line.units:
        match = unit.pattern.match(text, at)
        if match is None or (unit.only and not unit.only.fullmatch(_BLANKS_IN.sub("", term.run))):
            continue
        measured = _measured(term, unit)._replace(end=max(match.end(), term.end))
        return _and_more(line, _with_tail(line, measured, unit) if unit.tail else measured)
    return term


def _measured(term: Term, unit: Unit) -> Term:
    low, high = term.low, term.high
    if unit.plus or unit.factor != 1:
        low, high = ((value + unit.plus) * unit.factor for value in (low, high))
    more = term.more or unit.more
    return term._replace(low=low, high=high, unit=unit.code, factor=unit.factor, part_of=unit.part_of, more=more)


def _and_more(line: Line, term: Term) -> Term:
    """Return `term` with the 多 behind its unit: 八成多."""
    match = line.rule.loose_after.pattern.match(line.text, term.end) if term.low == term.high else None
    return term._replace(end=match.end(), more=True) if match else term


def _with_tail(line: Line, term: Term, unit: Unit) -> Term:
    """Return `term` with the digit behind its unit: 七成五 is 75 percent, 五块六 is 5.6 yuan."""
    text, data = line.text, numerals()
    match = line.rule.tail_digit.match(text, term.end)
    if match is None or text[match.end() : match.end() + 1] in (*data.digits, *data.multipliers, data.point):
        return term
    following = Term(term.end, match.end(), Decimal(0), Decimal(0), "", run=match["tenth"])
    if _unit_behind(line, following).unit not in ("", term.unit) or _is_minor(line, match.end(), unit):
        return term
    tenth = Decimal("0.5") if match["tenth"] == data.half else numeral(match["tenth"]) / 10
    more = tenth / (10 if match["zero"] else 1) * unit.factor
    return term._replace(end=match.end(), low=term.low + more, high=term.high + more)


def _is_minor(line: Line, at: int, unit: Unit) -> bool:
    """Tell whether the digit before `at` has a unit of its own: 五块六毛."""
    blank = _BLANK.match(line.text, at)
    start = blank.end() if blank else at
    return any(u.code == unit.code and u.factor < 1 and u.pattern.match(line.text, start) for u in line.units)


def _compounds(line: Line, found: list[Term]) -> list[Term]:
    """Join what is one value: 123元1角1分, 四年六个月 (to the smaller unit); leave out parts that stand alone."""
    joined: list[Term] = []
    for term in found:
        last = joined[-1] if joined else None
        if last is not None and term.unit and line.rule.compound.pattern.fullmatch(line.text, last.end, term.start):
            merged = _joined(last, term, line.text[last.end : term.start].strip())
            if merged is not None:
                joined[-1] = merged
                continue
        if not term.part_of:
            joined.append(term)
    return joined


def _joined(left: Term, right: Term, link: str) -> Term | None:
    if left.unit == right.unit == "CNY" and right.factor < left.factor and right.factor < 1:
        return left._replace(end=right.end, low=left.low + right.low, high=left.high + right.high, factor=right.factor)
    if left.unit == right.unit == "day" and link and right.factor < left.factor:  # 一个星期又三天
        return left._replace(end=right.end, low=left.low + right.low, high=left.high + right.high)
    if left.unit == "year" and right.unit == "month" and right.low < 12:
        low, high = left.low * 12 + right.low, left.high * 12 + right.high
        return left._replace(end=right.end, low=low, high=high, unit="month")
    return None
