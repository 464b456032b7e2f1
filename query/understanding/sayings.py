"""Schema of `ontology/rules/sayings.yaml`: how everyday and regional speech says what pages call otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ontology.rules import rules


@dataclass(frozen=True, slots=True)
class Name:
    """Other names for one thing."""

    said: tuple[str, ...]
    words: tuple[str, ...]  # what pages call it, the usual word first


@dataclass(frozen=True, slots=True)
class SayingRules:
    """Schema of `ontology/rules/sayings.yaml`."""

    rewritten: Mapping[str, tuple[str, ...]]  # standard word → ways of speech that stand for nothing else
    names: tuple[Name, ...]

    def __post_init__(self) -> None:
        """Refuse a saying that stands twice: which of its meanings counts, nobody could tell."""
        known: set[str] = set()
        for said in (*self.rewritten.values(), *(name.said for name in self.names)):
            for one in said:
                if not one or one in known:
                    raise ValueError(f"{one!r} is empty or said twice")
                known.add(one)


def saying_rules() -> SayingRules:
    """Return the sayings, read once."""
    return rules("sayings", SayingRules)


def rewritten(text: str) -> str:
    """Return `text` with its ways of speech in standard words.

    >>> rewritten("医保要交几多钱，几时交")
    '医保要交多少钱，什么时候交'
    """
    standard = _standard()
    return _pattern("rewritten").sub(lambda found: standard[found.group()], text)


def named(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield start, end and words of pages for each thing that `text` calls by another name."""
    words = _words()
    for found in _pattern("names").finditer(text):
        yield found.start(), found.end(), words[found.group()]


def said() -> tuple[str, ...]:
    """Return all other names: words that are not misspelt."""
    return tuple(_words())


@cache
def _standard() -> Mapping[str, str]:
    return {one: standard for standard, said in saying_rules().rewritten.items() for one in said}


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    return {one: name.words for name in saying_rules().names for one in name.said}


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return _longest_first(_standard() if kind == "rewritten" else _words())


def _longest_first(sayings: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(sayings, key=lambda one: (-len(one), one)))) or "(?!)")
