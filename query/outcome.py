"""Whether there is an answer, and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.passages import Passage
from index.regions import with_larger
from ingest.cleaning.damage import damage_rules
from query.facts import Fact, Row, measures
from query.lines import Near
from query.questions import question_rules
from query.retrieval import retrieval_rules
from query.support import HEAVIEST, Part, Support, best_line, support
from query.understanding import Understanding

ANSWER, CLARIFY, CONFLICT, NO_ANSWER = "answer", "clarify", "conflict", "no_answer"
NAMED = frozenset({"service", "channel", "disease", "region", "law", "facility_level", "insured_group", "care_type"})
TELLING = 3.0  # weight from which on a plain word is named as missing
NEARLY = 0.75  # by which facts may differ in fit and still be choices
OPEN = "care_type"  # the condition that splits numbers most: without it a question is asked back


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, before it is judged."""

    parts: Sequence[Part]  # of the question
    passages: Sequence[Passage]  # the first ranks
    cosine: float  # of the closest passage
    line: Near  # the closest line of them
    agreement: float  # share of the legs that have the first passage among their first ranks
    facts: Sequence[Fact]
    conflicts: Sequence[tuple[str, str]]  # ids of facts that cannot both hold
    places: frozenset[str]  # region codes that the articles of the passages take as their example


@dataclass(frozen=True, slots=True)
class Judgement:
    """Outcome, confidence, and what the question asked that nothing supports."""

    outcome: str
    confidence: float  # 0 … 1: how often an answer like this is right
    missing: tuple[str, ...]
    choices: tuple[str, ...]  # what the question must say to have one answer
    features: Mapping[str, float]


def judged(asked: Understanding, found: Found) -> Judgement:
    """Return whether what was found answers the question, and how sure that is."""
    held = support(found.parts, [passage.indexed for passage in found.passages])
    seen = features(asked, found, held)
    asks = asked.content or asked.terms or asked.said
    confidence = probability(seen) if asks else 0.0  # where no word says anything, nothing answers it
    if seen["outside"] or _says_nothing_known(asked, held):
        confidence = min(confidence, retrieval_rules().confidence.outside)
    choices = open_choices(asked, found.facts)
    return Judgement(_outcome(confidence, found, choices), confidence, _missing(asked, found, held), choices, seen)


def _says_nothing_known(asked: Understanding, held: Support) -> bool:
    """Whether a question holds no name or expression of the domain, and few of its words stand in what was found."""
    named = asked.terms or asked.said or question_rules().inside.search(asked.text)
    return not named and held.share < retrieval_rules().confidence.few


def open_choices(asked: Understanding, facts: Sequence[Fact]) -> tuple[str, ...]:
    """Return what the best facts differ in and the question leaves open: kinds of care, else places."""
    if not facts or not question_rules().number.search(asked.text):
        return ()
    best = max(fact.fit for fact in facts)
    rows = [fact.row for fact in facts if fact.fit >= best - NEARLY]
    kinds = () if asked.conditions.care_type else tuple(dict.fromkeys(row[OPEN] for row in rows if row[OPEN]))
    if len(kinds) > 1:
        return kinds
    return () if asked.conditions.region else _differing_places(rows)


def _differing_places(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the places that facts are of, if it depends on the place what they say."""
    values: dict[str, set[tuple[Any, Any, str]]] = {}
    for row in rows:
        place = row["place"] or row["article_place"]
        if place:
            values.setdefault(place, set()).add((row["value_min"], row["value_max"], row["unit"]))
    differ = len({frozenset(found) for found in values.values()}) > 1
    return tuple(values) if differ else ()


def probability(seen: Mapping[str, float]) -> float:
    """Return the confidence that the logistic model gives for some features."""
    rules = retrieval_rules().confidence
    total = rules.intercept + sum(weight * seen.get(name, 0.0) for name, weight in rules.weights.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def features(asked: Understanding, found: Found, held: Support) -> dict[str, float]:
    """Return what speaks for an answer and against it, each about 0 … 1."""
    singles = [support(held.parts, [passage.indexed]).share for passage in found.passages]
    missing = held.missing
    line = best_line(held.parts, found.passages)
    number, mark = bool(question_rules().number.search(asked.text)), damage_rules().mark_number
    wanted = bool(measures(asked))
    best = [fact for fact in found.facts if fact.fit >= found.facts[0].fit - NEARLY]
    here = any(fact.stands_in(passage) for fact in best for passage in found.passages)
    return {
        "support": held.share,
        "support_first": singles[0] if singles else 0.0,
        "support_best": max(singles, default=0.0),
        "support_line": line.share,
        "cosine": found.cosine,
        "line": found.line.cosine,
        "agreement": found.agreement,
        "rarest_missing": max((part.weight for part in missing), default=0.0) / HEAVIEST,
        "concept_missing": float(any(part.scheme in NAMED for part in missing)),
        "place_missing": float(_place_is_missing(asked, found, held)),
        "outside": float(_is_outside(asked, found)),
        "number_asked": float(wanted),
        "number_here": float(here),
        "number_missing": float(wanted and not found.facts),
        "number_lost": float(number and any(mark in text for text in (line.text, found.line.text))),
        "digits_missing": float(number and not any(character.isdigit() for character in line.text)),
        "unsaid": float(not asked.terms and not asked.said),
    }


def _place_is_missing(asked: Understanding, found: Found, held: Support) -> bool:
    places = [part for part in held.missing if part.scheme == "region"]
    return bool(places) and not found.places & set(with_larger(asked.conditions.region))


def _is_outside(asked: Understanding, found: Found) -> bool:
    """Whether the question names a thing outside the domain, and not both it and the passages lead back."""
    if not asked.outside:
        return False
    spoken_of = all(any(word in passage.text for passage in found.passages) for word in asked.outside)
    return not (spoken_of and question_rules().inside.search(asked.text))


def _missing(asked: Understanding, found: Found, held: Support) -> tuple[str, ...]:
    """Name what the question asked and nothing supports: names and rare words, then the number, if there is none."""
    words = [part.surface for part in held.missing if part.scheme in NAMED or part.weight >= TELLING]
    numbers = [f"{kind}" for kind in measures(asked)] if not found.facts else []
    return tuple(dict.fromkeys((*words, *numbers)))


def _outcome(confidence: float, found: Found, choices: Sequence[str]) -> str:
    if not found.passages or confidence < retrieval_rules().confidence.answer:
        return NO_ANSWER
    if found.conflicts:
        return CONFLICT
    return CLARIFY if choices else ANSWER
