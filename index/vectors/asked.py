"""What every vector index asks of a question, wherever its rows lie."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ontology.errors import StoreError

TIES = 16  # asked for beyond k: an index gives equal scores in an order of its own, and ours is that of the ids


def check_dimension(asked: NDArray[np.float32], dim: int) -> None:
    """Refuse a vector that another encoder made than the rows of an index of `dim` numbers.

    Raises:
        StoreError: if it is one.
    """
    if asked.shape != (dim,):
        raise StoreError(f"the data has vectors of {dim}, the query one of {asked.shape}: run `yibao build`")
