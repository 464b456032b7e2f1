"""What a value does in its sentence: is it a fact, an increment on another one, or only a condition of a fact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from ingest.claims.claim_rules import claim_rules
from ingest.claims.clauses import ITEM, Layout
from ingest.claims.conditions import condition_rules
from ingest.edits.draft import Span
from ingest.quantities import Quantity
from ontology.folding import fold
from ontology.sieve import Sieve

COMPARES = 2  # place of the pattern that compares with something else, which only a share does
WINDOW = 24  # characters before an amount that tell what it is
DURATIONS = ("day", "workday", "month", "year")
CHANGING = ("percent", "percentage_point", "CNY", "day", "workday", "month", "year")


class Change(NamedTuple):
    """That a value is an increment, and the words that say so."""

    direction: str  # increase | decrease
    start: int
    end: int


def change(part: Layout, value: Quantity) -> Change | None:
    """Return how a value changes another one (提高10%), None for an absolute value (提高到80%)."""
    if value.unit not in CHANGING:
        return None
    share = value.unit in ("percent", "percentage_point")
    start = part.clauses[part.clause(value.core_start)][0]
    for direction, compares in _directions().passing(part.text):
        pattern = _patterns()[direction, compares]
        match = pattern.search(part.text, start, value.start) if share or compares < COMPARES else None
        if match:
            return Change(direction, *match.span())
    return None


def continues_list(part: Layout, before: Quantity, value: Quantity) -> bool:
    """Tell whether a value only continues a list that another one of its unit began."""
    gap = part.text[before.end : value.start]
    return before.unit == value.unit and gap != "" and condition_rules().value_gap.match(gap) is not None


@cache
def _patterns() -> dict[tuple[str, int], re.Pattern[str]]:
    data = claim_rules()
    up, down = (
        (data.increase, data.increase_object, data.compared),
        (data.decrease, data.decrease_object, data.compared_less),
    )
    return {(name, i): one for name, every in (("increase", up), ("decrease", down)) for i, one in enumerate(every)}


@cache
def _directions() -> Sieve[tuple[str, int]]:
    return Sieve(_patterns())


def restricts(part: Layout, value: Quantity, values: Sequence[Quantity]) -> bool:
    """Tell whether a value only says for whom or when another one holds: 35岁以下按2.8%划入, 1万元以上的部分报销80%."""
    if (
        part.label
        and part.label[0] <= value.core_start < part.label[1]
        and value.unit not in ("percent", "percentage_point")
    ):
        return True  # 断缴3个月以内:…
    clause = part.clauses[part.clause(value.core_start)]
    later = [v for v in values if v.start >= value.end and v.unit != value.unit]
    here = [v for v in later if v.start < clause[1]]
    if value.unit == "years_of_age":
        if claim_rules().entitled.search(part.text, clause[0], value.start):
            return False
        return bool(here) or _opens_clause(part, value, later, clause)
    if value.unit == "CNY":
        return _is_tier(part, value, later, here)
    if value.unit not in DURATIONS or claim_rules().counted_from.search(part.text[clause[0] : value.start]):
        return False
    return claim_rules().duration_condition_after.search(part.text[value.end : clause[1]]) is not None


def _opens_clause(part: Layout, value: Quantity, later: Sequence[Quantity], clause: Span) -> bool:
    """Tell whether an age with nothing said about it stands before a clause with a value: 70岁以上的,每月110元."""
    index = part.clause(value.core_start)
    if index + 1 >= len(part.clauses):
        return False
    follows = part.clauses[index + 1]
    rest = part.text[value.end : clause[1]]
    bare = not claim_rules().entitling.search(rest)
    same = part.sentence(follows[0]) == part.sentence(value.core_start)
    return bare and same and any(follows[0] <= v.start < follows[1] for v in later)


def _is_tier(part: Layout, value: Quantity, later: Sequence[Quantity], here: Sequence[Quantity]) -> bool:
    """Tell whether an amount is the stretch of costs that a share in the same sentence applies to."""
    data = claim_rules()
    sentence = part.sentence(value.core_start)
    shares = [v for v in later if v.unit == "percent" and part.sentence(v.core_start) == sentence]
    if shares and data.condition_after.match(part.text[value.end :]):
        return True
    if shares and value.bound in ("above", "at_least") and data.item_after.match(part.text[value.end :]):
        return True
    before = part.text[max(0, value.start - WINDOW) : value.start]
    limited = value.bound in ("above", "at_most", "below") or data.tier_before.search(before) is not None
    limited = limited or (value.bound == "range" and not data.amount_cue.search(before))
    if limited and any(v.unit == "percent" for v in here):
        return True
    stretch = value.bound == "range" or claim_rules().stretch_before.search(before) is not None
    return bool(stretch and shares and data.tier_share.match(part.text[value.end :]))


def states_no_fact(part: Layout, value: Quantity) -> bool:
    """Tell whether a value stands in an example, a question, a shop's offer, or a clause whose number is lost."""
    start, end = part.sentences[part.sentence(value.core_start)]
    clause = part.clauses[part.clause(value.core_start)]
    if _number_lost(part.text, value, clause) or condition_rules().question_sentence.search(
        part.text[start:end].strip()
    ):
        return True
    if value.unit == "CNY" and condition_rules().commercial.search(part.text, start, clause[1]):
        return True
    part_examples = examples(part.text, part.sentences)
    return is_former(part, value) or any(start <= value.core_start < end for start, end in part_examples)


def _number_lost(text: str, value: Quantity, clause: Span) -> bool:
    """Tell whether a number is lost in a value's clause: in its own item of a list, or in one handed out in order.

    A lost number of another unit takes nothing from the value behind it: ⟦缺数⟧元报70%.
    """
    mark = claim_rules().slot_mark
    if text.find(mark, *clause) < 0:
        return False
    if condition_rules().aligned.search(text, *clause):
        return True
    start = max(clause[0], text.rfind(ITEM, clause[0], value.start))
    end = text.find(ITEM, value.end, clause[1])
    own = start, end if end >= 0 else clause[1]
    return any(not _is_of_another_unit(text, at, value) for at in _places(mark, text, *own))


def _places(mark: str, text: str, start: int, end: int) -> Iterator[int]:
    """Yield where a mark ends in a stretch of a text."""
    at = text.find(mark, start, end)
    while at >= 0:
        yield at + len(mark)
        at = text.find(mark, at + 1, end)


def _is_of_another_unit(text: str, at: int, value: Quantity) -> bool:
    """Whether a number that is lost right before `at` counted something else than the value behind it."""
    units = claim_rules().slot_units
    own = units.get(value.unit)
    named = any(pattern.match(text, at, value.start) for pattern in units.values())
    return at <= value.start and own is not None and named and not own.match(text, at, value.start)


def is_former(part: Layout, value: Quantity) -> bool:
    """Tell whether a value held only before the rule that the text states: 原为1500元,现调整为2500元."""
    if not _times().passing(part.text):
        return False
    data = condition_rules()
    start = part.sentences[part.sentence(value.core_start)][0]
    former = max((m.end() for m in data.former.finditer(part.text, start, value.start)), default=-1)
    return former >= 0 and data.now.search(part.text, former, value.start) is None


@cache
def _times() -> Sieve[str]:
    return Sieve({"former": condition_rules().former})


def opens_example(text: str) -> bool:
    """Tell whether a line only announces a worked example: 举个例子."""
    return condition_rules().example_heading.match(fold(text)) is not None


@lru_cache(maxsize=4096)
def examples(text: str, sentences: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the spans of worked examples: from their opening word to the end of the sentences about the person."""
    data = condition_rules()
    if data.example_block.match(text):
        return ((0, len(text)),)
    found: list[Span] = []
    for start, end in sentences:
        if data.computed.search(text, start, end) or data.example_story.search(text, start, end):
            found.append((start, end))
            continue
        opening = data.example_open.search(text, start, end)
        goes_on = found and found[-1][1] == start and data.example_person.search(text, start, end)
        sums = opening and re.search(r"\d", opening.group())  # 以基数6000元为例
        if opening and (sums or data.example_person.search(text, opening.start(), end)):
            found.append((opening.start(), end))
        elif goes_on:
            found[-1] = (found[-1][0], end)
    return tuple(found)
