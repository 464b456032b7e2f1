"""Words that a hurried typist meant: words of the domain that sound like what stands there, where that is no word.

A noisy channel over a lattice: the literal words of the dictionary compete with like-sounding words of the domain,
each at the cost of its rarity, each changed character at a price on top.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ontology.segmenter import frequencies, total_frequency
from ontology.vocabulary import vocabulary
from query.understanding.rules import question_rules
from query.understanding.sayings import said
from query.understanding.sounds import near_syllable, syllable

LONGEST = 6  # characters of a word that is tried
NAMES = frozenset({"region", "organization", "law"})  # too many and too short to be guessed at


@dataclass(frozen=True, slots=True)
class Correction:
    """`written` stood in the question and was read as `meant`."""

    written: str
    meant: str


@dataclass(frozen=True, slots=True)
class _Edge:
    end: int
    text: str
    cost: float


def mended(text: str) -> tuple[str, tuple[Correction, ...]]:
    """Return `text` with its misspellings mended, and what was mended.

    >>> mended("医保卡余鹅怎么查")[0]
    '医保卡余额怎么查'
    """
    best: list[tuple[float, int, str]] = [(0.0, -1, "")] + [(math.inf, -1, "")] * len(text)
    for start in range(len(text)):
        for edge in (*_literal(text, start), *_meant(text, start)):
            cost = best[start][0] + edge.cost
            if cost < best[edge.end][0]:
                best[edge.end] = (cost, start, edge.text)
    pieces: list[tuple[str, str]] = []
    at = len(text)
    while at > 0:
        _, start, word = best[at]
        pieces.append((text[start:at], word))
        at = start
    pieces.reverse()
    changed = tuple(Correction(written, word) for written, word in pieces if written != word)
    return "".join(word for _, word in pieces), changed


def _literal(text: str, start: int) -> Iterator[_Edge]:
    yield _Edge(start + 1, text[start], _cost(text[start]))
    for end in range(start + 2, min(len(text), start + LONGEST + 2) + 1):
        if _is_word(text[start:end]):
            yield _Edge(end, text[start:end], _cost(text[start:end]))


def _meant(text: str, start: int) -> Iterator[_Edge]:
    for end in range(start + 2, min(len(text), start + LONGEST) + 1):
        window = text[start:end]
        if not near_syllable(window[-1]) or not near_syllable(window[0]):
            return
        if not _is_word(window):
            for word in _by_sound().get(_sound(window), ()):
                yield _Edge(end, word, _cost(word) + _price(window, word))


def _price(window: str, word: str) -> float:
    rules = question_rules().spelling
    price = 0.0
    for written, meant in zip(window, word, strict=True):
        if written != meant:
            price += rules.change if syllable(written) == syllable(meant) else rules.near_change
            price += rules.sound_change if written in rules.sound else 0.0
    return price


def _is_word(word: str) -> bool:
    return bool(frequencies().get(word)) or word in _plain_words()


@cache
def _cost(word: str) -> float:
    """-log of the word's probability; a word of the domain is never rarer than a common word."""
    frequency = frequencies().get(word) or 1
    if len(word) > 1 and (word in _targets() or word in _plain_words()):
        frequency = max(frequency, question_rules().spelling.domain_frequency)
    return math.log(total_frequency() / frequency)


@cache
def _plain_words() -> frozenset[str]:
    return frozenset((*question_rules().spelling.words, *question_rules().empty_words, *said()))


@cache
def _targets() -> frozenset[str]:
    """The words that others are read as: names that are shown, and the standard words of questions."""
    rules = question_rules()
    concepts = (concept for concept in vocabulary().concepts.values() if concept.scheme not in NAMES)
    found = {label for concept in concepts for label in (concept.pref_label, *concept.alt_labels)}
    found.update(rules.plain_words, rules.spelling.common)
    found.update(word for expression in rules.expressions for word in expression.words)
    found.update(word for aspect in rules.aspects.values() for word in aspect.words)
    return frozenset(word for word in found if 2 <= len(word) <= LONGEST and all(map(near_syllable, word)))


@cache
def _by_sound() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], list[str]] = {}
    for word in sorted(_targets()):
        found.setdefault(_sound(word), []).append(word)
    return {sound: tuple(words) for sound, words in found.items()}


def _sound(word: str) -> tuple[str, ...]:
    return tuple(map(near_syllable, word))
