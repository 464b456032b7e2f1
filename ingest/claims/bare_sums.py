"""Sums of money whose unit nobody wrote: 门槛四百五, 起付150, 5000封顶."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from ingest.claims.claim_rules import BareSum, claim_rules
from ingest.quantities import Quantity, quantities
from ontology.remembering import of_lines
from ontology.sieve import Sieve

REACH = 24  # characters before a number in which the word stands that makes it a sum


def bare_sums(text: str, values: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Return the numbers of a text (folded) that stand right beside a word for a sum of money and have no unit.

    Args:
        text: of a block.
        values: its quantities; where one stands, no sum is found.
    """
    rules = [rule for rule in _sieve().passing(text) if rule.needs is None or rule.needs.search(text)]
    if not rules:
        return ()
    taken = bytearray(len(text))
    for value in values:
        taken[value.start : value.end] = b"\1" * (value.end - value.start)
    found = (one for one in _bare(text) if not any(taken[one.start : one.end]))
    return tuple(replace(one, unit="CNY") for one in found if any(_fits(rule, text, one) for rule in rules))


def states_sum(text: str) -> bool:
    """Whether a text (folded) has a sum without a unit."""
    return bool(bare_sums(text, ()))


def _fits(rule: BareSum, text: str, number: Quantity) -> bool:
    if not claim_rules().bare_sum_end.match(text, number.core_end):
        return False
    if rule.left is None:
        return rule.right is not None and rule.right.match(text, number.core_end) is not None
    return rule.left.search(text, max(0, number.core_start - REACH), number.core_start) is not None


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
