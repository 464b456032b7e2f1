"""Bootstrap intervals of means over queries, paired where two searches answered the same ones (Sakai 2006)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2000
SEED = 20260101
COVERED = 0.95


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with its interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """Return it as a table shows it."""
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def mean(values: Sequence[float]) -> Mean:
    """Return the mean of some values, and the interval in which it lies in 95 % of all resamples.

    >>> str(mean([1.0, 1.0]))
    '1.000 [1.000, 1.000]'
    """
    if not values:
        return Mean(0.0, 0.0, 0.0)
    found = np.asarray(values, np.float64)
    picks = np.random.default_rng(SEED).integers(0, len(found), (RESAMPLES, len(found)))
    means = found[picks].mean(axis=1)
    low, high = np.quantile(means, [(1 - COVERED) / 2, (1 + COVERED) / 2])
    return Mean(float(found.mean()), float(low), float(high))


def difference(values: Sequence[float], others: Sequence[float]) -> Mean:
    """Return the mean of the differences, query by query.

    >>> str(difference([1.0, 0.5], [0.5, 0.0]))
    '0.500 [0.500, 0.500]'
    """
    return mean([a - b for a, b in zip(values, others, strict=True)])
