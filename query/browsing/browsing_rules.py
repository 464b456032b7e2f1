"""Schema of `ontology/rules/browsing.yaml`: what a search box proposes, and how much is shown of each thing."""

from __future__ import annotations

from dataclasses import dataclass

from ontology.rules import rules


@dataclass(frozen=True, slots=True)
class QuestionTemplate:
    """A question that is proposed for things of a type."""

    type: str
    has: str  # the relation that the data must hold of the thing
    text: str  # with {label}


@dataclass(frozen=True, slots=True)
class SuggestionRules:
    """What a search box proposes."""

    types: tuple[str, ...]
    shortest_end: int
    questions: tuple[QuestionTemplate, ...]


@dataclass(frozen=True, slots=True)
class NameRules:
    """How sure a name is, by the way in which it was found; 0 … 1."""

    preferred: float
    alternative: float
    hidden: float
    unlisted: float
    mended: float
    part: float
    alike: float
    least: float


@dataclass(frozen=True, slots=True)
class ShownRules:
    """How much is shown at once."""

    mentions: int
    evidence: int
    articles: int
    paths: int


@dataclass(frozen=True, slots=True)
class BrowsingRules:
    """All of `browsing.yaml`."""

    suggestions: SuggestionRules
    names: NameRules
    shown: ShownRules


def browsing_rules() -> BrowsingRules:
    """Return the rules, read once."""
    return rules("browsing", BrowsingRules)
