"""Schema of `ontology/rules/guides.yaml`: what a guide says of a service beside channels, papers and steps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ontology.rules import rules

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How a field of a guide may be called."""

    kind: str  # eligibility | cost | time | result | basis | condition | deadline
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class ClauseRule:
    """A clause that states the value of a field in running text: the group `value`."""

    kind: str
    pattern: Pattern
    not_in: Pattern  # sentences with this say something else


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a cost in words amounts to."""

    amount: str  # a group: yuan
    free: str


@dataclass(frozen=True, slots=True)
class NoteRules:
    """When a sentence warns or advises."""

    shortest: int  # characters
    longest: int
    headed: Pattern
    answer: Pattern
    advice: Pattern
    not_advice: Pattern
    warning: Pattern
    not_warning: Pattern
    headed_warning: Pattern


@dataclass(frozen=True, slots=True)
class GuideRules:
    """All of `guides.yaml`."""

    fields: tuple[FieldRule, ...]
    announcing: Pattern
    segment: Pattern  # its first group is the label of a field inside a line
    announcing_length: int  # characters
    values: Mapping[str, Pattern]
    clauses: tuple[ClauseRule, ...]
    amounts: Amounts
    cited: Pattern
    answer: Pattern
    sentence_length: int  # characters
    notes: NoteRules


@cache
def guide_rules() -> GuideRules:
    """Return the rules of `ontology/rules/guides.yaml`.

    Raises:
        DataError: if the file does not fit.
    """
    return rules("guides", GuideRules)
