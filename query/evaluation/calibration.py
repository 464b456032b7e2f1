"""Fits the logistic model of an answer's confidence on judged questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Features = Mapping[str, float]

RIDGE = 1.0  # pull of the weights towards 0: judged questions are few
STEPS = 50
NEAR = 0.97  # of the best balance: what a handful of questions cannot tell from it
KEPT_BACK = 3.0  # cost of keeping back a right answer, beside giving a wrong one


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of features, and the confidence that parts answers from silence best."""

    intercept: float
    weights: Mapping[str, float]
    answer: float


def fitted(cases: Sequence[tuple[Features, bool]]) -> Model:
    """Return the model that tells right results from others, fitted by Newton's method with a ridge.

    Args:
        cases: features of a search, and whether its first passages answered the question.
    """
    names = sorted(cases[0][0])
    rows = np.array([[1.0, *(seen[name] for name in names)] for seen, _ in cases])
    right = np.array([float(label) for _, label in cases])
    weights = _newton(rows, right)
    chances = _chance(rows @ weights)
    return Model(
        intercept=round(float(weights[0]), 3),
        weights={name: round(float(weight), 3) for name, weight in zip(names, weights[1:], strict=True)},
        answer=round(threshold(chances.tolist(), [label for _, label in cases]), 3),
    )


def threshold(chances: Sequence[float], right: Sequence[bool]) -> float:
    """Return the confidence at which right and wrong results are told apart best.

    A right answer kept back counts as much as three wrong ones given: passages are shown either way.

    >>> threshold([0.9, 0.8, 0.3, 0.2], [True, True, False, False])
    0.55
    """
    ordered = sorted(set(chances))
    cuts = [(low + high) / 2 for low, high in pairwise(ordered)] or ordered

    def balance(cut: float) -> float:
        kept = [chance >= cut for chance in chances]
        good = sum(keep and label for keep, label in zip(kept, right, strict=True)) / max(1, sum(right))
        silent = sum(not keep and not label for keep, label in zip(kept, right, strict=True))
        return KEPT_BACK * good + silent / max(1, len(right) - sum(right))

    best = max(map(balance, cuts))
    near = [cut for cut in cuts if balance(cut) >= NEAR * best]
    return near[len(near) // 2]  # the middle of those as good: the very best one hangs on a single question


def _newton(rows: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    weights = np.zeros(rows.shape[1])
    ridge = np.full(rows.shape[1], RIDGE)
    ridge[0] = 0.0
    for _ in range(STEPS):
        chance = _chance(rows @ weights)
        slope = rows.T @ (right - chance) - ridge * weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(ridge + 1e-9)
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def _chance(total: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-np.clip(total, -30, 30)))
