"""Schema of `ontology/rules/questions.yaml`: how people ask, as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ontology.rules import rules


@dataclass(frozen=True, slots=True)
class Spelling:
    """Prices of the homophone repair (natural logarithms) and the words that it must know."""

    change: float  # a character replaced by one of the same sound
    near_change: float  # … by one of a sound that many speakers do not tell apart
    sound: str  # characters that are seldom mistyped, for they make sense by themselves …
    sound_change: float  # … and what it costs more to change one
    domain_frequency: int  # a word of the domain counts at least as this frequent, of 60 million
    near_sounds: Mapping[str, str]
    words: tuple[str, ...]  # words of everyday speech that the dictionary lacks: never mended
    common: tuple[str, ...]  # common words that are often mistyped, beside those of the vocabulary


@dataclass(frozen=True, slots=True)
class Aspect:
    """What of a thing is asked for."""

    ask: re.Pattern[str]
    measures: tuple[str, ...] = ()  # fact kinds that answer it
    relations: tuple[str, ...] = ()  # relations that answer it
    words: tuple[str, ...] = ()  # standard words that an answer uses


@dataclass(frozen=True, slots=True)
class Expression:
    """A way of saying, the concepts it means and the standard words for it."""

    say: re.Pattern[str]
    means: tuple[str, ...] = ()  # labels of the vocabulary
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpeningPlace:
    """When a question begins with the short name of a county or town."""

    lead: re.Pattern[str]  # what may stand before it
    unit: re.Pattern[str]  # the end of a full name that the short one lacks
    longest: int  # characters of a short name
    behind: re.Pattern[str]  # what stands right behind it, where no name of the domain does
    words: tuple[str, ...]  # short names that are everyday words as well: never read so


@dataclass(frozen=True, slots=True)
class Outside:
    """A kind of things outside the domain."""

    asked: re.Pattern[str]  # how a question names them
    headed: re.Pattern[str] | None = None  # how titles and headings of pages about them are called, if otherwise

    @property
    def named(self) -> re.Pattern[str]:
        """What titles and headings of pages about them hold."""
        return self.headed or self.asked


@dataclass(frozen=True, slots=True)
class QuestionRules:
    """Schema of `ontology/rules/questions.yaml`."""

    spelling: Spelling
    replaced: Mapping[str, str]  # spelling → the usual one
    romanized: Mapping[str, str]
    plain_words: tuple[str, ...]
    opening_place: OpeningPlace
    aspects: Mapping[str, Aspect]
    expressions: tuple[Expression, ...]
    people_of_place: re.Pattern[str]  # a place that says where people come from, and asks for no rule of it
    negation: re.Pattern[str]  # what stands right before a negated concept
    outside: Mapping[str, Outside]
    inside: re.Pattern[str]  # words that keep a question inside the domain, whatever else it names
    longest: int  # characters of a question that are read
    values: Mapping[str, re.Pattern[str]]  # kind → how a stated value looks
    asked_year: re.Pattern[str]  # a year whose figure is asked for; group `year`
    named_year: re.Pattern[str]  # a year as passages name it; group `year`
    between_questions: re.Pattern[str]
    follow_up: re.Pattern[str]  # how a question looks that goes on from the one before
    follow_up_bare: re.Pattern[str]  # what may stand beside the conditions of one that names nothing else
    follow_up_filler: re.Pattern[str]  # what of it is said around the change
    number: re.Pattern[str]  # the question asks for a number
    phrases: re.Pattern[str]  # wordings of the question itself: nothing that an answer repeats
    everyday: tuple[str, ...]  # words of the domain that nearly every passage holds
    empty_words: tuple[str, ...]


def question_rules() -> QuestionRules:
    """Return the rules, read once."""
    return rules("questions", QuestionRules)
