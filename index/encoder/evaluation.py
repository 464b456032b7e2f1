"""How well an encoder retrieves: the questions of intents it never saw against the passages of all intents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoder.pairs import Intent
from index.encoder.protocol import Encoder

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Mean figures over questions, each 0 … 1."""

    questions: int
    ndcg_at_10: float
    success_at_1: float
    success_at_5: float


def retrieval(encoder: Encoder, tested: Sequence[Intent], others: Sequence[Intent] = ()) -> Retrieval:
    """Return how well the questions of `tested` find their group's passages among those of `tested` and `others`."""
    passages = [passage for intent in (*tested, *others) for passage in intent.passages]
    owners = np.array([intent.group for intent in (*tested, *others) for _ in intent.passages])
    questions = [question for intent in tested for question in intent.questions]
    asked = np.array([intent.group for intent in tested for _ in intent.questions])
    scores = encoder.encode(questions, "query") @ encoder.encode(passages, "passage").T
    best = np.argsort(-scores, axis=1, kind="stable")[:, :DEPTH]
    wanted = (owners[None, :] == asked[:, None]).sum(axis=1)
    return figures(owners[best] == asked[:, None], wanted)


def figures(hits: NDArray[np.bool_], wanted: NDArray[np.int64]) -> Retrieval:
    """Return the figures of ranked lists: `hits[q, r]` says whether rank r of question q is right.

    >>> figures(np.array([[False, True]]), np.array([1]))
    Retrieval(questions=1, ndcg_at_10=0.6309297535714575, success_at_1=0.0, success_at_5=1.0)
    """
    gains = 1 / np.log2(np.arange(hits.shape[1]) + 2)
    ideal = np.concatenate([[0.0], np.cumsum(gains)])[np.minimum(wanted, hits.shape[1])]
    ndcg = (hits @ gains) / ideal
    return Retrieval(len(hits), float(ndcg.mean()), float(hits[:, 0].mean()), float(hits[:, :5].any(axis=1).mean()))
