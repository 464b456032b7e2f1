"""Bringing the vectors of a generation to Milvus: a collection for each, and an alias on the one in use.

A collection is loaded beside those in use, before the generation becomes the current one; then the alias is moved and
what is older than the generation before is dropped. Readers ask for the collection of their own generation by name, so
neither step disturbs them; the alias is for other programs.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import cached_property
from typing import Any

import numpy as np

from index.articles.filters import traits
from index.articles.reading import Articles
from index.folder.generation import ARTICLES, VECTORS, Generation
from index.settings import settings
from index.vectors.milvus.address import address
from index.vectors.milvus.connection import closed, connected, told
from index.vectors.milvus.reading import MilvusVectors, count
from index.vectors.milvus.writing import Form, fill
from index.vectors.reading import Vectors
from index.vectors.writing import NEIGHBOURS, Ids, Matrix, oracle

Progress = Callable[[str, int], None]


class MilvusMirror:
    """The collections of one data folder; see `index.protocols.Mirror`."""

    def __init__(self, url: str) -> None:
        """Name the place; nothing is asked yet.

        Raises:
            InputError: if the URL is none.
        """
        self._address = address(url)

    @cached_property
    def _client(self) -> Any:
        return connected(self._address)

    def reach(self) -> None:
        """Connect; see `index.protocols.Mirror`."""
        client = self._client
        with told(self._address):
            client.list_collections()

    def load(self, generation: Generation, progress: Progress) -> None:
        """Make the collection of a generation, unless it is there and whole.

        Raises:
            StoreError: if the server does not take it.
        """
        collection, expected = self._address.collection(generation), generation.manifest.counts["passages"]
        with told(self._address):
            if self._client.has_collection(collection):
                if count(self._client, collection) == expected:
                    return
                self._client.drop_collection(collection)  # of a load that was cut short
        vectors = Vectors.open(generation.folder / VECTORS)
        ids, rows = np.asarray(vectors.ids(), np.int64), vectors.rows()
        kind = generation.manifest.vectors
        self._fill(collection, generation, ids, rows, kind.lists, progress)
        if kind.lists and self._recall(collection, ids, rows, kind.probes) < settings().vectors.recall:
            with told(self._address):
                self._client.drop_collection(collection)
            self._fill(collection, generation, ids, rows, 0, progress)

    def switch(self, generation: Generation) -> None:
        """Point the alias to the collection of a generation; drop those before the previous one."""
        with told(self._address):
            alias, collection = self._address.name, self._address.collection(generation)
            known = {name: self._address.number(name) for name in self._client.list_collections()}
            if any(alias in self._client.list_aliases(name).get("aliases", ()) for name in known):
                self._client.alter_alias(collection, alias)
            else:
                self._client.create_alias(collection, alias)
            own = {name: number for name, number in known.items() if number is not None and name != collection}
            previous = max((number for number in own.values() if number < generation.number), default=0)
            for name, number in own.items():
                if number != previous:
                    self._client.drop_collection(name)

    def close(self) -> None:
        """Let go of the server."""
        if "_client" in self.__dict__:
            closed(self._client, self._address)

    def _fill(
        self, collection: str, generation: Generation, ids: Ids, rows: Matrix, lists: int, progress: Progress
    ) -> None:
        told = generation.manifest
        form = Form(told.dim, lists, f"yibao: passages of generation {generation.number}, encoder {told.encoder}")
        with closing(Articles.open(generation.folder / ARTICLES)) as articles:
            known = {one.article: one for one in traits(articles)}
            owners = dict(articles.passage_articles())
            entries = ((key, row, known[owners[key]]) for key, row in zip(ids.tolist(), rows, strict=True))
            fill(self._client, self._address, collection, form, entries, lambda done: progress("milvus", done))

    def _recall(self, collection: str, ids: Ids, rows: Matrix, probes: int) -> float:
        """Return the share of the nearest that the server finds with as many lists as readers will ask."""
        exact = oracle(ids, rows, settings().vectors.asked)
        places = {int(key): place for place, key in enumerate(ids)}
        found = MilvusVectors(self._client, self._address, collection, probes).search(exact.asked, NEIGHBOURS)
        lines = [[places[hit.id] for hit in hits] + [-1] * (NEIGHBOURS - len(hits)) for hits in found]
        return exact.recall(np.asarray(lines, np.int64))
