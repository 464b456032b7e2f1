"""What a question asks: its words, concepts, aspects, conditions and places, and which words say so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache

from index.rdf.conditions import slot_code
from ingest.cleaning.script import to_simplified, traditional_share
from ingest.edits.draft import AlignedText, Draft
from ontology.matcher import matcher
from ontology.segmenter import known_words
from ontology.vocabulary import Concept, vocabulary
from query.understanding import sayings
from query.understanding.opening_place import opening_place
from query.understanding.romanized import in_characters
from query.understanding.rules import question_rules
from query.understanding.spelling import Correction, mended

LABEL, EXPRESSION = "label", "expression"  # how a term was found
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})  # categories of characters that nobody types on purpose
HIDDEN_SCHEMES = frozenset({"unit", "bound", "source_kind"})  # codes of data, not things asked about


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
class Said:
    """A colloquial expression in the question, with the concepts and standard words that it stands for."""

    start: int
    end: int
    codes: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A value that the question states."""

    kind: str  # amount | date | age | share
    surface: str


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under which conditions an answer must hold, as concept codes; empty: the question does not say."""

    care_type: tuple[str, ...] = ()
    insured_type: tuple[str, ...] = ()
    employment: tuple[str, ...] = ()
    facility_level: tuple[str, ...] = ()
    disease: tuple[str, ...] = ()
    region: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question, understood."""

    asked: str  # as typed
    text: str  # simplified, half width, spelling mended
    corrections: tuple[Correction, ...]
    terms: tuple[Term, ...]
    said: tuple[Said, ...]
    aspects: tuple[str, ...]  # the main one first
    conditions: Conditions
    outside: tuple[str, ...]  # words that name a thing outside the domain
    content: tuple[str, ...]  # the words that carry content, in order
    expansions: tuple[tuple[str, ...], ...]  # standard words for what was said otherwise: each a group of equals
    values: tuple[Value, ...] = ()  # amounts, dates, ages, shares that the question states
    questions: tuple[str, ...] = ()  # if it asks several things at once, each of them
    follows: str | None = None  # the earlier question that it goes on from

    def concepts(self, *schemes: str) -> tuple[str, ...]:
        """Return the codes of the asked concepts of some schemes, in the order of the question."""
        asked = (term.code for term in self.terms if not term.negated and term.scheme in schemes)
        return tuple(dict.fromkeys(asked))

    @property
    def aspect(self) -> str | None:
        """The main aspect."""
        return self.aspects[0] if self.aspects else None


def understand(question: str) -> Understanding:
    """Return what `question` asks; of a long one its beginning counts (data: `longest`)."""
    folded = unicodedata.normalize("NFKC", _simplified(_printable(question))).lower().strip()
    for written, usual in question_rules().replaced.items():
        folded = folded.replace(written, usual)
    text, corrections = mended(in_characters(sayings.rewritten(folded)))
    named = tuple(_labels(text))
    other = [Said(start, end, (), words) for start, end, words in sayings.named(text)]
    other = [one for one in other if not any(_is_inside(one, term) for term in named)]
    named = tuple(term for term in named if not any(_is_inside(term, one) for one in other))
    said = (*_said(text), *other)
    terms = (*named, *(term for one in said for term in _meant(text, one)))
    content = tuple(dict.fromkeys(word for word in _words(text, [*named, *other]) if word not in _empty()))
    aspects = tuple(name for name, aspect in question_rules().aspects.items() if aspect.ask.search(text))
    return Understanding(
        asked=question,
        text=text,
        corrections=corrections,
        terms=terms,
        said=said,
        aspects=aspects,
        conditions=_conditions(terms),
        outside=_outside(text),
        content=content,
        expansions=_expansions(text, terms, said, aspects),
        values=tuple(
            Value(kind, found.group())
            for kind, form in question_rules().values.items()
            for found in form.finditer(text)
        ),
        questions=_several(text),
    )


def _outside(text: str) -> tuple[str, ...]:
    """The words that name a thing outside the domain, one of each kind."""
    found = (kind.asked.search(text) for kind in question_rules().outside.values())
    return tuple(word.group() for word in found if word)


def _several(text: str) -> tuple[str, ...]:
    """The questions in a text that asks several things at once; none if it asks one."""
    pieces = [piece.strip() for piece in _separated(text)]
    asking = [piece for piece in pieces if any(one.ask.search(piece) for one in question_rules().aspects.values())]
    return tuple(asking) if len(asking) > 1 else ()


def _separated(text: str) -> Iterable[str]:
    at = 0
    for found in question_rules().between_questions.finditer(text):
        yield text[at : found.start()]
        at = found.end()
    yield text[at:]


def _printable(question: str) -> str:
    """The beginning of a question, without control and format characters."""
    start = question[: question_rules().longest]
    return "".join(" " if unicodedata.category(character) in UNSEEN else character for character in start)


def _simplified(question: str) -> str:
    if not question:
        return ""
    draft = Draft(AlignedText.of(question, 0))
    to_simplified(draft, traditional_share(question))
    return draft.text


def _labels(text: str) -> Iterable[Term]:
    """Labels of the vocabulary as they stand in the question, and the short name of a place that it begins with."""
    if opening := opening_place(text):
        yield _term(text, *opening[:2], vocabulary().concept(opening[2]), LABEL)
    for match in matcher().matches(text):
        for code in match.codes:
            concept = vocabulary().concept(code)
            if concept.scheme not in HIDDEN_SCHEMES and not _names_people(text, match.start, concept):
                yield _term(text, match.start, match.end, concept, LABEL)


def _names_people(text: str, start: int, concept: Concept) -> bool:
    """Whether a name of a place says where people come from: 台湾人 asks for no rule of 台湾."""
    return concept.scheme == "region" and question_rules().people_of_place.match(text, start) is not None


def _is_inside(one: Term | Said, other: Term | Said) -> bool:
    return other.start <= one.start and one.end <= other.end


def _words(text: str, named: Iterable[Term | Said]) -> Iterable[str]:
    """The words of a question; what is named and words of the domain are cut out first, so that no other word takes
    a character of theirs: 牙医保 holds no 牙医.
    """
    spans = [(term.start, term.end) for term in named]
    for word in question_rules().everyday:
        found = ((match.start(), match.end()) for match in re.finditer(re.escape(word), text))
        spans += [(a, b) for a, b in found if all(b <= start or end <= a for start, end in spans)]
    at = 0
    for start, end in sorted(set(spans)):
        yield from known_words(text[at:start])
        yield from known_words(text[max(at, start) : end])
        at = max(at, end)
    yield from known_words(text[at:])


def _said(text: str) -> Iterable[Said]:
    """The colloquial expressions in the question."""
    for expression in question_rules().expressions:
        found = expression.say.search(text)
        if found and found.group():
            codes = (concept.code for label in expression.means for concept in vocabulary().find(label))
            yield Said(found.start(), found.end(), tuple(codes), expression.words)


def _meant(text: str, said: Said) -> Iterable[Term]:
    for code in said.codes:
        yield _term(text, said.start, said.end, vocabulary().concept(code), EXPRESSION)


def _term(text: str, start: int, end: int, concept: Concept, how: str) -> Term:
    negated = bool(question_rules().negation.search(text[:start]))
    return Term(text[start:end], concept.code, concept.scheme, concept.pref_label, how, start, end, negated)


def _conditions(terms: Iterable[Term]) -> Conditions:
    """Names in the question decide; expressions only where no name says anything of that kind."""
    found: dict[str, dict[str, list[str]]] = {how: {} for how in (LABEL, EXPRESSION)}
    for term in terms:
        if not term.negated:
            for scheme, code in _implied(vocabulary().concept(term.code)):
                found[term.how].setdefault(scheme, []).append(code)
    schemes = [field.name for field in fields(Conditions)]
    stated = {scheme: found[LABEL].get(scheme) or found[EXPRESSION].get(scheme, []) for scheme in schemes}
    return Conditions(**{scheme: tuple(dict.fromkeys(codes)) for scheme, codes in stated.items()})


def _implied(concept: Concept) -> Iterable[tuple[str, str]]:
    """The conditions that a concept stands for: itself, or those of an insured group."""
    if concept.scheme == "insured_group":
        for slot in ("insured_type", "employment"):
            code = slot_code(slot, concept.attributes.get(slot))
            if code:
                yield slot, code
    yield concept.scheme, concept.code


def _expansions(
    text: str, terms: Iterable[Term], said: Iterable[Said], aspects: Iterable[str]
) -> tuple[tuple[str, ...], ...]:
    """Standard words for what the question says in other words only."""
    named = {term.code for term in terms if term.how == LABEL}
    groups = [one.words for one in said if not named & set(one.codes)]
    groups += [question_rules().aspects[name].words for name in aspects]
    unsaid = (group for group in groups if group and not any(word in text for word in group))
    return tuple(dict.fromkeys(unsaid))


@cache
def _empty() -> frozenset[str]:
    return frozenset(question_rules().empty_words)
