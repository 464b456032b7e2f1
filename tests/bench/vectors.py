"""The vectors alone, at any size: how they are kept, what is found of the nearest, how long search and opening take."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import numpy as np

from index.vectors.reading import Vectors
from index.vectors.writing import save

DIM = 256
SUBJECTS = 2000  # centres that the rows lie around, as passages lie around the subjects of a domain
SPREAD = 0.8


def vectors(count: int, file: Path, rounds: int = 100) -> dict[str, float | str]:
    """Return the figures of `count` rows around subjects, made from a fixed seed and written to `file`."""
    chance = np.random.default_rng(0)
    centres = _unit(chance.standard_normal((SUBJECTS, DIM), np.float32))
    rows = chance.standard_normal((count, DIM), np.float32)
    rows *= SPREAD / np.linalg.norm(rows, axis=1, keepdims=True)
    rows += centres[chance.integers(SUBJECTS, size=count)]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    asked = _unit(centres[:rounds] + SPREAD * _unit(chance.standard_normal((rounds, DIM), np.float32)))
    ids = (chance.permutation(count) + 2**61).tolist()
    start = time.perf_counter()
    kind = save(file, ids, rows)
    written = time.perf_counter()
    found = Vectors.open(file)
    opened = time.perf_counter()
    taken = []
    for one in asked:
        begin = time.perf_counter()
        found.nearest(one, 10)
        taken.append(time.perf_counter() - begin)
    return {
        "kind": kind.name,
        "lists": kind.lists,
        "probes": kind.probes,
        "recall": kind.recall,
        "save_seconds": written - start,
        "open_milliseconds": (opened - written) * 1e3,
        "p50_milliseconds": statistics.median(taken) * 1e3,
        "bytes_a_passage": file.stat().st_size / count,
    }


def _unit(rows: np.ndarray) -> np.ndarray:
    found: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return found
