"""Two terms that make one range: 90%至97% · 4~6万元 · 6个月至1年 · 六成至七成五."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ingest.numerals import numeral, numerals
from ingest.quantities.grammar import Grammar, grammar
from ingest.quantities.terms import Term, terms

SMALLER = {("month", "year"): Decimal(12), ("day", "month"): Decimal(30), ("day", "year"): Decimal(365)}


class Interval(NamedTuple):
    """One value (low == high) or a range of values, with its unit."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    unit: str
    more: bool = False
    approximate: bool = False


def intervals(text: str) -> list[Interval]:
    """Return the values and ranges of `text` (folded) from left to right."""
    rule = grammar()
    found = _spread_over_lists(text, terms(text), rule)
    done: list[Interval] = []
    i = 0
    while i < len(found):
        both = _range(text, found[i], found[i + 1], rule) if i + 1 < len(found) else None
        done.append(both or _single(found[i]))
        i += 2 if both else 1
    return done


def _single(term: Term) -> Interval:
    guess = term.low != term.high
    return Interval(term.start, term.end, term.low, term.high, term.unit, term.more, guess)


def _range(text: str, left: Term, right: Term, rule: Grammar) -> Interval | None:
    end = _joint_end(text, left, right, rule)
    if end is None or left.more or right.more:
        return None
    left, right = _in_one_unit(left, right)
    if left.unit != right.unit or left.low >= right.high:
        return None
    return Interval(left.start, end, left.low, right.high, right.unit)


def _joint_end(text: str, left: Term, right: Term, rule: Grammar) -> int | None:
    """Return where a range of the two ends, None if nothing joins them."""
    between = rule.between.match(text, right.end)
    if rule.connector.fullmatch(text, left.end, right.start):
        return between.end() if between else right.end
    if between and rule.connector_between.fullmatch(text, left.end, right.start):
        return between.end()
    return None


def _in_one_unit(left: Term, right: Term) -> tuple[Term, Term]:
    """Return the ends in one unit: the unit spreads to the bare end, mixed durations go to the smaller one."""
    if not left.unit and right.unit:
        left = _like(left, right, spread_scale=True)
    elif left.unit and not right.unit:
        right = _like(right, left, spread_scale=False)
    elif not left.unit:
        left = _like(left, right, spread_scale=True)
    if (left.unit, right.unit) in SMALLER:
        right = _converted(right, left.unit, SMALLER[left.unit, right.unit])
    elif (right.unit, left.unit) in SMALLER:
        left = _converted(left, right.unit, SMALLER[right.unit, left.unit])
    elif (left.unit, right.unit) == ("percent", "percentage_point"):
        left = left._replace(unit=right.unit)
    return left, right


def _converted(term: Term, unit: str, factor: Decimal) -> Term:
    return term._replace(low=term.low * factor, high=term.high * factor, unit=unit)


def _like(term: Term, model: Term, *, spread_scale: bool) -> Term:
    """Return a bare `term` with the unit of `model`, and with its 万 or 亿 where the text leaves it out."""
    scale = _scale(term, model) if spread_scale else Decimal(1)
    factor = model.factor * scale
    return term._replace(low=term.low * factor, high=term.high * factor, unit=model.unit, factor=model.factor)


def _scale(term: Term, model: Term) -> Decimal:
    """Return the multiplier that 4~6万 leaves out behind 4; 8500到3万 leaves out none."""
    data = numerals()
    signs = len(model.run) - len(model.run.rstrip("".join(data.scales)))
    scaled = any(sign in data.scales for sign in term.run)
    if not signs and term.run[-1] not in data.units and model.run[-1] in data.units and len(model.run) < 4:
        signs = 1  # 两到三千
    if not signs or scaled or model.run[:-signs] == "":
        return Decimal(1)
    coefficient = numeral(model.run[:-signs])
    return model.low / model.factor / coefficient if term.high < coefficient else Decimal(1)


def _spread_over_lists(text: str, found: list[Term], rule: Grammar) -> list[Term]:
    """Give the numbers of a list the unit that only its last one has: 分别为60、55、50%."""
    done = list(found)
    for i in range(len(done) - 2, -1, -1):
        left, right = done[i], done[i + 1]
        if not left.unit and right.unit and rule.spread_list.fullmatch(text, left.end, right.start):
            done[i] = _like(left, right, spread_scale=True)
    return done
