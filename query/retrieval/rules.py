"""Schema of `ontology/rules/retrieval.yaml`: how passages are found and ranked, and how sure an answer is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from ontology.rules import rules


@dataclass(frozen=True, slots=True)
class FusionSettings:
    """Reciprocal rank fusion."""

    k: float
    weights: Mapping[str, float]  # leg → weight
    depth: int  # passages that each leg may bring


@dataclass(frozen=True, slots=True)
class RankingSettings:
    """What lifts or lowers a passage after fusion."""

    places: Mapping[str, float]  # factor of a passage that speaks of the asked place (here) or of others (elsewhere)
    weights: Mapping[str, float]  # signal (`query.retrieval.signals`) → what e is raised to, times the signal
    looked_at: int  # the first passages, in which signals are looked for


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """What lifts a passage in the graph leg."""

    claims: int  # best fitting claims that lift passages
    claim: float  # it holds a claim of an asked kind; times 1 + fit
    relation: float  # it holds a relation of an asked kind; times fit
    law: float  # it quotes the asked article of a law
    schemes: Mapping[str, float]  # it names an asked concept of this scheme; times the rarity of the name
    rows: int  # statements that are looked at


@dataclass(frozen=True, slots=True)
class ConfidenceSettings:
    """The logistic model of an answer's confidence."""

    intercept: float
    weights: Mapping[str, float]  # feature → weight
    answer: float  # from this confidence on an answer is given
    outside: float  # the most that a question about a thing outside the domain can have …
    lost: float  # … and one whose number the source has lost
    absent: float  # … and one that asks for a kind of value that no line found holds …
    other_year: float  # … and one that asks for a year of which nothing found speaks
    named_elsewhere: float  # how well a passage answers for a place that only another part of its article names
    few: float  # … and one that names nothing of the domain and of whose words, by weight, less is found


@dataclass(frozen=True, slots=True)
class RetrievalRules:
    """Schema of `ontology/rules/retrieval.yaml`."""

    fusion: FusionSettings
    expansion: float  # weight of standard words for what was said otherwise, beside the words of the question
    ranking: RankingSettings
    graph: GraphSettings
    confidence: ConfidenceSettings
    clause_end: re.Pattern[str]  # between two statements of a line
    facts: int  # claims that are looked at
    fact_articles: int  # articles in which claims are looked for: the first that the text legs found
    alike: float  # share of common word pairs above which two passages count as the same
    same_level: Mapping[str, tuple[str, ...]]


_in_trial: ContextVar[RetrievalRules | None] = ContextVar("_in_trial", default=None)


def retrieval_rules() -> RetrievalRules:
    """Return the rules, read once."""
    return _in_trial.get() or rules("retrieval", RetrievalRules)


@contextmanager
def on_trial(changed: RetrievalRules) -> Iterator[None]:
    """Search by other rules for a while: what an experiment changes."""
    token = _in_trial.set(changed)
    try:
        yield
    finally:
        _in_trial.reset(token)
