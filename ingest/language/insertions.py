"""Runs of characters that look inserted: without them the text is common, with them it is not.

The score of a run is ln P(text without the run) + ln P(the run as noise) − ln P(text as it stands): how much
likelier it is that the run was put there than that it was written. A cheap look at pairs of neighbours picks the runs
that are worth it: two of the pairs in and around a run unseen, the pair that it parts known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.language.alphabet import BOUNDARY, FIRST, Ids
from ingest.language.model import LanguageModel
from ingest.language.packing import Floats

MARGIN = 2  # characters on either side that a trigram model can feel


@dataclass(frozen=True, slots=True)
class Insertion:
    """Characters [start, end) that look inserted."""

    start: int
    end: int
    score: float  # natural logarithm of the odds


@dataclass(frozen=True, slots=True)
class InsertionSettings:
    """When neighbours are worth a closer look."""

    longest: int
    join_count: int  # the join was met so often …
    pair_count: int  # … and two of the pairs in and around the run no more often than this …
    pair_share: float  # … nor than this share of what chance would give (twice goes always)
    noise_share: float  # a character of noise is at least so likely
    least_score: float  # runs below it are not worth a closer look


def insertions(model: LanguageModel, text: str, data: InsertionSettings) -> list[Insertion]:
    """Return the runs of `text` that look inserted, the best first; they may overlap."""
    edge = np.full(MARGIN, BOUNDARY, dtype=np.int64)
    ids = np.concatenate([edge, model.alphabet.ids(text), edge])
    if len(ids) <= 2 * MARGIN:
        return []
    unseen = np.append(False, _unseen(model, ids[:-1], ids[1:], data))  # of the pair that ends here
    found = [hit for length in range(1, data.longest + 1) for hit in _of_length(model, ids, unseen, length, data)]
    return sorted(found, key=lambda hit: (-hit.score, hit.start, hit.end))


def insertion_score(model: LanguageModel, text: str, start: int, end: int, data: InsertionSettings) -> float:
    """Return the score of the run [start, end) of `text`, whatever its pairs are."""
    edge = np.full(MARGIN, BOUNDARY, dtype=np.int64)
    ids = np.concatenate([edge, model.alphabet.ids(text[max(0, start - MARGIN) : end + MARGIN]), edge])
    first = np.array([MARGIN + start - max(0, start - MARGIN)])
    return float(_scores(model, ids, first, end - start, data)[0])


def _of_length(
    model: LanguageModel, ids: Ids, unseen: NDArray[np.bool_], length: int, data: InsertionSettings
) -> Iterator[Insertion]:
    starts = np.arange(MARGIN, len(ids) - MARGIN - length + 1)
    few = sum(unseen[starts + i].astype(np.int64) for i in range(length + 1))
    starts = starts[(few >= 2) & (ids[starts + length] >= FIRST)]
    starts = starts[model.pair_counts(ids[starts - 1], ids[starts + length]) >= data.join_count]
    starts = starts[(ids[starts[:, None] + np.arange(length)] != BOUNDARY).all(axis=1)]  # rare characters too
    for start, score in zip(starts.tolist(), _scores(model, ids, starts, length, data).tolist(), strict=True):
        if score >= data.least_score:
            yield Insertion(start - MARGIN, start - MARGIN + length, score)


def _unseen(model: LanguageModel, left: Ids, right: Ids, data: InsertionSettings) -> NDArray[np.bool_]:
    """Whether each pair was never or hardly met, and less often than chance would have it."""
    chance = model.shares(left) * model.shares(right) * model.size
    few = model.pair_counts(left, right) <= np.minimum(data.pair_count, np.maximum(2, data.pair_share * chance))
    return np.asarray(few)


def _scores(model: LanguageModel, ids: Ids, starts: Ids, length: int, data: InsertionSettings) -> Floats:
    """Return the score of the run of `length` at each start, shape (len(starts),)."""
    window = ids[starts[:, None] + np.arange(-MARGIN, length + MARGIN)]
    joined = np.delete(window, np.arange(MARGIN, MARGIN + length), axis=1)
    noise = np.log(np.maximum(model.shares(window[:, MARGIN : MARGIN + length]), data.noise_share)).sum(axis=1)
    without, with_it = model.log_probabilities(joined).sum(axis=1), model.log_probabilities(window).sum(axis=1)
    return np.asarray(without + noise - with_it)
