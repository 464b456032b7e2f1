"""Fits the weights of the ranking on judged questions: which of the first passages answers, told by their signals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from query.retrieval.places import ANYWHERE, ELSEWHERE, HERE
from query.retrieval.ranking import Candidate
from query.retrieval.rules import RankingSettings, retrieval_rules
from query.retrieval.signals import SIGNALS

Matrix = NDArray[np.float64]

RIDGE = 0.003  # pull of the standardised weights towards 0, a question
STEPS = 100
SMALLEST_FUSED = 0.1  # weight of the fused score: what the legs say is never turned upside down
DIGITS = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """A question's first passages, and which of them answer it."""

    candidates: Sequence[Candidate]
    right: Sequence[bool]


def weighed(choices: Sequence[Choice]) -> RankingSettings:
    """Return the settings of the ranking under which answering passages come first as often as these questions allow.

    A conditional logit (McFadden 1974): the chance that a passage is the one to show goes with e to the power of its
    weighted features, among those of its question; where several answer, any of them will do. Features are the
    logarithm of the fused score, the place, and the signals. The weights are given beside that of the fused score.
    """
    rules = retrieval_rules().ranking
    groups = [_features(one.candidates[: rules.looked_at]) for one in choices if any(one.right[: rules.looked_at])]
    right = [np.array(one.right[: rules.looked_at]) for one in choices if any(one.right[: rules.looked_at])]
    scale = np.concatenate(groups).std(axis=0)
    scale[scale == 0] = 1.0
    weights = _fitted([rows / scale for rows in groups], right) / scale
    weights[0] = max(weights[0], SMALLEST_FUSED)
    fused, here, elsewhere, *signals = (weights / weights[0]).tolist()
    places = {HERE: math.exp(here), ANYWHERE: fused, ELSEWHERE: math.exp(elsewhere)}
    return replace(rules, places=_rounded(places), weights=_rounded(dict(zip(SIGNALS, signals, strict=True))))


def _features(candidates: Sequence[Candidate]) -> Matrix:
    """Return one row a passage: fused score, here, elsewhere, signals."""
    return np.array(
        [
            [math.log(_fused(one)), one.place == HERE, one.place == ELSEWHERE, *(one.signals[name] for name in SIGNALS)]
            for one in candidates
        ],
        dtype=np.float64,
    )


def _fused(candidate: Candidate) -> float:
    rules = retrieval_rules().fusion
    return sum(rules.weights[leg] / (rules.k + place.rank) for leg, place in candidate.legs.items())


def _fitted(groups: Sequence[Matrix], right: Sequence[NDArray[np.bool_]]) -> Matrix:
    """Return the weights: each step says how likely each right passage is the one meant, then takes a Newton step."""
    weights = np.zeros(groups[0].shape[1])
    pull = 2 * RIDGE * len(groups)
    for _ in range(STEPS):
        slope, curve = -pull * weights, np.diag(np.full(len(weights), pull))
        for rows, answers in zip(groups, right, strict=True):
            shown = _shares(rows @ weights)
            meant = shown * answers / (shown @ answers)
            mean = shown @ rows
            slope += meant @ rows - mean
            curve += (rows * shown[:, None]).T @ rows - np.outer(mean, mean)
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if float(np.abs(step).max()) < 1e-6:
            break
    return weights


def _shares(totals: Matrix) -> Matrix:
    raised = np.exp(totals - totals.max())
    shares: Matrix = raised / raised.sum()
    return shares


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, DIGITS) for name, value in values.items()}
