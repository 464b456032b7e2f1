"""How near the words of some texts come to the parts of a question, by the encoder's vectors of single words.

Names and literal words are counted by `support`; this measures what is said in other words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoder.protocol import Encoder
from ontology.segmenter import words
from query.support import Part

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Nearness:
    """For each text how near it comes to a question."""

    mean: Matrix  # of its parts by their weight, shape (texts,), 0 … 1
    least: Matrix  # of the part that it comes least near to, shape (texts,), 0 … 1


def nearness(encoder: Encoder, asked: Sequence[Part], texts: Sequence[str]) -> Nearness:
    """Return how near each text comes to the parts of a question: the cosine of each part's nearest word.

    A question without parts is met by any text; an encoder that is too slow for single words tells nothing: all 0.
    """
    if not asked or not texts:
        return Nearness(np.ones(len(texts), np.float32), np.ones(len(texts), np.float32))
    if not encoder.light:
        return Nearness(np.zeros(len(texts), np.float32), np.zeros(len(texts), np.float32))
    spoken = [tuple(dict.fromkeys(words(text))) for text in texts]
    places = {word: place for place, word in enumerate(dict.fromkeys(word for line in spoken for word in line))}
    if not places:
        return Nearness(np.zeros(len(texts), np.float32), np.zeros(len(texts), np.float32))
    cosines = encoder.encode([part.surface for part in asked], "query") @ encoder.encode([*places]).T
    best = np.stack([_best(cosines, [places[word] for word in line]) for line in spoken])
    weights = np.array([part.weight for part in asked], np.float32)
    return Nearness(best @ (weights / weights.sum()), best.min(axis=1))


def _best(cosines: Matrix, columns: Sequence[int]) -> Matrix:
    """Return the highest cosine of each part within some columns, at least 0."""
    found: Matrix = np.clip(cosines[:, columns], 0.0, 1.0).max(axis=1, initial=0.0)
    return found
