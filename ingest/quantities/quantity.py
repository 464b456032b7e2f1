"""Quantities: terms joined to ranges and given the bounds that stand beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.numerals import plain
from ingest.quantities.grammar import Grammar, grammar
from ingest.quantities.ranges import Interval, intervals
from ontology.folding import fold

LOWER = {"at_least", "above"}
UPPER = {"at_most", "below"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit at [start, end) of a text; the words that bound it belong to the span."""

    start: int
    end: int
    value_min: Decimal | None
    value_max: Decimal | None
    unit: str  # percent percentage_point CNY day workday month year years_of_age count
    bound: str  # exact range at_least at_most above below
    approximate: bool
    core_start: int  # where the numbers themselves begin and end
    core_end: int


def quantities(text: str, *, bare: bool = False) -> list[Quantity]:
    """Return the quantities of `text` from left to right; with `bare`, numbers without a unit count too.

    >>> [(q.value_min, q.value_max, q.unit, q.bound) for q in quantities("年度限额4~6万元,报销七成五左右")]
    [(Decimal('40000'), Decimal('60000'), 'CNY', 'range'), (Decimal('75'), Decimal('75'), 'percent', 'exact')]
    """
    folded, rule = fold(text), grammar()
    found: list[Quantity] = []
    for part in intervals(folded):
        if (part.unit or bare) and not (found and part.start < found[-1].end):  # 35岁以下(不含35岁) is one
            found.append(_bounded(folded, part, rule))
    return _paired(folded, _shared(folded, found))


def _bounded(text: str, part: Interval, rule: Grammar) -> Quantity:
    """Return the quantity of an interval with the bound words beside it."""
    bound = "exact" if part.low == part.high else "range"
    start, end, approximate = part.start, part.end, part.approximate
    before, left = _approximate_before(text, start, rule)
    after, right = _approximate_after(text, end, rule)
    approximate = approximate or before or after
    start, end = (left if before else start), (right if after else end)
    if bound == "exact" or part.more:
        limit = _limit(text, start, end, part, rule)
        if limit is not None:
            bound, start, end, near = limit
            approximate = approximate or near
        elif part.more:
            bound = "above"
    return Quantity(
        start,
        _tail(text, end, rule),
        None if bound in UPPER else plain(part.low),
        None if bound in LOWER else plain(part.high),
        part.unit or "count",
        bound,
        approximate,
        part.start,
        part.end,
    )


def _tail(text: str, end: int, rule: Grammar) -> int:
    """Return the end of the words behind a value that change nothing in it: 不等, and 内 behind a range."""
    match = rule.tail_words.match(text, end)
    return match.end() if match else end


def _approximate_before(text: str, start: int, rule: Grammar) -> tuple[bool, int]:
    match = rule.approximately.search(text[max(0, start - 8) : start])
    return (True, max(0, start - 8) + match.start()) if match else (False, start)


def _approximate_after(text: str, end: int, rule: Grammar) -> tuple[bool, int]:
    match = rule.or_so.match(text, end)
    return (True, match.end()) if match else (False, end)


def _limit(text: str, start: int, end: int, part: Interval, rule: Grammar) -> tuple[str, int, int, bool] | None:
    """Return bound, start, end and vagueness of the words that bound a value; the words in front win."""
    reach = max(0, start - 14)
    found: tuple[str, int, int, bool] | None = None
    for bound, before, after in rule.limits_in(text):
        if bound.units and (part.unit or "count") not in bound.units:
            continue
        left = before.search(text[reach:start]) if before else None
        if left and (found is None or found[1] == start):
            found = (bound.bound, reach + left.start(), found[2] if found else end, bound.approximate)
        right = _behind(text, end, after, bound.bound, rule) if after else None
        if right:
            name, to = right
            if found is None:
                found = (name, start, to, bound.approximate)
            else:  # 可达80%以上: at least; else the words in front win
                wins = name if found[0] in UPPER and name in LOWER else found[0]
                found = (wins, found[1], to, found[3])
            if found[1] < start:
                break
    return found


def _behind(text: str, end: int, after: re.Pattern[str], bound: str, rule: Grammar) -> tuple[str, int] | None:
    """Return bound and end of the words behind a value; (不含…) takes the limit itself away, (含…) keeps it."""
    note = rule.inclusion.match(text, end)
    match = after.match(text, note.end() if note else end)
    if match is None:
        return None
    later = rule.inclusion.match(text, match.end())
    notes = [n for n in (note, later) if n]
    if any(n["without"] for n in notes):
        bound = {"at_least": "above", "at_most": "below"}.get(bound, bound)
    elif any(n["within"] for n in notes):
        bound = {"above": "at_least", "below": "at_most"}.get(bound, bound)
    return bound, (later or match).end()


def _shared(text: str, found: list[Quantity]) -> list[Quantity]:
    """Give a limit to the values of a list that only its last one has: 男60岁、女55岁以下."""
    done = list(found)
    for i in range(len(done) - 2, -1, -1):
        left, right = done[i], done[i + 1]
        if left.bound == "exact" and left.unit == right.unit and _same_list(text, left, right):
            if right.bound in UPPER:
                done[i] = replace(left, bound=right.bound, value_min=None)
            elif right.bound in LOWER and right.start == right.core_start:
                done[i] = replace(left, bound=right.bound, value_max=None)
    return done


def _same_list(text: str, left: Quantity, right: Quantity) -> bool:
    gap = text[left.end : right.start]
    return right.end > right.core_end and grammar().list_gap.fullmatch(gap) is not None


def _paired(text: str, found: list[Quantity]) -> list[Quantity]:
    """Join a lower and an upper limit that stand side by side: 3年以上7年以下, 大于100并且小于300."""
    joined: list[Quantity] = []
    for quantity in found:
        last = joined[-1] if joined else None
        if last is not None and last.unit == quantity.unit and _side_by_side(text, last, quantity):
            low, high = (last, quantity) if last.bound in LOWER else (quantity, last)
            if low.value_min is not None and high.value_max is not None and low.value_min < high.value_max:
                joined[-1] = replace(
                    last,
                    end=quantity.end,
                    core_end=quantity.core_end,
                    value_min=low.value_min,
                    value_max=high.value_max,
                    bound="range",
                )
                continue
        joined.append(quantity)
    return joined


def _side_by_side(text: str, left: Quantity, right: Quantity) -> bool:
    opposite = (left.bound in LOWER and right.bound in UPPER) or (left.bound in UPPER and right.bound in LOWER)
    gap = text[left.end : right.start]
    return opposite and grammar().limits_gap.fullmatch(gap) is not None
