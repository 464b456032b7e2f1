"""Schema of `ontology/rules/outcomes.yaml`: reasons, questions back and warnings, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ontology.rules import rules


@dataclass(frozen=True, slots=True)
class Wording:
    """A code in words."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class OutcomeRules:
    """Schema of `ontology/rules/outcomes.yaml`."""

    reasons: Mapping[str, Wording]
    clarify: Mapping[str, Wording]
    asked_back: tuple[str, ...]  # conditions, the one that splits numbers most first
    foreign: float  # share of Han characters below which a question without a known word is in another language
    stale_days: int
    warnings: Mapping[str, Wording]


def outcome_rules() -> OutcomeRules:
    """Return the rules, read once."""
    return rules("outcomes", OutcomeRules)
