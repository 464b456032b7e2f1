"""What a token's row is made of while training: its own row, its characters, their sounds, the words inside it.

Rare words, homophones and pinyin so learn from frequent ones; the sum is folded into one table when training ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pypinyin import lazy_pinyin

from index.encoder.settings import CompositionSettings


@dataclass(frozen=True, slots=True)
class Composition:
    """Pieces of all tokens behind each other: those of token t are [starts[t], starts[t + 1])."""

    pieces: NDArray[np.int64]
    weights: NDArray[np.float32]
    starts: NDArray[np.int64]


def composition(vocabulary: Mapping[str, int], settings: CompositionSettings) -> Composition:
    """Return the pieces of every token of `vocabulary` (token to id); each token's first piece is itself."""
    tokens = sorted(vocabulary, key=vocabulary.__getitem__)
    pieces: list[int] = []
    weights: list[float] = []
    starts = [0]
    for token in tokens:
        found = {vocabulary[token]: 1.0}
        for piece, weight in _parts(token, settings):
            if piece in vocabulary and weight:
                found[vocabulary[piece]] = found.get(vocabulary[piece], 0.0) + weight
        pieces.extend(found)
        weights.extend(found.values())
        starts.append(len(pieces))
    return Composition(np.array(pieces), np.array(weights, np.float32), np.array(starts))


def _parts(token: str, settings: CompositionSettings) -> list[tuple[str, float]]:
    if token.isascii():
        return []
    readings = [(reading, settings.syllable) for reading in lazy_pinyin(token, errors="ignore")]
    if len(token) == 1:
        return readings
    size = len(token)
    inner = [token[i:j] for i in range(size) for j in range(i + 2, size + 1) if j - i < size]
    return [
        *((character, settings.character) for character in token),
        *readings,
        *((word, settings.word) for word in inner),
    ]
