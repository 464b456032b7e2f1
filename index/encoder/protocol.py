"""The contract of a sentence encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Kind = Literal["query", "passage"]
Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into unit vectors whose inner product says how near two texts are in meaning."""

    @property
    def name(self) -> str:
        """What the encoder was asked for by: a path, a model name, or the name of the shipped model."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the weights: an index built with another fingerprint must be rebuilt."""
        ...

    @property
    def light(self) -> bool:
        """Whether some hundred lines are encoded within milliseconds, so that a search may read lines one by one."""
        ...

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """Return one unit row a text, shape (texts, dim); the same text always gives the same row.

        A text without any known token (an empty one too) gets the encoder's own row for "unknown": a unit row as well,
        so that no caller meets a zero or NaN.
        """
        ...
