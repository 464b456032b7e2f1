"""Numbers of a list whose unit only the first one says: 三级800元,二级500,一级300."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ingest.claims.claim_rules import claim_rules
from ingest.claims.subjects import marks
from ingest.quantities import Quantity

HUNDRED = Decimal(100)


def with_unwritten(text: str, values: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Return the quantities of a text (folded) with those that go on a list of shares or sums without a unit.

    Such a number stands alone behind a level, a group of people, a kind of care or a place of care, and in the order of
    size of the value before it: nothing else is taken for one.
    """
    starts = {value.start for value in values}
    found = [one for value in values for one in _going_on(text, value, starts)]
    return tuple(sorted([*values, *found], key=lambda one: one.core_start)) if found else tuple(values)


def _going_on(text: str, value: Quantity, known: set[int]) -> Iterator[Quantity]:
    data = claim_rules()
    if value.unit not in data.unwritten_units or value.bound != "exact" or value.change:
        return
    at, first = value.end, value.value_max or Decimal(0)
    while hit := data.unwritten.match(text, at):
        number = Decimal(hit["number"])
        start, at = hit.span("number")
        if start in known or not (marks(hit["who"]) or data.unwritten_places.search(hit["who"])):
            return
        if not _is_alike(number, first, value.unit):
            return
        yield Quantity(start, at, number, number, value.unit, "exact", value.approximate, start, at)


def _is_alike(number: Decimal, first: Decimal, unit: str) -> bool:
    ratio = claim_rules().unwritten_ratio
    return first <= number * ratio and number <= (HUNDRED if unit == "percent" else first * ratio)
