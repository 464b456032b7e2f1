"""What was understood of a question, as text for people: each thing with the words that said it."""

from __future__ import annotations

from collections.abc import Iterator

from ontology.vocabulary import vocabulary
from query.answers import Answer
from query.retrieval.rules import retrieval_rules
from query.understanding.answer_types import wanted_value
from query.understanding.question import Understanding
from query.understanding.rules import question_rules

COLUMN = 16  # width of the names


def explained(answer: Answer) -> str:
    """Return what was understood and how the confidence came about, a line each."""
    asked = answer.understanding
    lines = [*_understood(asked), *_weighed(answer)]
    return "".join(f"{name:<{COLUMN}}{text}\n" for name, text in lines)


def _understood(asked: Understanding) -> Iterator[tuple[str, str]]:
    yield "read as", asked.text
    for correction in asked.corrections:
        yield "mended", f"{correction.written} → {correction.meant}"
    if asked.follows:
        yield "goes on from", asked.follows
    for question in asked.questions:
        yield "question", question
    for term in asked.terms:
        sign = "not " if term.negated else ""
        yield term.scheme[: COLUMN - 1], f"{sign}{term.label} ← “{term.surface}” ({term.how})"
    for said in asked.said:
        yield "means", f"{', '.join(said.words) or '-'} ← “{asked.text[said.start : said.end]}”"
    for name in asked.aspects:
        found = question_rules().aspects[name].ask.search(asked.text)
        yield "asks for", f"{name} ← “{found.group() if found else ''}”"
    if value := wanted_value(asked.text):
        yield "value", f"a {value.name}"
    for condition in ("care_type", "insured_type", "employment", "facility_level", "disease", "region"):
        codes: tuple[str, ...] = getattr(asked.conditions, condition)
        if codes:
            yield "condition", f"{condition}: {', '.join(vocabulary().concept(code).pref_label for code in codes)}"
    for stated in asked.values:
        yield "states", f"{stated.kind} {stated.surface}"
    for word in asked.outside:
        yield "outside", word
    yield "words", " ".join(asked.content)


def _weighed(answer: Answer) -> Iterator[tuple[str, str]]:
    """The features of the confidence, the weightiest first."""
    weights = retrieval_rules().confidence.weights
    shares = {name: weights.get(name, 0.0) * value for name, value in answer.features.items()}
    shown = sorted((name for name in shares if shares[name]), key=lambda name: -abs(shares[name]))
    yield "confidence", ", ".join(f"{name} {shares[name]:+.2f}" for name in shown)
