"""Two terms that make one range: 90%至97% · 4~6万元 · 6个月至1年 · 六成至七成五."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ingest.quantities.line import Line
from ingest.quantities.numerals import numeral, numerals
from ingest.quantities.terms import Term, terms

SMALLER = {("month", "year"): Decimal(12), ("day", "month"): Decimal(30), ("day", "year"): Decimal(365)}
CUE_REACH = 30  # characters from 分别 to a list whose numbers it announces
STEP_REACH = 12  # characters before a value that the words of a step start in


class Interval(NamedTuple):
    """One value (low == high) or a range of values, with its unit."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    unit: str
    more: bool = False
    approximate: bool = False


def intervals(line: Line, *, bare: bool = False) -> list[Interval]:
    """Return the values and ranges of a line from left to right.

    Args:
        line: what is read.
        bare: whether numbers without a unit matter where no number has one.
    """
    found = _spread_over_lists(line, terms(line, bare=bare))
    done: list[Interval] = []
    i = 0
    while i < len(found):
        both = _range(line, found[i], found[i + 1]) if i + 1 < len(found) else None
        if both and done and _reaches(line, done[-1], found[i], found[i + 1]):
            both = None
        done.append(both or _single(found[i]))
        i += 2 if both else 1
    return done


def _single(term: Term) -> Interval:
    vague = term.near or term.low != term.high
    return Interval(term.start, term.end, term.low, term.high, term.unit, term.more, vague)


def _range(line: Line, left: Term, right: Term) -> Interval | None:
    end = _joint_end(line, left, right)
    if end is None or left.more or right.more:
        return None
    left, right = _in_one_unit(left, right)
    if left.unit != right.unit or left.low >= right.high:
        return None
    return Interval(left.start, end, left.low, right.high, right.unit, approximate=left.near or right.near)


def _reaches(line: Line, last: Interval, left: Term, right: Term) -> bool:
    """Tell whether `left` is the step from the value before it to `right`: 由2万元提高3000元至2.3万元."""
    start = max(0, left.start - STEP_REACH)
    if not (last.low == last.high and right.low - last.low in (left.low, -left.low)):
        return False
    return any(step.pattern.search(line.text, start, left.start) for step in line.steps)


def _joint_end(line: Line, left: Term, right: Term) -> int | None:
    """Return where a range of the two ends, None if nothing joins them."""
    joined = line.rule.connector.pattern.fullmatch(line.text, left.end, right.start)
    if joined is None and line.rule.connector_between.pattern.fullmatch(line.text, left.end, right.start) is None:
        return None
    between = line.rule.between.pattern.match(line.text, right.end)
    return between.end() if between else right.end if joined else None


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
    try:
        coefficient = numeral(model.run[:-signs])
    except ValueError:  # a lone 百 counts nothing: 百十
        return Decimal(1)
    return model.low / model.factor / coefficient if term.high < coefficient else Decimal(1)


def _spread_over_lists(line: Line, found: list[Term]) -> list[Term]:
    """Give the numbers of a list the unit that only its last one has: 分别为60、55、50%."""
    done = list(found)
    for i in range(len(done) - 2, -1, -1):
        left, right = done[i], done[i + 1]
        if not left.unit and right.unit and _is_list(line, left, right):
            done[i] = _like(left, right, spread_scale=True)
    return done


def _is_list(line: Line, left: Term, right: Term) -> bool:
    """Tell whether a comma of lists stands between two numbers; 和 and / need a word such as 分别 before them."""
    if line.rule.spread_list.pattern.fullmatch(line.text, left.end, right.start):
        return True
    if not line.rule.spread_words.pattern.fullmatch(line.text, left.end, right.start):
        return False
    return line.rule.spread_cue.pattern.search(line.text, max(0, left.start - CUE_REACH), left.start) is not None
