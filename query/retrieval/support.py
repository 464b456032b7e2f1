"""What of a question the found passages speak of, and what they do not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from index.articles.passages import Passage
from ontology.folding import fold
from ontology.matcher import matcher
from ontology.segmenter import frequencies, known_words, total_frequency
from ontology.vocabulary import vocabulary
from query.retrieval.lines import answering_lines
from query.retrieval.rules import retrieval_rules
from query.understanding.question import LABEL, Understanding
from query.understanding.rules import question_rules

EVERYDAY = 1 / 2000  # share of a word in the language from which on it tells nothing
HEAVIEST = 6.0  # weight of a part, however rare its words


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the question that an answer should speak of."""

    start: int
    end: int
    surface: str
    weight: float  # by its rarity in the language
    scheme: str  # of the concept, "" for plain words
    words: tuple[str, ...]  # any of them in a passage supports it
    codes: frozenset[str]  # so does a name of one of these concepts

    def overlaps(self, other: Part) -> bool:
        """Whether the two stand on the same characters."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Support:
    """Which parts of a question some texts support."""

    parts: tuple[Part, ...]
    held: frozenset[Part]

    @property
    def share(self) -> float:
        """The weight of what is supported, of all weight."""
        whole = sum(part.weight for part in self.parts)
        return sum(part.weight for part in self.held) / whole if whole else 1.0

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts that nothing supports, in the order of the question."""
        return tuple(part for part in self.parts if part not in self.held)


def support(asked: Sequence[Part], texts: Iterable[str]) -> Support:
    """Return which parts of a question the texts speak of, taken together."""
    return Support(tuple(asked), frozenset().union(*(_held(asked, text) for text in texts)))


def _held(asked: Sequence[Part], text: str) -> frozenset[Part]:
    folded, codes = fold(text), named(text)
    return frozenset(part for part in asked if part.codes & codes or any(word in folded for word in part.words))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a passage and the share of a question that it speaks of, together with the headings over it."""

    text: str
    share: float


def best_line(asked: Sequence[Part], passages: Iterable[Passage]) -> Line:
    """Return the line that speaks of most of a question; of equals the first."""
    best = Line("", 0.0)
    for passage in passages:
        for text, share in zip(answering_lines(passage), line_shares(asked, passage), strict=True):
            if share > best.share or not best.text:
                best = Line(text, share)
    return best


def line_shares(asked: Sequence[Part], passage: Passage) -> list[float]:
    """Return for each answering line the share of a question that it speaks of, together with the headings over it."""
    above = _held(asked, passage.context)
    return [Support(tuple(asked), above | _held(asked, line)).share for line in answering_lines(passage)]


@lru_cache(maxsize=16384)
def named(text: str) -> frozenset[str]:
    """Return the concepts that a text names, with the broader ones: who asks for these is answered by them."""
    codes = {code for match in matcher().matches(text) for code in match.codes}
    return frozenset(codes.union(concept.code for code in codes for concept in vocabulary().ancestors(code)))


def parts(asked: Understanding) -> tuple[Part, ...]:
    """Return the parts of a question, in order: named concepts, colloquial expressions, other content words.

    An expression that overlaps a name is another way to say it if it means the same, else the name stands alone.
    """
    found: list[Part] = []
    for part in (*_concepts(asked), *_expressions(asked), *_words(asked)):
        met = [i for i, known in enumerate(found) if part.overlaps(known)]
        if not met:
            found.append(part)
        elif part.codes & found[met[0]].codes:
            found[met[0]] = _joined(found[met[0]], part)
    return tuple(part for part in sorted(found, key=lambda part: part.start) if part.weight > 0)


def _concepts(asked: Understanding) -> Iterator[Part]:
    for term in asked.terms:
        if term.how == LABEL and term.surface not in question_rules().everyday:
            words = (fold(term.surface), fold(term.label), *_wordings(term.code))
            codes = frozenset((term.code, *retrieval_rules().same_level.get(term.code, ())))
            yield Part(term.start, term.end, term.surface, weight(term.surface), term.scheme, words, codes)


@cache
def _wordings(measure: str) -> tuple[str, ...]:
    """How passages word a fact kind, beside its labels."""
    aspects = (aspect for aspect in question_rules().aspects.values() if measure in aspect.measures)
    return tuple(word for aspect in aspects for word in aspect.words)


def _expressions(asked: Understanding) -> Iterator[Part]:
    for said in sorted(asked.said, key=lambda said: said.start - said.end):
        surface = asked.text[said.start : said.end]
        words = (fold(surface), *said.words)
        yield Part(said.start, said.end, surface, weight(surface), "", words, frozenset(said.codes))


def _words(asked: Understanding) -> Iterator[Part]:
    phrases = [found.span() for found in question_rules().phrases.finditer(asked.text)]
    at = 0
    for word in asked.content:
        start = asked.text.find(word, at)
        end = start + len(word)
        if start < 0 or any(a <= start and end <= b for a, b in phrases) or word in question_rules().everyday:
            continue
        at = start
        yield Part(start, end, word, weight(word), "", (word,), frozenset())


def _joined(known: Part, other: Part) -> Part:
    words = tuple(dict.fromkeys((*known.words, *other.words)))
    return replace(known, words=words, codes=known.codes | other.codes)


@cache
def weight(word: str) -> float:
    """Return how much a word tells: 0 for everyday words."""
    total = total_frequency()
    known = [frequencies().get(piece) or 1 for piece in known_words(word)]
    share = min(known, default=total) / total
    return min(HEAVIEST, max(0.0, math.log(EVERYDAY / share)))
