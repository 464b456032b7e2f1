"""What a text is about: scores of the branches of social policy, and what spoke for each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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


@of_lines(256)  # asked for in several turns
def scores(text: str) -> Mapping[str, Score]:
    """Return the scores of the branches that `text` speaks of, by their names."""
    return counted(text, topic_rules().most)


def counted(text: str, most: int) -> Mapping[str, Score]:
    """Return the scores of the branches that `text` speaks of where each term counts `most` times at most."""
    found: dict[str, Score] = {}
    for name, term in _term_sieve().passing(text):
        hits = [hit.group() for hit in term.pattern.finditer(text)]
        if hits:
            before = found.get(name, Score(name, 0.0))
            words = dict.fromkeys((*before.words, *hits))
            found[name] = Score(name, before.value + term.weight * min(len(hits), most), tuple(words))
    return found


@cache
def _term_sieve() -> Sieve[tuple[str, Term]]:
    data = topic_rules()
    return Sieve({(one.name, term): term.pattern for one in (data.home, *data.branches) for term in one.terms})


def home_score(text: str) -> Score:
    """Return how much `text` speaks of medical insurance."""
    return score_of(topic_rules().home, scores(text))


def score_of(branch: Branch, found: Mapping[str, Score]) -> Score:
    """Return the score of `branch` among those of a text."""
    return found.get(branch.name) or Score(branch.name, 0.0)


def strongest(branches: Sequence[Branch], found: Mapping[str, Score]) -> Score:
    """Return the score of the branch that a text speaks of most; the first of equals."""
    spoken = (found[branch.name] for branch in branches if branch.name in found)
    none = Score(branches[0].name if branches else "", 0.0)
    return max(spoken, key=lambda one: one.value, default=none)
