"""The vectors of a generation in a Milvus collection: the contract of `index.protocols.VectorIndex`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.articles.filters import PassageFilter
from index.articles.passages import Hit
from index.folder.generation import Generation
from index.vectors.asked import TIES, check_dimension
from index.vectors.milvus.address import Address, address
from index.vectors.milvus.connection import closed, connected, told
from index.vectors.milvus.expressions import expression
from index.vectors.milvus.expressions import ids as ids_expression
from ontology.errors import StoreError

Matrix = NDArray[np.float32]

MOST = 16_384  # results that a server gives to one question
ALL = 65_536  # lists: more than there are


class MilvusVectors:
    """The vectors of one collection."""

    def __init__(self, client: Any, address: Address, collection: str, probes: int) -> None:
        """Read a collection that is there, `probes` lists at a time where it has lists."""
        self._client, self._address, self._collection, self._probes = client, address, collection, probes
        with told(address):
            fields = client.describe_collection(collection)["fields"]
            index = client.describe_index(collection, "vector") or {}
            self._count = count(client, collection)
            client.load_collection(collection)
        self.dim = int(next(field["params"]["dim"] for field in fields if field["name"] == "vector"))
        self._lists = str(index.get("index_type", "")).startswith("IVF")

    @classmethod
    def open(cls, url: str, generation: Generation) -> Self:
        """Open the collection of a generation.

        Raises:
            InputError: if the URL is none, or the client is not installed.
            StoreError: if the server does not answer, or the collection is not there or not whole.
        """
        place = address(url)
        collection = place.collection(generation)
        lacking = StoreError(
            f"{place.shown}: no collection {collection} with this data: "
            f"run `yibao build PATH… --data {generation.folder.parents[1]} --vectors {place.shown}`"
        )
        if place.embedded and not Path(place.uri).exists():  # it would be made
            raise lacking
        client = connected(place)
        try:
            with told(place):
                there = client.has_collection(collection)
            found = cls(client, place, collection, generation.manifest.vectors.probes) if there else None
            if found is None or len(found) != generation.manifest.counts["passages"]:
                raise lacking
        except StoreError:
            closed(client, place)
            raise
        return found

    def __len__(self) -> int:
        """Return the number of vectors."""
        return self._count

    def ids(self) -> list[int]:
        """Return the passage ids, sorted."""
        with told(self._address):
            pages = self._client.query_iterator(self._collection, batch_size=MOST, filter="", output_fields=["id"])
            found: list[int] = []
            while page := pages.next():
                found.extend(int(row["id"]) for row in page)
            pages.close()
        return sorted(found)

    def nearest(self, asked: Matrix, k: int, among: Sequence[int] | None = None) -> list[Hit]:
        """Return the passages closest to `asked`, best first; equal scores in the order of ids.

        Args:
            asked: unit vector, shape (dim,).
            k: how many; fewer come back when there are fewer.
            among: ids of the passages to look at, None for all.

        Raises:
            StoreError: if the vector was made by another encoder than the index, or the server does not answer.
        """
        if among is not None and not among:
            return []
        return self._nearest(asked, k, "" if among is None else ids_expression(among))

    def nearest_fitting(self, asked: Matrix, k: int, wanted: PassageFilter) -> list[Hit]:
        """Return what `nearest` does of the passages whose articles fit `wanted`: the server leaves out the others."""
        return self._nearest(asked, k, expression(wanted))

    def _nearest(self, asked: Matrix, k: int, only: str) -> list[Hit]:
        check_dimension(asked, self.dim)
        k = min(k, len(self))
        if k <= 0:
            return []
        (found,) = self.search(asked[None], min(k + TIES, len(self), MOST), only)
        return found[:k]

    def search(self, asked: Matrix, k: int, only: str = "") -> list[list[Hit]]:
        """Return the k nearest to each of some vectors, shape (questions, dim), where the expression `only` holds."""
        probes = ALL if only else self._probes  # of few passages, the lists that are probed would hold but a part
        options = {"params": {"nprobe": probes}} if self._lists else {}
        with told(self._address):
            answers = self._client.search(
                self._collection,
                data=[*np.ascontiguousarray(asked, np.float32)],
                anns_field="vector",
                limit=k,
                filter=only,
                output_fields=["id"],
                search_params={"metric_type": "IP", **options},
            )
        return [sorted(map(_hit, answer), key=lambda hit: (-hit.score, hit.id)) for answer in answers]

    def close(self) -> None:
        """Let go of the server."""
        closed(self._client, self._address)


def count(client: Any, collection: str) -> int:
    """Return how many vectors a collection holds."""
    return int(client.get_collection_stats(collection)["row_count"])


def _hit(found: Any) -> Hit:
    return Hit(int(found["id"]), float(found["distance"]))
