"""The schema of `ontology/rules/damage.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ontology.rules import rules

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Fill:
    """A censored word that the closed text around it proves."""

    left: Pattern
    right: Pattern
    word: str


@dataclass(frozen=True, slots=True)
class Substitution:
    """A word that stands in the place of a common domain word."""

    found: Pattern
    means: str


@dataclass(frozen=True, slots=True)
class DamageRules:
    """Schema of `ontology/rules/damage.yaml`."""

    mark_word: str
    mark_number: str
    censored: Pattern
    fill: tuple[Fill, ...]
    lost_numbers: tuple[Pattern, ...]
    truncated_tail: Pattern
    truncated_tail_clause: Pattern
    truncated_not: Pattern
    truncated_head: Pattern
    cut_length: int
    cut_sentence: Pattern
    cut_clause: Pattern
    cut_last: Pattern
    cut_open: Pattern
    cut_words: str
    cut_warning: Pattern
    cut_odds: float
    cut_confidence: float
    sibling_numbers: tuple[Pattern, ...]
    sibling_side: int
    sibling_han: int
    sibling_reach: int
    missing_word: Pattern
    bound: str
    bound_word_count: int
    bound_pair_count: int
    bound_gain: float
    stray_closing: str
    item_mark: Pattern
    item_mark_length: int
    state: str
    label_length: int
    law_title_left: Pattern
    basis: Pattern
    enumeration_comma: Pattern
    template_residue: Pattern
    literal_labels: Pattern
    blank_before_number: Pattern
    blank_after_number: Pattern
    blank_at_bracket: Pattern
    word_substitutions: tuple[Substitution, ...]
    noise_longest: int
    noise_protected: Pattern
    copy_shingle: int
    copy_containment: float
    copy_length: int
    duplicate_length: int
    copy_drift: int
    copy_ratio: float
    copy_noise_score: float


@cache
def damage_rules() -> DamageRules:
    """Return the rules of `ontology/rules/damage.yaml`."""
    return rules("damage", DamageRules)
