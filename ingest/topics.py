"""What a text is about: scores of the branches of social policy, and what spoke for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from ontology.remembering import of_lines
from ontology.rules import rules
from ontology.sieve import Sieve

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Term:
    """A sign of a branch."""

    pattern: Pattern
    weight: float


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of social policy."""

    name: str
    also: Pattern  # what a title says that is about it
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class TopicRules:
    """Schema of `ontology/rules/topics.yaml`."""

    most: int
    paragraph_least: float
    margin: float
    own_share: float
    article_density: float
    article_share: float
    article_length: int
    home: Branch
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """How much a text speaks of a branch, and by which words."""

    branch: str
    value: float
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the score for the log: pension 2 (养老金 延迟退休)."""
        return f"{self.branch} {self.value:g} ({' '.join(self.words)})" if self.words else f"{self.branch} 0"


@cache
def topic_rules() -> TopicRules:
    """Return the rules of `ontology/rules/topics.yaml`."""
    return rules("topics", TopicRules)


def score(branch: Branch, text: str, most: int | None = None) -> Score:
    """Return how much `text` speaks of `branch`; each term counts `most` times at most, by default as the rules say."""
    limit = topic_rules().most if most is None else most
    value, words = 0.0, []
    for term in _terms_in(text).get(branch.name, ()):
        hits = [hit.group() for hit in term.pattern.finditer(text)]
        value += term.weight * min(len(hits), limit)
        words += hits
    return Score(branch.name, value, tuple(dict.fromkeys(words)))


@of_lines(256)  # asked for by each branch
def _terms_in(text: str) -> Mapping[str, tuple[Term, ...]]:
    """Return the terms that `text` can hold, by their branch."""
    found: dict[str, tuple[Term, ...]] = {}
    for name, term in _term_sieve().passing(text):
        found[name] = (*found.get(name, ()), term)
    return found


@cache
def _term_sieve() -> Sieve[tuple[str, Term]]:
    data = topic_rules()
    return Sieve({(one.name, term): term.pattern for one in (data.home, *data.branches) for term in one.terms})


@of_lines(1024)
def home_score(text: str) -> Score:
    """Return how much `text` speaks of medical insurance."""
    return score(topic_rules().home, text)


def strongest(branches: Iterable[Branch], text: str) -> Score:
    """Return the score of the branch that `text` speaks of most; the first of equals."""
    return max((score(branch, text) for branch in branches), key=lambda found: found.value, default=Score("", 0.0))
