"""Sums of money whose unit nobody wrote: 门槛四百五, 起付150, 5000封顶."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from ingest.claims.claim_rules import BareSum, claim_rules
from ingest.quantities import Quantity, quantities
from ontology.remembering import of_lines
from ontology.sieve import Sieve


def bare_sums(text: str, values: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Return the numbers of a text (folded) that stand right beside a word for a sum of money and have no unit.

    Args:
        text: of a block.
        values: its quantities; where one stands, no sum is found.
    """
    rules = _sieve().passing(text)
    if not rules:
        return ()
    taken = [(value.start, value.end) for value in values]
    found = (one for one in _bare(text) if not any(one.start < end and start < one.end for start, end in taken))
    return tuple(replace(one, unit="CNY") for one in found if any(_fits(rule, text, one) for rule in rules))


def states_sum(text: str) -> bool:
    """Whether a text (folded) has a sum without a unit."""
    return bool(bare_sums(text, ()))


def _fits(rule: BareSum, text: str, number: Quantity) -> bool:
    left, right = text[: number.core_start], text[number.core_end :]
    if rule.needs is not None and not rule.needs.search(text):
        return False
    beside = rule.left.search(left) if rule.left else rule.right and rule.right.match(right)
    return bool(beside) and claim_rules().bare_sum_end.match(right) is not None


@of_lines(16)
def _bare(text: str) -> tuple[Quantity, ...]:
    return tuple(_numbers(text))


def _numbers(text: str) -> Iterator[Quantity]:
    data = claim_rules()
    for one in quantities(text, bare=True):
        written = text[one.core_start : one.core_end]
        ends = [end for end in (one.value_min, one.value_max) if end is not None]
        if one.unit == "count" and data.bare_number.fullmatch(written) and min(ends) >= data.least_bare_sum:
            yield one


@cache
def _sieve() -> Sieve[BareSum]:
    return Sieve({rule: rule.cue for rule in claim_rules().bare_sums})
