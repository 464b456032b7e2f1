"""The schema of `ontology/rules/language.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ontology.rules import rules


@dataclass(frozen=True, slots=True)
class LanguageSettings:
    """What the language model keeps, and how it smooths."""

    character_count: int
    bigram_count: int
    bigrams: int
    trigram_count: int
    trigrams: int
    domain_weight: int
    quantum: float
    discount: float


@cache
def language_settings() -> LanguageSettings:
    """Return the rules of `ontology/rules/language.yaml`."""
    return rules("language", LanguageSettings)
