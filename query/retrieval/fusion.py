"""Reciprocal rank fusion: one list out of the ranked lists of several legs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage as one leg found it."""

    passage: int  # id
    score: float  # in the leg's own unit: BM25, cosine, weight of claims


@dataclass(frozen=True, slots=True)
class Place:
    """Where a leg ranked a passage, 1 is best."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Fused:
    """A passage with its fused score and its place in every leg that found it."""

    passage: int
    score: float
    legs: Mapping[str, Place]


def fuse(legs: Mapping[str, Sequence[Ranked]], weights: Mapping[str, float], k: float) -> list[Fused]:
    """Return the passages of all legs, best first: score = Σ weight / (k + rank); equal scores go by passage id.

    >>> [found.passage for found in fuse({"a": [Ranked(1, 9), Ranked(2, 8)], "b": [Ranked(2, 1)]}, {}, k=60)]
    [2, 1]
    """
    places: dict[int, dict[str, Place]] = {}
    scores: dict[int, float] = {}
    for leg, ranking in legs.items():
        weight = weights.get(leg, 1.0)
        for rank, found in enumerate(ranking, start=1):
            own = places.setdefault(found.passage, {})
            if leg not in own:
                own[leg] = Place(rank, found.score)
                scores[found.passage] = scores.get(found.passage, 0.0) + weight / (k + rank)
    order = sorted((-score, passage) for passage, score in scores.items())
    return [Fused(passage, -score, places[passage]) for score, passage in order]
