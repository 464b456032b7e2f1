"""Fits the logistic model of an answer's confidence on judged questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Features = Mapping[str, float]
Matrix = NDArray[np.float64]

RIDGE = 1.0  # pull of the weights towards 0: judged questions are few
FOLDS = 5  # parts of the questions, each of which is judged by a model that has not seen it
REMOVED = 0.5  # what a question counts whose answering articles were hidden, beside one as it was asked
STEPS = 50
SMALLEST_SCALE = 0.1  # a scale never turns a model upside down
WRONG = 1.0  # cost of a wrong answer given, beside a right one kept back: passages are shown either way


@dataclass(frozen=True, slots=True)
class Case:
    """A question that was searched for."""

    seen: Features
    right: bool  # whether its first passages answered it
    removed: bool = False  # the articles that answer it were hidden


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of features, and the confidence that parts answers from silence."""

    intercept: float
    weights: Mapping[str, float]
    answer: float  # from which on an answer is given


def fitted(cases: Sequence[Case]) -> Model:
    """Return the model that tells right results from others: a logistic regression with a ridge, then scaled.

    What a regression says of the very questions that it was fitted on is no confidence. So each fold of them is judged
    by a model of the others, and the line through these totals that says best how often they were right (Platt 1999)
    is folded into the weights. Questions whose answer was hidden teach the weights, but have no say in the scale: how
    common such questions are, the corpus does not tell. An answer is given where a wrong one costs less than keeping
    back a right one.
    """
    names = sorted(cases[0].seen)
    rows = np.array([[1.0, *(case.seen[name] for name in names)] for case in cases])
    right = np.array([float(case.right) for case in cases])
    counts = np.array([REMOVED if case.removed else 1.0 for case in cases])
    asked = np.array([not case.removed for case in cases])
    totals = _held_out_totals(rows, right, counts)[asked]
    shift, scale = _newton(np.column_stack([np.ones(len(totals)), totals]), right[asked], np.ones(len(totals)), 0.0)
    scale = max(scale, SMALLEST_SCALE)
    weights = _newton(rows, right, counts, RIDGE) * scale
    weights[0] += shift
    return Model(
        intercept=round(float(weights[0]), 3),
        weights={name: round(float(weight), 3) for name, weight in zip(names, weights[1:], strict=True)},
        answer=round(WRONG / (1 + WRONG), 3),
    )


def _held_out_totals(rows: Matrix, right: Matrix, counts: Matrix) -> Matrix:
    """Return what the models of the other folds say of each case, in log odds."""
    totals = np.zeros(len(rows))
    folds = np.arange(len(rows)) % FOLDS
    for fold in range(FOLDS):
        others = folds != fold
        if others.any():
            totals[~others] = rows[~others] @ _newton(rows[others], right[others], counts[others], RIDGE)
    return totals


def _newton(rows: Matrix, right: Matrix, counts: Matrix, ridge: float) -> Matrix:
    weights = np.zeros(rows.shape[1])
    pull = np.full(rows.shape[1], ridge)
    pull[0] = 0.0
    for _ in range(STEPS):
        chance = _chance(rows @ weights)
        slope = rows.T @ (counts * (right - chance)) - pull * weights
        curve = (rows * (counts * chance * (1 - chance))[:, None]).T @ rows + np.diag(pull + 1e-3)
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def _chance(total: Matrix) -> Matrix:
    return 1 / (1 + np.exp(-np.clip(total, -30, 30)))
