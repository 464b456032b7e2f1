"""What a question asks: its words, concepts, aspects, conditions and places, and which words say so."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ingest.edits import AlignedText, Draft
from ingest.script import is_traditional, to_simplified
from ontology.matcher import matcher
from ontology.segmenter import words
from ontology.vocabulary import Concept, vocabulary
from query.questions import question_rules
from query.romanized import in_characters
from query.spelling import Correction, mended

FORMAL = "formal"  # vocabulary column: the value that facts use for the concept
HIDDEN_SCHEMES = frozenset({"unit", "bound", "source_kind", "measure"})  # codes of data, not things asked about


@dataclass(frozen=True, slots=True)
class Term:
    """Words of the question and the concept that they were taken for."""

    surface: str
    code: str
    scheme: str
    label: str
    how: str  # label | expression
    start: int
    end: int
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under which conditions an answer must hold; None and empty: the question does not say."""

    care_type: str | None = None
    insured_type: str | None = None
    employment: str | None = None
    facility_level: str | None = None
    diseases: tuple[str, ...] = ()  # labels
    places: tuple[str, ...] = ()  # region codes, as named in the question


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question, understood."""

    asked: str  # as typed
    text: str  # simplified, half width, spelling mended
    corrections: tuple[Correction, ...]
    terms: tuple[Term, ...]
    aspects: tuple[str, ...]  # the main one first
    conditions: Conditions
    outside: tuple[str, ...]  # words that name a thing outside the domain
    content: tuple[str, ...]  # the words that carry content, in order
    standard: tuple[str, ...]  # standard words for what was said otherwise

    def concepts(self, *schemes: str) -> tuple[str, ...]:
        """Return the codes of the asked concepts of some schemes, in the order of the question."""
        asked = (term.code for term in self.terms if not term.negated and term.scheme in schemes)
        return tuple(dict.fromkeys(asked))

    @property
    def aspect(self) -> str | None:
        """The main aspect."""
        return self.aspects[0] if self.aspects else None


def understand(question: str) -> Understanding:
    """Return what `question` asks."""
    folded = unicodedata.normalize("NFKC", _simplified(question)).lower().strip()
    for written, usual in question_rules().replaced.items():
        folded = folded.replace(written, usual)
    text, corrections = mended(in_characters(folded))
    terms = (*_labels(text), *_expressions(text))
    content = tuple(dict.fromkeys(word for word in words(text) if word not in _empty()))
    return Understanding(
        asked=question,
        text=text,
        corrections=corrections,
        terms=terms,
        aspects=tuple(name for name, aspect in question_rules().aspects.items() if aspect.ask.search(text)),
        conditions=_conditions(terms),
        outside=tuple(found.group() for cue in question_rules().outside.values() if (found := cue.search(text))),
        content=content,
        standard=_standard_words(text, content),
    )


def _simplified(question: str) -> str:
    if not question:
        return ""
    draft = Draft(AlignedText.of(question, 0))
    to_simplified(draft, is_traditional(question))
    return draft.text


def _labels(text: str) -> Iterable[Term]:
    """Labels of the vocabulary as they stand in the question."""
    for match in matcher().matches(text):
        for code in match.codes:
            concept = vocabulary().concept(code)
            if concept.scheme not in HIDDEN_SCHEMES:
                yield _term(text, match.start, match.end, concept, "label")


def _expressions(text: str) -> Iterable[Term]:
    """Concepts that are meant by a colloquial expression."""
    for expression in question_rules().expressions:
        found = expression.say.search(text)
        if found:
            for label in expression.means:
                for concept in vocabulary().find(label)[:1]:
                    yield _term(text, found.start(), found.end(), concept, "expression")


def _term(text: str, start: int, end: int, concept: Concept, how: str) -> Term:
    negated = bool(question_rules().negation.search(text[:start]))
    return Term(text[start:end], concept.code, concept.scheme, concept.pref_label, how, start, end, negated)


def _conditions(terms: Iterable[Term]) -> Conditions:
    stated = [vocabulary().concept(term.code) for term in terms if not term.negated]

    def first(scheme: str) -> str | None:
        found = (concept for concept in stated if concept.scheme == scheme)
        return next((concept.attributes.get(FORMAL, concept.pref_label) for concept in found), None)

    def all_of(scheme: str) -> list[Concept]:
        return [concept for concept in stated if concept.scheme == scheme]

    return Conditions(
        care_type=first("care_type"),
        insured_type=first("insured_type"),
        employment=first("employment"),
        facility_level=first("facility_level"),
        diseases=tuple(dict.fromkeys(concept.pref_label for concept in all_of("disease"))),
        places=tuple(dict.fromkeys(concept.code for concept in all_of("region"))),
    )


def _standard_words(text: str, content: tuple[str, ...]) -> tuple[str, ...]:
    rules = question_rules()
    said = (expression.words for expression in rules.expressions if expression.say.search(text))
    asked = (aspect.words for aspect in rules.aspects.values() if aspect.ask.search(text))
    return tuple(dict.fromkeys(word for group in (*said, *asked) for word in group if word not in content))


@cache
def _empty() -> frozenset[str]:
    return frozenset(question_rules().empty_words)
