"""Quantities: terms joined to ranges and given the bounds that stand beside them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ingest.quantities.bounds import LOWER, UPPER, approximate_after, approximate_before, limit, tail
from ingest.quantities.line import Line
from ingest.quantities.numerals import plain
from ingest.quantities.ranges import Interval, intervals


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit at [start, end) of a text; the words that bound it belong to the span."""

    start: int
    end: int
    value_min: Decimal | None
    value_max: Decimal | None
    unit: str  # of a fact: percent percentage_point CNY day workday month year years_of_age count; else times discount
    bound: str  # exact range at_least at_most above below
    approximate: bool
    core_start: int  # where the numbers themselves begin and end
    core_end: int
    change: str = ""  # increase or decrease: the value is the step (提高5个百分点)
    base: tuple[int, int] | None = None  # what a share is of (工资的10%), or what a step starts from (比首次低150元)


def bounded(line: Line, *, bare: bool = False) -> list[Quantity]:
    """Return the single values and ranges of a line, each with the bound that stands beside it.

    Args:
        line: what is read.
        bare: whether numbers without a unit count too.
    """
    found: list[Quantity] = []
    for part in intervals(line, bare=bare):
        if (part.unit or bare) and not (found and part.start < found[-1].end):  # 35岁以下(不含35岁) is one
            found.append(_bounded(line, part))
    return found


def _bounded(line: Line, part: Interval) -> Quantity:
    """Return the quantity of an interval with the bound words beside it."""
    bound = "exact" if part.low == part.high else "range"
    before, after = approximate_before(line, part.start), approximate_after(line, part.end)
    start, end = part.start if before is None else before, part.end if after is None else after
    approximate = part.approximate or before is not None or after is not None
    if bound == "exact" or part.more:
        found = limit(line, start, end, part.unit or "count")
        if found is not None:
            bound, start, end = found.bound, found.start, found.end
            approximate = approximate or found.approximate
        elif part.more:
            bound = "above"
    low = plain(part.low)
    high = low if part.high is part.low else plain(part.high)
    return Quantity(
        start,
        tail(line, end),
        None if bound in UPPER else low,
        None if bound in LOWER else high,
        part.unit or "count",
        bound,
        approximate,
        part.start,
        part.end,
    )
