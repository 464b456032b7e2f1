"""Dense vectors: FAISS, inner product over unit rows, addressed by passage id; `vector_writer` decides on the form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from index.articles.passages import Hit
from index.vectors.asked import TIES, check_dimension
from ontology.errors import StoreError

Matrix = NDArray[np.float32]


class Vectors:
    """The vectors of a generation."""

    def __init__(self, index: Any) -> None:
        """Use a FAISS index with ids."""
        self._index = index
        self._lists = getattr(index, "nprobe", None)  # how many lists are searched, None where there are none

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
        if self._lists is None:
            return [int(key) for key in faiss.vector_to_array(self._index.id_map)]
        return [int(key) for part in self._parts() for key in part[0]]

    def rows(self) -> Matrix:
        """Return all vectors in storage order, shape (passages, dim): as they went in, to the precision they have."""
        if not len(self):
            return np.zeros((0, self.dim), np.float32)
        if self._lists is None:
            return np.asarray(self._index.index.reconstruct_n(0, len(self)), np.float32)
        return np.concatenate([self._decoded(part[1]) for part in self._parts()])

    def _parts(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint8]]]:
        """Yield ids and bytes of each list that holds any."""
        lists = self._index.invlists
        for number in range(lists.nlist):
            if size := lists.list_size(number):
                codes = faiss.rev_swig_ptr(lists.get_codes(number), size * lists.code_size)
                ids = faiss.rev_swig_ptr(lists.get_ids(number), size)
                yield ids.copy(), codes.reshape(size, lists.code_size).copy()

    def _decoded(self, codes: NDArray[np.uint8]) -> Matrix:
        plain = faiss.IndexScalarQuantizer(self.dim, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
        faiss.copy_array_to_vector(faiss.vector_to_array(self._index.sq.trained), plain.sq.trained)
        plain.is_trained = True
        return np.asarray(plain.sa_decode(codes), np.float32)

    def nearest(self, asked: Matrix, k: int, among: Sequence[int] | None = None) -> list[Hit]:
        """Return the passages closest to `asked`, best first; equal scores in the order of ids.

        Args:
            asked: unit vector, shape (dim,).
            k: how many; fewer come back when there are fewer.
            among: ids of the passages to look at, None for all.

        Raises:
            StoreError: if the vector was made by another encoder than the index.
        """
        check_dimension(asked, self.dim)
        k = min(k, len(self))
        if k <= 0 or (among is not None and not among):
            return []
        options = {} if among is None else {"params": self._only(among)}
        wanted = min(k + TIES, len(self))
        faiss.omp_set_num_threads(1)  # of this thread: one question is too little to share, and waiting threads spin
        scores, ids = self._index.search(np.ascontiguousarray(asked[None], np.float32), wanted, **options)
        hits = [Hit(int(key), float(score)) for key, score in zip(ids[0], scores[0], strict=True) if key >= 0]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:k]

    def _only(self, ids: Sequence[int]) -> Any:
        """Look at some passages only, and at all of those: of few, the lists that are probed would hold but a part."""
        selector = faiss.IDSelectorBatch(np.asarray(ids, np.int64))
        parameters: Any = faiss.SearchParameters if self._lists is None else faiss.SearchParametersIVF
        probes = {} if self._lists is None else {"nprobe": self._index.nlist}
        return parameters(sel=selector, **probes)
