"""When and under which circumstances a value holds, in the words of its sentence: `ontology/rules/conditions.yaml`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

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
    bare_care: tuple[ShortName, ...]
    bare_levels: tuple[ShortName, ...]
    care_diseases: tuple[str, ...]
    level_series: re.Pattern[str]
    reference_before: re.Pattern[str]
    reference_after: re.Pattern[str]
    negated_before: re.Pattern[str]
    joined: re.Pattern[str]
    moment_after: re.Pattern[str]
    other_level_after: re.Pattern[str]
    open_level_after: re.Pattern[str]
    levels_apart: re.Pattern[str]
    aligned: re.Pattern[str]
    value_gap: re.Pattern[str]
    own_topic: re.Pattern[str]
    clause_conditions: tuple[re.Pattern[str], ...]
    sentence_conditions: tuple[re.Pattern[str], ...]
    period_year: re.Pattern[str]
    period_month: re.Pattern[str]
    period_visit: re.Pattern[str]
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


def period(text: str) -> str | None:
    """Return year or month where `text` states it last; None for a value per visit."""
    data = condition_rules()
    hits = [
        (match.end(), name)
        for name, pattern in (("year", data.period_year), ("month", data.period_month), ("", data.period_visit))
        for match in pattern.finditer(text)
    ]
    return max(hits)[1] or None if hits else None


def stated_conditions(clause: str, sentence: str) -> list[str]:
    """Return the words that restrict a value: of its clause, and circumstances that its sentence states before it."""
    own = _hits(clause, (*_of_sentence().passing(clause), *_of_clause().passing(clause)))
    circumstances = _hits(clause, _of_sentence().passing(clause)) or _hits(sentence, _of_sentence().passing(sentence))
    return list(dict.fromkeys((*circumstances, *own)))


@cache
def _of_sentence() -> Sieve[re.Pattern[str]]:
    return Sieve({pattern: pattern for pattern in condition_rules().sentence_conditions})


@cache
def _of_clause() -> Sieve[re.Pattern[str]]:
    return Sieve({pattern: pattern for pattern in condition_rules().clause_conditions})


def _hits(text: str, patterns: Sequence[re.Pattern[str]]) -> list[str]:
    """Return what the patterns find, each stretch of the text once."""
    found: list[re.Match[str]] = []
    for pattern in patterns:
        for match in pattern.finditer(text):
            if match.group() and not any(match.start() < m.end() and m.start() < match.end() for m in found):
                found.append(match)
                break
    return [match.group().strip() for match in sorted(found, key=lambda match: match.start())]
