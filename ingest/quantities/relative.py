"""Values that lean on others: steps (比在职职工高5个百分点) and shares of an indicator (平均工资的60%)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.quantities.bounds import LOWER, UPPER, limit_before
from ingest.quantities.line import Line
from ingest.quantities.quantity import Quantity

Span = tuple[int, int]

REACH = 60  # characters before a value that tell what it leans on
STEPPING = ("percent", "percentage_point", "CNY", "day", "month", "year", "times")
STOP = re.compile(r"[。!?;\n]|(?<!\d),|,(?!\d{3})|(?<!\d):|:(?!\d\d)")
SENTENCE = re.compile(r"[。!?\n]")


def related(line: Line, found: Sequence[Quantity]) -> list[Quantity]:
    """Return quantities with the direction of those that are steps, and with what shares and steps start from."""
    done: list[Quantity] = []
    for one in found:
        if line.steps:
            one = _step(line, one) or _next_step(line, one, done) or one
        done.append(_share(line, one) if line.shares and not one.change else one)
    return done


def _step(line: Line, value: Quantity) -> Quantity | None:
    """Return `value` as the step that the words in front of it make of it; None where they make none."""
    if value.unit not in STEPPING:
        return None
    start = _behind_last(STOP, line.text, value.start)
    for step in line.steps:
        match = step.pattern.search(line.text, start, value.start) if value.unit in step.units else None
        if match is not None:
            own = match.groupdict().get("base")
            base = match.span("base") if own else _base(line, match.start(), line.rule.stepping_from, SENTENCE)
            return replace(value, change=step.change, base=base)
    return None


def _next_step(line: Line, value: Quantity, before: Sequence[Quantity]) -> Quantity | None:
    """Return `value` as a step where it goes on with a list of steps: 分别提高5个、10个百分点."""
    last = before[-1] if before else None
    if last is None or not last.change or last.unit != value.unit:
        return None
    goes_on = line.rule.spread_words.pattern.fullmatch(line.text, last.end, value.start)
    return replace(value, change=last.change, base=last.base) if goes_on else None


def _share(line: Line, value: Quantity) -> Quantity:
    """Return `value` with what it is a share or a multiple of, and with the bound in front of that."""
    bases = {"percent": (line.rule.share_base.pattern,), "times": (line.rule.times_base.pattern,)}.get(value.unit)
    base = _base(line, value.start, bases, STOP) if bases else None
    if base is None:
        return value
    bound = limit_before(line, base[0], value.unit) if value.bound == "exact" else None
    if bound in LOWER:
        return replace(value, base=base, bound=bound, value_max=None)
    if bound in UPPER:
        return replace(value, base=base, bound=bound, value_min=None)
    return replace(value, base=base)


def _base(line: Line, end: int, bases: Sequence[re.Pattern[str]], stop: re.Pattern[str]) -> Span | None:
    """Return the base that ends before `end`, without the words that only lead to it: 按, 为, 在."""
    start = _behind_last(stop, line.text, end)
    for match in _searches(line.text, start, end, bases):
        first, last = match.span("base")
        openings = (m.end() for m in line.rule.base_opening.pattern.finditer(line.text, first, last))
        first = max((at for at in openings if at < last - 1), default=first)
        return first, last
    return None


def _searches(text: str, start: int, end: int, bases: Sequence[re.Pattern[str]]) -> Iterator[re.Match[str]]:
    found = (base.search(text, start, end) for base in bases)
    return (match for match in found if match is not None)


def _behind_last(stop: re.Pattern[str], text: str, end: int) -> int:
    """Return the end of the last stop before `end`, within reach."""
    start = max(0, end - REACH)
    return max((match.end() for match in stop.finditer(text, start, end)), default=start)
