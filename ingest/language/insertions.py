"""Runs of characters that look inserted: without them the text is common, with them it is not.

The score of a run is ln P(text without the run) + ln P(the run as noise) − ln P(text as it stands): how much
likelier it is that the run was put there than that it was written. A cheap look at pairs of neighbours picks the runs
that are worth it: two of the pairs in and around a run unseen, the pair that it parts known.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    of_length = [_worth_a_look(ids, unseen, length) for length in range(1, data.longest + 1)]
    starts, lengths = np.concatenate(of_length), np.repeat(np.arange(1, data.longest + 1), [*map(len, of_length)])
    known = model.pair_counts(ids[starts - 1], ids[starts + lengths]) >= data.join_count
    starts, lengths = starts[known], lengths[known]
    if not len(starts):
        return []
    scored = zip(starts.tolist(), lengths.tolist(), _scores(model, ids, starts, lengths, data).tolist(), strict=True)
    found = [
        Insertion(start - MARGIN, start - MARGIN + length, score)
        for start, length, score in scored
        if score >= data.least_score
    ]
    return sorted(found, key=lambda hit: (-hit.score, hit.start, hit.end))


def insertion_score(model: LanguageModel, text: str, start: int, end: int, data: InsertionSettings) -> float:
    """Return the score of the run [start, end) of `text`, whatever its pairs are."""
    edge = np.full(MARGIN, BOUNDARY, dtype=np.int64)
    ids = np.concatenate([edge, model.alphabet.ids(text[max(0, start - MARGIN) : end + MARGIN]), edge])
    first = np.array([MARGIN + start - max(0, start - MARGIN)])
    return float(_scores(model, ids, first, np.array([end - start]), data)[0])


def _worth_a_look(ids: Ids, unseen: NDArray[np.bool_], length: int) -> Ids:
    """Return the starts of the runs of characters with two unseen pairs in and around them."""
    count = len(ids) - 2 * MARGIN - length + 1
    few = sum(unseen[MARGIN + i : MARGIN + i + count].astype(np.int8) for i in range(length + 1))
    starts = np.flatnonzero((few >= 2) & (ids[MARGIN + length :][:count] >= FIRST)) + MARGIN
    return np.asarray(starts[(ids[starts[:, None] + np.arange(length)] != BOUNDARY).all(axis=1)])  # rare characters too


def _unseen(model: LanguageModel, left: Ids, right: Ids, data: InsertionSettings) -> NDArray[np.bool_]:
    """Whether each pair was never or hardly met, and less often than chance would have it."""
    chance = model.shares(left) * model.shares(right) * model.size
    few = model.pair_counts(left, right) <= np.minimum(data.pair_count, np.maximum(2, data.pair_share * chance))
    return np.asarray(few)


def _scores(model: LanguageModel, ids: Ids, starts: Ids, lengths: Ids, data: InsertionSettings) -> Floats:
    """Return the score of the run at each start, shape (len(starts),); `lengths` are in ascending order."""
    sides = np.arange(-MARGIN, 0), np.arange(MARGIN)
    noise, joined, whole = [], [], []
    for length in np.unique(lengths).tolist():
        first = starts[lengths == length][:, None]
        run = ids[first + np.arange(length)]
        noise.append(np.log(np.maximum(model.shares(run), data.noise_share)).sum(axis=1))
        joined.append(ids[first + np.concatenate([sides[0], length + sides[1]])])
        whole.append(ids[first + np.arange(-MARGIN, length + MARGIN)])
    sums = _log_probabilities(model, [*joined, *whole])
    without, with_it = sums[: len(joined)], sums[len(joined) :]
    return np.concatenate([a + b - c for a, b, c in zip(without, noise, with_it, strict=True)])


def _log_probabilities(model: LanguageModel, texts: Sequence[Ids]) -> list[Floats]:
    """Return ln P of each row of several arrays, all looked up at once: a lookup for each array takes much longer."""
    triples = [np.concatenate([text[:, i : text.shape[1] - 2 + i].ravel() for text in texts]) for i in range(3)]
    bounds = np.cumsum([len(text) * (text.shape[1] - 2) for text in texts])
    parts = np.split(model.of_triples(*triples), bounds[:-1])
    return [part.reshape(len(text), -1).sum(axis=1) for part, text in zip(parts, texts, strict=True)]
