"""What of a question the found passages speak of, and what they do not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from index.articles.passages import Passage
from ontology.folding import fold
from ontology.segmenter import frequencies, known_words, total_frequency
from query.retrieval.lines import answering_lines
from query.retrieval.naming import named_of
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
    places: int  # of those that are supported: bit i stands for parts[i]

    @property
    def share(self) -> float:
        """The weight of what is supported, of all weight."""
        return share(self.parts, self.places)

    @property
    def held(self) -> tuple[Part, ...]:
        """The parts that are supported, in the order of the question."""
        return tuple(part for place, part in enumerate(self.parts) if self.places >> place & 1)

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts that nothing supports, in the order of the question."""
        return tuple(part for place, part in enumerate(self.parts) if not self.places >> place & 1)


def support(asked: Sequence[Part], texts: Iterable[str]) -> Support:
    """Return which parts of a question the texts speak of, taken together."""
    places = 0
    for text in texts:
        places |= held(asked, text)
    return Support(tuple(asked), places)


def held(asked: Sequence[Part], text: str) -> int:
    """Return which parts of a question a text speaks of, as `Support.places`."""
    folded = fold(text)
    places = 0
    for place, part in enumerate(asked):
        for word in part.words:
            if word in folded:
                places |= 1 << place
                break
        else:
            if part.codes and named_of(text, part.codes):
                places |= 1 << place
    return places


def share(asked: Sequence[Part], places: int) -> float:
    """Return the weight of some parts of a question (as `Support.places`), of all weight."""
    whole = some = 0.0
    for place, part in enumerate(asked):
        whole += part.weight
        if places >> place & 1:
            some += part.weight
    return some / whole if whole else 1.0


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
    above = held(asked, passage.context)
    return [share(asked, above | held(asked, line)) for line in answering_lines(passage)]


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
