"""What of a question the found passages speak of, and what they do not."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from index.passages import Passage
from ontology import segmenter
from ontology.folding import fold
from ontology.matcher import matcher
from ontology.vocabulary import vocabulary
from query.understanding import LABEL, Understanding

EVERYDAY = 1 / 2000  # share of a word in the language above which it weighs nothing


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the question that an answer should speak of."""

    surface: str
    weight: float  # by its rarity in the language
    scheme: str  # of the concept, "" for a plain word
    words: tuple[str, ...]  # any of them in a passage supports it
    codes: frozenset[str]  # so does a name of one of these concepts


Located = tuple[int, int, Part]  # start and end in the question


@dataclass(frozen=True, slots=True)
class Support:
    """Which parts of a question the passages support."""

    parts: tuple[Part, ...]
    held: frozenset[Part]

    @property
    def share(self) -> float:
        """The weight of what is supported, of all weight."""
        whole = sum(part.weight for part in self.parts)
        return sum(part.weight for part in self.held) / whole if whole else 1.0

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts that no passage supports, in the order of the question."""
        return tuple(part for part in self.parts if part not in self.held)


def support(asked: Sequence[Part], passages: Sequence[Passage]) -> Support:
    """Return which parts of a question stand in the passages or their headings."""
    named = frozenset(code for passage in passages for code in _named(passage.indexed))
    texts = [fold(passage.indexed) for passage in passages]
    held = (
        part
        for part in asked
        if part.codes & named or any(word in text for word in part.words for text in texts)
    )
    return Support(tuple(asked), frozenset(held))


@lru_cache(maxsize=4096)
def _named(text: str) -> frozenset[str]:
    """The concepts that a text names, with the broader ones: who asks for these is answered by them."""
    codes = {code for match in matcher().matches(text) for code in match.codes}
    return frozenset(codes.union(concept.code for code in codes for concept in vocabulary().ancestors(code)))


def parts(asked: Understanding) -> tuple[Part, ...]:
    """Return the parts of a question, in order: named concepts, colloquial expressions, other content words.

    What overlaps a part that came before says the same thing in another way: either supports it.
    """
    found: list[tuple[int, int, Part]] = []
    for start, end, part in (*_concepts(asked), *_expressions(asked), *_words(asked)):
        met = next((i for i, (a, b, _) in enumerate(found) if start < b and a < end), None)
        if met is None:
            found.append((start, end, part))
        else:
            a, b, known = found[met]
            found[met] = (a, b, _joined(known, part))
    return tuple(part for _, _, part in sorted(found, key=lambda one: one[:2]) if part.weight > 0)


def _concepts(asked: Understanding) -> Iterator[Located]:
    for term in asked.terms:
        if term.how == LABEL:
            names = (fold(term.surface), fold(term.label))
            yield (
                term.start,
                term.end,
                Part(term.surface, weight(term.surface), term.scheme, names, frozenset({term.code})),
            )


def _expressions(asked: Understanding) -> Iterator[Located]:
    for said in sorted(asked.said, key=lambda said: said.start - said.end):
        surface = asked.text[said.start : said.end]
        words = (fold(surface), *said.words)
        yield said.start, said.end, Part(surface, weight(surface), "", words, frozenset(said.codes))


def _words(asked: Understanding) -> Iterator[Located]:
    at = 0
    for word in asked.content:
        start = asked.text.find(word, at)
        if start >= 0:
            at = start
            yield start, start + len(word), Part(word, weight(word), "", (word,), frozenset())


def _joined(known: Part, other: Part) -> Part:
    words = tuple(dict.fromkeys((*known.words, *other.words)))
    return replace(known, words=words, codes=known.codes | other.codes)


@cache
def weight(word: str) -> float:
    """Return how much a word tells: 0 for everyday words, up to about 10."""
    tokenizer = segmenter._tokenizer()
    known = [tokenizer.FREQ.get(piece) or 1 for piece in segmenter.words(word)]
    share = min(known, default=tokenizer.total) / tokenizer.total
    return max(0.0, math.log(EVERYDAY / share))
