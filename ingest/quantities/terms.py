"""Numbers with their units, one by one: 60% · 百分之七十 · 七成五 · 4万元 · 15个工作日 · 45周岁."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ingest.numerals import numeral, numeral_range, numerals
from ingest.quantities.grammar import Grammar, Unit, grammar

_BLANKS = re.compile(r"\s{0,3}")
_BLANK = re.compile(r"\s?")


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


def terms(text: str) -> list[Term]:
    """Return the numbers of `text` (folded) from left to right, with units or bare."""
    rule = grammar()
    candidates = sorted(_candidates(text, rule), key=lambda term: (term.start, -term.end))
    silent = [match.span() for match in rule.silence.finditer(text)] if candidates else []
    found: list[Term] = []
    for term in candidates:
        if any(start < term.end and term.start < end for start, end in silent):
            continue
        if found and found[-1].end > term.start:
            continue
        found.append(term)
    return _compounds(text, found, rule)


def _candidates(text: str, rule: Grammar) -> Iterator[Term]:
    for match in rule.whole.finditer(text):
        yield Term(match.start(), match.end(), Decimal(100), Decimal(100), "percent", run=match.group())
    for match in rule.number.finditer(text):
        term = _term(text, match, rule)
        if term is not None:
            yield term


def _term(text: str, match: re.Match[str], rule: Grammar) -> Term | None:
    run = match["run"] + (match["scale"] or "")
    try:
        low, high = numeral_range(run) if not match["few"] else _guess(run)
    except ValueError:
        return None
    term = _signed(text, Term(match.start(), match.end(), low, high, "", run=run, more=bool(match["loose"])))
    before = _unit_before(text, term, rule)
    if before is not None:
        return before
    behind = _unit_behind(text, term, rule)
    return None if behind.unit == "CNY" and rule.foreign.search(text[: term.start]) else behind


def _guess(run: str) -> tuple[Decimal, Decimal]:
    """Return the reach of 几十万: from one to ten of its size."""
    size = numeral(f"1{run}")
    return size, size * 10


def _signed(text: str, term: Term) -> Term:
    """Return `term` with the minus before it, which is no hyphen between two things."""
    sign = text[term.start - 1 : term.start]
    left = text[term.start - 2 : term.start - 1] if term.start > 1 else ""
    if not sign or sign not in numerals().minus or (sign == "-" and left and not left.isspace()):
        return term
    return term._replace(start=term.start - 1, low=-term.high, high=-term.low)


def _unit_before(text: str, term: Term, rule: Grammar) -> Term | None:
    for unit in rule.prefixes_in(text):
        for match in unit.pattern.finditer(text, max(0, term.start - 8), term.start):
            if match.end() == term.start:
                end = _past(text, term.end, rule.units_in(text)) if unit.code == "CNY" else term.end
                return _measured(term, unit)._replace(start=match.start(), end=end)
    return None


def _past(text: str, end: int, units: Sequence[Unit]) -> int:
    """Return the end of a yuan sign behind a value that already has one in front (人民币50元)."""
    for unit in units:
        match = unit.pattern.match(text, end)
        if match and unit.code == "CNY" and not unit.part_of and unit.factor == 1 and match.group():
            return match.end()
    return end


def _unit_behind(text: str, term: Term, rule: Grammar) -> Term:
    blanks = _BLANKS.match(text, term.end)
    at = blanks.end() if blanks else term.end
    for unit in rule.units_in(text):
        match = unit.pattern.match(text, at)
        if match is None or (unit.only and not unit.only.fullmatch(term.run)):
            continue
        measured = _measured(term, unit)._replace(end=max(match.end(), term.end))
        return _with_tail(text, measured, unit) if unit.tail else measured
    return term


def _measured(term: Term, unit: Unit) -> Term:
    low, high = ((value + unit.plus) * unit.factor for value in (term.low, term.high))
    return term._replace(low=low, high=high, unit=unit.code, factor=unit.factor, part_of=unit.part_of)


def _with_tail(text: str, term: Term, unit: Unit) -> Term:
    """Return `term` with the digit behind its unit: 七成五 is 75 percent, 五块六 is 5.6 yuan."""
    data = numerals()
    match = grammar().tail_digit.match(text, term.end)
    going_on = (*data.digits, *data.multipliers, data.point)
    if match is None or text[match.end() : match.end() + 1] in going_on:
        return term
    following = Term(term.end, match.end(), Decimal(0), Decimal(0), "", run=match["tenth"])
    if _unit_behind(text, following, grammar()).unit not in ("", term.unit) or _is_minor(text, match.end(), unit):
        return term
    tenth = Decimal("0.5") if match["tenth"] == data.half else numeral(match["tenth"]) / 10
    more = tenth / (10 if match["zero"] else 1) * unit.factor
    return term._replace(end=match.end(), low=term.low + more, high=term.high + more)


def _is_minor(text: str, at: int, unit: Unit) -> bool:
    """Tell whether the digit before `at` has a unit of its own: 五块六毛."""
    blank = _BLANK.match(text, at)
    start = blank.end() if blank else at
    return any(u.code == unit.code and u.factor < 1 and u.pattern.match(text, start) for u in grammar().units_in(text))


def _compounds(text: str, found: list[Term], rule: Grammar) -> list[Term]:
    """Join what is one value: 123元1角1分, 四年六个月 (to the smaller unit); leave out parts that stand alone."""
    joined: list[Term] = []
    for term in found:
        last = joined[-1] if joined else None
        if last is not None and rule.compound.fullmatch(text, last.end, term.start):
            merged = _joined(last, term)
            if merged is not None:
                joined[-1] = merged
                continue
        if not term.part_of:
            joined.append(term)
    return joined


def _joined(left: Term, right: Term) -> Term | None:
    if left.unit == right.unit == "CNY" and right.factor < left.factor and right.factor < 1:
        return left._replace(end=right.end, low=left.low + right.low, high=left.high + right.high, factor=right.factor)
    if left.unit == "year" and right.unit == "month" and right.low < 12:
        low, high = left.low * 12 + right.low, left.high * 12 + right.high
        return left._replace(end=right.end, low=low, high=high, unit="month")
    return None
