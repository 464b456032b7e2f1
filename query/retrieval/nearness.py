"""How near the words of some texts come to the parts of a question, by the encoder's vectors of single words.

Names and literal words are counted by `support`; this measures what is said in other words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from index.encoder.protocol import Encoder
from ontology.remembering import of_lines
from ontology.segmenter import words
from query.retrieval.support import Part

Matrix = NDArray[np.float32]

KEPT_WORDS = 20_000  # of one encoder: 20 MB
_KEPT: WeakKeyDictionary[Encoder, dict[str, Matrix]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Nearness:
    """For each text how near it comes to each part of a question."""

    parts: tuple[Part, ...]
    cosines: Matrix  # of each part's nearest word, shape (texts, parts), 0 … 1

    @property
    def first(self) -> float:
        """How near the first text comes to the whole question."""
        return self.to(0) if len(self.cosines) else 0.0

    def to(self, text: int) -> float:
        """How near a text comes to the whole question: the mean over its parts by their weight."""
        weights = np.array([part.weight for part in self.parts], np.float32)
        return float(self.cosines[text] @ (weights / weights.sum())) if self.parts else 0.0

    def of(self, part: Part) -> float:
        """How near any of the texts comes to a part."""
        return float(self.cosines[:, self.parts.index(part)].max()) if self.cosines.size else 0.0


def nearness(encoder: Encoder, asked: Sequence[Part], texts: Sequence[str]) -> Nearness:
    """Return how near each text comes to the parts of a question.

    An encoder that is too slow for single words tells nothing: all 0.
    """
    nothing = Nearness(tuple(asked), np.zeros((len(texts), len(asked)), np.float32))
    spoken = [_words(text) for text in texts]
    places = {word: place for place, word in enumerate(dict.fromkeys(word for line in spoken for word in line))}
    if not asked or not places or not encoder.light:
        return nothing
    cosines = encoder.encode([part.surface for part in asked], "query") @ _vectors(encoder, [*places]).T
    return Nearness(tuple(asked), np.stack([_best(cosines, [places[word] for word in line]) for line in spoken]))


def _vectors(encoder: Encoder, asked: Sequence[str]) -> Matrix:
    """Return one row a word; those of common words are kept: every search asks for them again."""
    kept = _KEPT.setdefault(encoder, {})
    missing = [word for word in asked if word not in kept]
    new = dict(zip(missing, encoder.encode(missing), strict=True)) if missing else {}
    if len(kept) + len(new) <= KEPT_WORDS:
        kept.update(new)
    return np.stack([new[word] if word in new else kept[word] for word in asked])


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for line in text.split("\n") for word in _line_words(line)))


@of_lines(4096)  # no word goes over the end of a line
def _line_words(line: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words(line)))


def _best(cosines: Matrix, columns: Sequence[int]) -> Matrix:
    """Return the highest cosine of each part within some columns, at least 0."""
    found: Matrix = np.clip(cosines[:, columns], 0.0, 1.0).max(axis=1, initial=0.0)
    return found
