"""Dense vectors: FAISS, exact inner product over unit rows, addressed by passage id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from index.passages import Hit
from ontology.errors import StoreError

Matrix = NDArray[np.float32]

TIES = 16  # asked for beyond k, so that passages of equal score come in the order of their ids at the cut too


class Vectors:
    """The vectors of a generation."""

    def __init__(self, index: Any) -> None:
        """Use a FAISS index with ids."""
        self._index = index

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a vector file; its pages are read when they are needed.

        Raises:
            StoreError: if it is missing or broken.
        """
        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except RuntimeError as error:
            raise StoreError(f"{path}: cannot be read: remove the data folder and run `yibao build`") from error

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def __len__(self) -> int:
        """Return the number of vectors."""
        return int(self._index.ntotal)

    def ids(self) -> list[int]:
        """Return the passage ids in storage order."""
        return [int(key) for key in faiss.vector_to_array(self._index.id_map)]

    def rows(self) -> Matrix:
        """Return all vectors in storage order, shape (passages, dim)."""
        if not len(self):
            return np.zeros((0, self.dim), np.float32)
        return np.asarray(self._index.index.reconstruct_n(0, len(self)), np.float32)

    def row(self, passage: int) -> Matrix:
        """Return the vector of a passage.

        Raises:
            KeyError: if it has none.
        """
        try:
            return np.asarray(self._index.reconstruct(passage), np.float32)
        except RuntimeError as error:
            raise KeyError(passage) from error

    def nearest(self, asked: Matrix, k: int, among: Sequence[int] | None = None) -> list[Hit]:
        """Return the passages closest to `asked`, best first; equal scores in the order of ids.

        Args:
            asked: unit vector, shape (dim,).
            k: how many; fewer come back when there are fewer.
            among: ids of the passages to look at, None for all.

        Raises:
            StoreError: if the vector was made by another encoder than the index.
        """
        if asked.shape != (self.dim,):
            raise StoreError(f"the data has vectors of {self.dim}, the query one of {asked.shape}: run `yibao build`")
        k = min(k, len(self))
        if k <= 0 or (among is not None and not among):
            return []
        options = {} if among is None else {"params": _only(among)}
        wanted = min(k + TIES, len(self))
        scores, ids = self._index.search(np.ascontiguousarray(asked[None], np.float32), wanted, **options)
        hits = [Hit(int(key), float(score)) for key, score in zip(ids[0], scores[0], strict=True) if key >= 0]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:k]


def save(path: Path, rows: Mapping[int, Matrix], dim: int) -> None:
    """Write one vector for each passage id, in the order of `rows`."""
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(dim))
    if rows:
        ids = np.fromiter(rows, np.int64, len(rows))
        index.add_with_ids(np.ascontiguousarray(np.stack(list(rows.values())), np.float32), ids)
    faiss.write_index(index, str(path))


def _only(ids: Sequence[int]) -> Any:
    parameters: Any = faiss.SearchParameters
    return parameters(sel=faiss.IDSelectorBatch(np.asarray(ids, np.int64)))
