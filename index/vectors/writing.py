"""Writing vectors: exact rows while they are few, 8-bit rows above, in lists where even a scan of all is slow.

The 8 bits of a number do not depend on the other rows, so a row that is read back and written again stays as it is, and
up to the size from which lists are used any history of builds gives the same file as one build. The centres of lists
are trained on a sample that the ids choose.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.folder.manifest import VectorKind
from index.settings import VectorSettings, settings

Matrix = NDArray[np.float32]
Ids = NDArray[np.int64]

NEIGHBOURS = 10  # recall is measured over so many
BLOCK = 32_768  # rows written, or compared with the exact ones, at once
SEED = 1234


@dataclass(frozen=True, slots=True)
class Oracle:
    """Questions and the score that each of the nearest rows has at least."""

    rows: Matrix  # all, shape (passages, dim)
    asked: Matrix  # shape (questions, dim)
    least: NDArray[np.float32]

    def recall(self, positions: NDArray[np.int64]) -> float:
        """Return the share of found rows that are among the nearest; rows of equal score count alike."""
        scores = np.einsum("qkd,qd->qk", self.rows[positions], self.asked)
        found = (scores >= self.least[:, None] - 1e-5) & (positions >= 0)
        return float(found.mean())


def save(path: Path, ids: Sequence[int], rows: Matrix, limits: VectorSettings | None = None) -> VectorKind:
    """Write the vector of each passage and return how they are kept, with the recall that was measured.

    Args:
        path: the file.
        ids: of the passages.
        rows: unit vectors, shape (passages, dim), those of the passages in their order.
        limits: sizes from which on rows are compressed; those of `ontology/rules/index.yaml` if not said.
    """
    data = limits or settings().vectors
    numbers = np.asarray(ids, np.int64)
    rows = np.ascontiguousarray(rows, np.float32)
    if len(numbers) > data.scanned:
        index, kind = _in_lists(numbers, rows, data)
    elif len(numbers) > data.exact:
        index, kind = _in_bytes(numbers, rows, data)
    else:
        index, kind = _added(faiss.IndexFlatIP(rows.shape[1]), numbers, rows), VectorKind()
    if kind.recall < data.recall:  # of another encoder, whose numbers lie beyond what the bytes reach
        index, kind = _added(faiss.IndexFlatIP(rows.shape[1]), numbers, rows), VectorKind()
    faiss.write_index(index, str(path))
    return kind


def in_bytes(dim: int, data: VectorSettings) -> Any:
    """Return an empty index of 8-bit rows that reach from -reach/√dim to reach/√dim."""
    index = faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    faiss.copy_array_to_vector(_range(dim, data), index.sq.trained)
    index.is_trained = True
    return index


def _range(dim: int, data: VectorSettings) -> NDArray[np.float32]:
    reach = min(1.0, data.reach / math.sqrt(dim))
    return np.repeat(np.array([-reach, 2 * reach], np.float32), dim)  # the least of each number, then the width


def _added(inner: Any, ids: Ids, rows: Matrix) -> Any:
    index = faiss.IndexIDMap2(inner)
    for start in range(0, len(ids), BLOCK):
        index.add_with_ids(rows[start : start + BLOCK], ids[start : start + BLOCK])
    return index


def _in_bytes(ids: Ids, rows: Matrix, data: VectorSettings) -> tuple[Any, VectorKind]:
    index = _added(in_bytes(rows.shape[1], data), ids, rows)
    exact = oracle(ids, rows, data.asked)
    found = index.index.search(exact.asked, min(NEIGHBOURS, len(ids)))[1]
    return index, VectorKind("sq8", recall=round(exact.recall(found), 4))


def _in_lists(ids: Ids, rows: Matrix, data: VectorSettings) -> tuple[Any, VectorKind]:
    dim, count = rows.shape[1], max(1, round(math.sqrt(len(ids))))
    centres = faiss.IndexFlatIP(dim)
    inner = faiss.IndexIVFScalarQuantizer(
        centres, dim, count, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT, False
    )
    inner.cp.seed = SEED
    inner.train(rows[np.sort(np.argsort(ids, kind="stable")[: data.trained * count])])
    faiss.copy_array_to_vector(_range(dim, data), inner.sq.trained)
    exact = oracle(ids, rows, data.asked)
    for start in range(0, len(ids), BLOCK):
        inner.add_with_ids(rows[start : start + BLOCK], ids[start : start + BLOCK])
    positions = dict(zip(ids.tolist(), range(len(ids)), strict=True))
    probes, recall = min(data.probes, count), 0.0
    while True:
        inner.nprobe = probes
        found = inner.search(exact.asked, min(NEIGHBOURS, len(ids)))[1]
        recall = exact.recall(np.vectorize(lambda key: positions.get(key, -1), otypes=[np.int64])(found))
        if recall >= data.recall or probes == count:
            break
        probes = min(2 * probes, count)
    return inner, VectorKind("ivf-sq8", count, probes, round(recall, 4))


def oracle(ids: Ids, rows: Matrix, wanted: int) -> Oracle:
    """Ask for what lies between two passages, which the ids choose: as near to both as a question may be."""
    chosen = rows[np.argsort(ids, kind="stable")[: 2 * wanted]]
    asked = chosen[::2][: len(chosen) // 2] + chosen[1::2][: len(chosen) // 2]
    asked = asked / np.maximum(np.linalg.norm(asked, axis=1, keepdims=True), 1e-9)
    best = np.full((len(asked), min(NEIGHBOURS, len(rows))), -np.inf, np.float32)
    for start in range(0, len(rows), BLOCK):
        scores = np.concatenate([best, asked @ rows[start : start + BLOCK].T], axis=1)
        best = -np.partition(-scores, best.shape[1] - 1, axis=1)[:, : best.shape[1]]
    return Oracle(rows, asked, best.min(axis=1))
