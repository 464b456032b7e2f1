"""The concepts of the vocabulary that are near to something in meaning."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from index.store import KnowledgeIndex
from ontology.errors import QueryError
from ontology.vocabulary import vocabulary

Matrix = NDArray[np.float32]


def nearest_concepts(index: KnowledgeIndex, text: str | None, code: str | None, count: int) -> list[tuple[str, float]]:
    """Return codes and cosines of the concepts nearest to `text` or, without one, to the concept `code`.

    A concept is as near as the nearest of its labels; equal ones stand in the order of the vocabulary.

    Raises:
        QueryError: if there is no concept `code`.
    """
    known = vocabulary().concepts
    if text is None and code not in known:
        raise QueryError(
            f"knows no concept {code or 'of this IRI'} in the vocabulary: look for its label with skos:prefLabel"
        )
    rows, owners = _labels(_Held(index.encoder))
    codes = [*known]
    asked = index.encoder.encode([text], "query") if text is not None else rows[owners == codes.index(code or "")]
    cosines = np.full(len(codes), -1.0, np.float32)
    np.maximum.at(cosines, owners, (rows @ asked.T).max(axis=1))
    order = np.argsort(-cosines, kind="stable")
    found = [(codes[place], float(cosines[place])) for place in order if codes[place] != code or text is not None]
    return found[:count]


class _Held:
    """An encoder, the same for the cache if its weights are the same."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    def __hash__(self) -> int:
        return hash(self.encoder.fingerprint)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.encoder.fingerprint == self.encoder.fingerprint


@lru_cache(maxsize=1)
def _labels(held: _Held) -> tuple[Matrix, NDArray[np.int64]]:
    """Return a unit row for each label that is shown, shape (labels, dim), and the place of the concept it is of."""
    pairs = [
        (place, label)
        for place, concept in enumerate(vocabulary().concepts.values())
        for label in dict.fromkeys((concept.pref_label, *concept.alt_labels))
    ]
    rows = held.encoder.encode([label for _, label in pairs])
    return rows, np.array([place for place, _ in pairs], np.int64)
