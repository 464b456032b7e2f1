"""Whether there is an answer, and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.articles.passages import Passage
from ingest.cleaning.damage import damage_rules
from query.outcomes.agreement import is_outside, other_insurance
from query.outcomes.clarifying import QuestionBack, question_back
from query.outcomes.lost_numbers import is_lost
from query.outcomes.silence import reason
from query.outcomes.years import is_of_another_year
from query.retrieval.facts import Fact, measures
from query.retrieval.lines import Near, answering_lines
from query.retrieval.nearness import Nearness
from query.retrieval.rules import retrieval_rules
from query.retrieval.support import Line, Part, Support, best_line, support
from query.understanding.answer_types import wanted_value
from query.understanding.question import Understanding
from query.understanding.rules import question_rules

ANSWER, CLARIFY, CONFLICT, NO_ANSWER = "answer", "clarify", "conflict", "no_answer"
NAMED = frozenset({"service", "channel", "disease", "region", "law", "facility_level", "insured_group", "care_type"})
THINGS = NAMED - {"region"}  # a place may be that of the whole article: `place_missing` tells
TELLING = 3.0  # weight from which on a plain word is named as missing


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, before it is judged."""

    parts: Sequence[Part]  # of the question
    passages: Sequence[Passage]  # the first ranks
    line: Near  # the closest line of them
    agreement: float  # share of the legs that have the first passage among their first ranks
    nearness: Nearness  # of the first ranks
    facts: Sequence[Fact]
    conflicts: Sequence[tuple[str, str]]  # ids of facts that cannot both hold
    place: float  # how well the passages answer for the asked place, 0 … 1


@dataclass(frozen=True, slots=True)
class Judgement:
    """Outcome, confidence, and what the question asked that nothing supports."""

    outcome: str
    confidence: float  # 0 … 1: how often an answer like this is right
    missing: tuple[str, ...]
    question: QuestionBack | None  # what the question must say to have one answer
    reason: str | None  # why there is no answer
    features: Mapping[str, float]


def judged(asked: Understanding, found: Found) -> Judgement:
    """Return whether what was found answers the question, and how sure that is."""
    held = support(found.parts, [passage.indexed for passage in found.passages])
    seen = features(asked, found, held)
    unknown = _says_nothing_known(asked, held)
    confidence = min(probability(seen), *_limits(asked, seen, unknown))
    question = question_back(asked, found.facts)
    outcome = _outcome(confidence, found, question)
    return Judgement(
        outcome=outcome,
        confidence=confidence,
        missing=_missing(asked, found, held),
        question=question,
        reason=reason(asked, seen, unknown) if outcome == NO_ANSWER else None,
        features=seen,
    )


def _limits(asked: Understanding, seen: Mapping[str, float], unknown: bool) -> Iterator[float]:
    """Yield the most that the confidence can be, for each thing that limits it."""
    rules = retrieval_rules().confidence
    yield 1.0 if asked.content or asked.terms or asked.said else 0.0  # where no word says anything, nothing answers it
    if seen["outside"] or unknown:
        yield rules.outside
    if seen["number_lost"]:
        yield rules.lost
    if seen["value_absent"]:
        yield rules.absent
    if seen["other_year"]:
        yield rules.other_year


def _says_nothing_known(asked: Understanding, held: Support) -> bool:
    """Whether a question holds no name or expression of the domain, and few of its words stand in what was found."""
    named = asked.terms or asked.said or question_rules().inside.search(asked.text)
    return not named and held.share < retrieval_rules().confidence.few


def probability(seen: Mapping[str, float]) -> float:
    """Return the confidence that the logistic model gives for some features."""
    rules = retrieval_rules().confidence
    total = rules.intercept + sum(weight * seen.get(name, 0.0) for name, weight in rules.weights.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def features(asked: Understanding, found: Found, held: Support) -> dict[str, float]:
    """Return what speaks for an answer and against it, each about 0 … 1."""
    first = support(held.parts, [passage.indexed for passage in found.passages[:1]])
    line = best_line(held.parts, found.passages)
    value_missing, value_absent = _value_missing(asked, found, line)
    number, mark = question_rules().number.search(asked.text) is not None, damage_rules().mark_number
    return {
        "support_first": first.share,
        "support_line": line.share,
        "line": found.line.cosine,
        "near_first": found.nearness.first,
        "agreement": found.agreement,
        "concept_missing": max(
            (1.0 - found.nearness.of(part) for part in held.missing if part.scheme in THINGS), default=0.0
        ),
        "place_missing": 1.0 - found.place,
        "other_insurance": other_insurance(asked, found.passages),
        "outside": float(is_outside(asked, found.passages, held.parts)),
        "number_lost": float(number and is_lost(asked, held.parts, found.passages)),
        "number_damaged": float(number and any(mark in text for text in (line.text, found.line.text))),
        "other_year": float(is_of_another_year(asked, found.passages)),
        "fact_missing": float(bool(measures(asked)) and not found.facts),
        "value_missing": value_missing,
        "value_absent": value_absent,
    }


def _value_missing(asked: Understanding, found: Found, line: Line) -> tuple[float, float]:
    """Return what the best line with a value of the asked kind speaks less of the question than the best of all.

    Behind it stands whether there is no such line at all. Both are 0 where no value is asked for.
    """
    value = wanted_value(asked.text)
    if value is None:
        return 0.0, 0.0
    lines = [
        (passage, text) for passage in found.passages for text in answering_lines(passage) if value.stands_in(text)
    ]
    shares = (support(found.parts, [f"{passage.context}\n{text}"]).share for passage, text in lines)
    return max(0.0, line.share - max(shares, default=0.0)), float(not lines)


def _missing(asked: Understanding, found: Found, held: Support) -> tuple[str, ...]:
    """Name what the question asked and nothing supports: names and rare words, then the number, if there is none."""
    words = [part.surface for part in held.missing if part.scheme in NAMED or part.weight >= TELLING]
    numbers = [f"{kind}" for kind in measures(asked)] if not found.facts else []
    return tuple(dict.fromkeys((*words, *numbers)))


def _outcome(confidence: float, found: Found, question: QuestionBack | None) -> str:
    if not found.passages or confidence < retrieval_rules().confidence.answer:
        return NO_ANSWER
    if found.conflicts:
        return CONFLICT
    return CLARIFY if question else ANSWER
