"""When and under which circumstances a value holds, in the words of its sentence: `ontology/rules/conditions.yaml`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ingest.edits.draft import Span
from ontology.remembering import of_lines
from ontology.rules import rules
from ontology.sieve import Sieve


@dataclass(frozen=True)
class ShortName:
    """A care type or a level by a short name; without a code it names none alone."""

    pattern: re.Pattern[str]
    code: str


@dataclass(frozen=True)
class ConditionRules:
    """`ontology/rules/conditions.yaml`; the comments there say what each key means."""

    label: re.Pattern[str]
    announcing: re.Pattern[str]
    longest_sentence: int
    longest_clause: int
    bare_care: tuple[ShortName, ...]
    bare_levels: tuple[ShortName, ...]
    care_diseases: tuple[str, ...]
    level_series: re.Pattern[str]
    generic_groups: tuple[str, ...]
    reference_before: re.Pattern[str]
    reference_after: re.Pattern[str]
    reference_as_before: re.Pattern[str]
    reference_as: re.Pattern[str]
    negated_before: re.Pattern[str]
    joined: re.Pattern[str]
    row_measure: re.Pattern[str]
    row_case: re.Pattern[str]
    row_notes: tuple[re.Pattern[str], ...]
    rows_run: re.Pattern[str]
    list_items: int
    listed: re.Pattern[str]
    no_insured: re.Pattern[str]
    side_by_side: re.Pattern[str]
    moment_after: re.Pattern[str]
    other_level_after: re.Pattern[str]
    open_level_after: re.Pattern[str]
    uniform: re.Pattern[str]
    levels_apart: re.Pattern[str]
    aligned: re.Pattern[str]
    bracket_after: re.Pattern[str]
    value_gap: re.Pattern[str]
    sentence_heading: re.Pattern[str]
    bar_row: re.Pattern[str]
    lead_item: re.Pattern[str]
    bullet: re.Pattern[str]
    own_topic: re.Pattern[str]
    clause_conditions: tuple[re.Pattern[str], ...]
    sentence_conditions: tuple[re.Pattern[str], ...]
    period_year: re.Pattern[str]
    period_month: re.Pattern[str]
    period_visit: re.Pattern[str]
    former: re.Pattern[str]
    now: re.Pattern[str]
    commercial: re.Pattern[str]
    row_sign: re.Pattern[str]
    row_name: re.Pattern[str]
    alternatives: re.Pattern[str]
    example_place: re.Pattern[str]
    example_open: re.Pattern[str]
    example_person: re.Pattern[str]
    example_block: re.Pattern[str]
    example_story: re.Pattern[str]
    computed: re.Pattern[str]
    example_heading: re.Pattern[str]
    question_sentence: re.Pattern[str]


@cache
def condition_rules() -> ConditionRules:
    """Return the rules of `conditions.yaml`."""
    return rules("conditions", ConditionRules)


@dataclass(frozen=True, slots=True)
class Worded:
    """Words of a text that restrict a value."""

    start: int
    end: int
    order: int  # of the pattern that found them; of those that overlap the first one counts
    circumstance: bool  # reaches from its sentence into later clauses


def period(text: str, start: int, end: int) -> tuple[str, Span] | None:
    """Return year or month where characters [start, end) of `text` state it last; None for a value per visit."""
    found = max((hit for hit in _periods(text) if start <= hit[1] and hit[0] <= end), default=None)
    return (found[2], (found[1], found[0])) if found and found[2] else None


@of_lines(512)  # asked for by each amount of a line
def _periods(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return where periods stand: end, start, name; "" is the name of a visit."""
    return tuple(
        (match.end(), match.start(), name)
        for name, pattern in _of_periods().passing_pairs(text)
        for match in pattern.finditer(text)
    )


def stated_conditions(text: str, clause: Span, sentence: Span) -> list[Span]:
    """Return the words that restrict a value: of its clause, and circumstances that its sentence states before it.

    Args:
        text: of the block.
        clause: what the value can take its own conditions from.
        sentence: its sentence up to the value.
    """
    words = _worded(text)
    if not words:
        return []
    own = _one_each([word for word in words if clause[0] <= word.start and word.end <= clause[1]])
    circumstances = [word for word in own if word.circumstance] or _one_each(
        [word for word in words if word.circumstance and sentence[0] <= word.start and word.end <= sentence[1]], -1
    )
    rest = [word for word in own if not word.circumstance]
    spans: dict[str, Span] = {}
    for word in (*circumstances, *rest):
        spans.setdefault(text[word.start : word.end].strip(), (word.start, word.end))
    return [*spans.values()]


def _one_each(words: Sequence[Worded], sign: int = 1) -> list[Worded]:
    """Return the first words of each pattern (the last with sign -1), each stretch of the text once, in order."""
    found: list[Worded] = []
    seen: set[int] = set()
    for word in sorted(words, key=lambda word: (word.order, sign * word.start)):
        free = not any(word.start < one.end and one.start < word.end for one in found)
        if free and word.order not in seen:
            found.append(word)
            seen.add(word.order)
    return sorted(found, key=lambda word: word.start)


@of_lines(512)
def _worded(text: str) -> tuple[Worded, ...]:
    """Return all words of a text that could restrict one of its values."""
    return tuple(
        Worded(*match.span(), order, circumstance)
        for (order, circumstance), pattern in _patterns().passing_pairs(text)
        for match in pattern.finditer(text)
        if match.group()
    )


@cache
def _patterns() -> Sieve[tuple[int, bool]]:
    """Return the patterns of circumstances, then those of clauses, in their order."""
    data = condition_rules()
    every = [(pattern, True) for pattern in data.sentence_conditions]
    every += [(pattern, False) for pattern in data.clause_conditions]
    return Sieve({(order, circumstance): pattern for order, (pattern, circumstance) in enumerate(every)})


@cache
def _of_periods() -> Sieve[str]:
    data = condition_rules()
    return Sieve({"year": data.period_year, "month": data.period_month, "": data.period_visit})
