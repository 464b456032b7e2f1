"""Quantities that stand side by side: limits that a list shares, and two limits that make one range."""

from __future__ import annotations

from dataclasses import replace

from ingest.quantities.bounds import LOWER, UPPER
from ingest.quantities.line import Line
from ingest.quantities.quantity import Quantity

CUE_REACH = 8  # characters from 分别 to the first value's bound words


def shared(line: Line, found: list[Quantity]) -> list[Quantity]:
    """Give a limit to the values of a list that only its last or its first one has.

    Behind the last: 男60岁、女55岁以下. Before the first: 分别不超过300元、500元.
    """
    done = list(found)
    for i in range(len(done) - 2, -1, -1):
        left, right = done[i], done[i + 1]
        limited = right.end > right.core_end and (right.bound in UPPER or right.start == right.core_start)
        if not limited or left.bound != "exact" or left.unit != right.unit:
            continue
        if line.rule.list_gap.pattern.fullmatch(line.text, left.end, right.start):
            done[i] = _limited(left, right.bound)
    announced = False  # whether the limit of the value before is that of its list
    for i in range(1, len(done)):
        left, right = done[i - 1], done[i]
        announced = right.bound == "exact" and _goes_on(line, left, right) and (announced or _opens_list(line, left))
        if announced:
            done[i] = _limited(right, left.bound)
    return done


def _limited(quantity: Quantity, bound: str) -> Quantity:
    if bound in UPPER:
        return replace(quantity, bound=bound, value_min=None)
    return replace(quantity, bound=bound, value_max=None) if bound in LOWER else quantity


def _goes_on(line: Line, left: Quantity, right: Quantity) -> bool:
    """Tell whether `right` stands in one list with `left`, which has a limit."""
    if left.unit != right.unit or left.bound not in LOWER | UPPER:
        return False
    return line.rule.spread_words.pattern.fullmatch(line.text, left.end, right.start) is not None


def _opens_list(line: Line, value: Quantity) -> bool:
    """Tell whether the words that bound a value stand for a list that begins with it: 分别不超过300元、500元."""
    cue = line.rule.spread_cue.pattern.search(line.text, max(0, value.start - CUE_REACH), value.core_start)
    return value.start < value.core_start and cue is not None


def paired(line: Line, found: list[Quantity]) -> list[Quantity]:
    """Join a lower and an upper limit that stand side by side: 3年以上7年以下, 大于100并且小于300, 3万以上至10万."""
    joined: list[Quantity] = []
    for quantity in found:
        last = joined[-1] if joined else None
        both = _both(line, last, quantity) if last is not None and last.unit == quantity.unit else None
        if both is None:
            joined.append(quantity)
        else:
            joined[-1] = both
    return joined


def _both(line: Line, left: Quantity, right: Quantity) -> Quantity | None:
    """Return the range of two limits; None where they make none."""
    opposite = (left.bound in LOWER and right.bound in UPPER) or (left.bound in UPPER and right.bound in LOWER)
    gap = line.rule.limits_gap if opposite else line.rule.up_to
    if not (opposite or (left.bound in LOWER and right.bound == "exact")):
        return None
    low, high = (left, right) if left.bound in LOWER else (right, left)
    if gap.pattern.fullmatch(line.text, left.end, right.start) is None:
        return None
    if low.value_min is None or high.value_max is None or low.value_min >= high.value_max:
        return None
    return replace(
        left,
        end=right.end,
        core_end=right.core_end,
        value_min=low.value_min,
        value_max=high.value_max,
        bound="range",
        approximate=left.approximate or right.approximate,
    )
