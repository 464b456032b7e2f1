"""Words that a hurried typist meant: homophones and near-homophones, found only where the literal text is no word.

A noisy channel over a lattice: the literal words of the dictionary compete with words that sound the same, each at the
cost of its rarity, a changed character at a price on top.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

from ontology import segmenter
from query.questions import question_rules
from query.sounds import same_sound, syllables

LONGEST = 4  # characters of a word that is tried under another spelling


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
    for end in range(start + 2, min(len(text), start + 8) + 1):
        if _known(text[start:end]):
            yield _Edge(end, text[start:end], _cost(text[start:end]))


def _meant(text: str, start: int) -> Iterator[_Edge]:
    for end in range(start + 2, min(len(text), start + LONGEST) + 1):
        window = text[start:end]
        if not all(map(syllables, window)):
            return
        if _known(window):
            continue
        for word, changes in _alternatives(window):
            yield _Edge(end, word, _cost(word) + changes)


@cache
def _alternatives(window: str) -> tuple[tuple[str, float], ...]:
    """Known words that sound like `window`, with the price of the changed characters."""
    spelling = question_rules().spelling
    most = 2 if len(window) == 2 else 1  # of a long word one character at a time: enough to name it
    found: dict[str, float] = {}
    choices = [same_sound(character) for character in window]
    for places in _places(len(window), most):
        for letters in product(*(choices[place] for place in places)):
            word = list(window)
            price = 0.0
            for place, (letter, exact) in zip(places, letters, strict=True):
                word[place] = letter
                price += spelling.change if exact else spelling.near_change
            joined = "".join(word)
            if _known(joined) and price < found.get(joined, math.inf):
                found[joined] = price
    return tuple(sorted(found.items()))


def _places(length: int, most: int) -> Iterator[tuple[int, ...]]:
    yield from ((place,) for place in range(length))
    if most == 2:
        yield (0, 1)


def _known(word: str) -> bool:
    return bool(_frequencies().get(word)) or word in _own_words()


@cache
def _cost(word: str) -> float:
    """-log of the word's probability; a word of the domain is never rarer than a common word."""
    frequency = _frequencies().get(word) or 1
    if word in _own_words():
        frequency = max(frequency, question_rules().spelling.domain_frequency)
    return math.log(segmenter._tokenizer().total / frequency)


def _frequencies() -> dict[str, int]:
    frequencies: dict[str, int] = segmenter._tokenizer().FREQ
    return frequencies


@cache
def _own_words() -> frozenset[str]:
    return frozenset(segmenter.user_words()) | frozenset(question_rules().spelling.words)
