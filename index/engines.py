"""Engines elsewhere: which ones take the place of those in the data folder, by URL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # each engine is loaded when it is first used
    from index.folder.generation import Generation
    from index.graph.endpoint import Endpoint
    from index.protocols import FilteringVectorIndex, Mirror


@dataclass(frozen=True, slots=True)
class Engines:
    """Where else a build writes to, and a search asks; None for the data folder alone."""

    vectors: str | None = None  # milvus://…
    graph: str | None = None  # sparql+http://…

    def mirrors(self) -> list[Mirror]:
        """Return what a build is to bring its generation to.

        Raises:
            InputError: if a URL is of no known form.
        """
        found: list[Mirror] = []
        if self.vectors:
            from index.vectors.milvus.loading import MilvusMirror

            found.append(MilvusMirror(self.vectors))
        if self.graph:
            from index.graph.mirror import SparqlMirror

            found.append(SparqlMirror(self.graph))
        return found

    def open_vectors(self, generation: Generation) -> FilteringVectorIndex | None:
        """Return the vectors of a generation elsewhere, None where the data folder's own are to be asked.

        Raises:
            InputError: if the URL is of no known form, or what it needs is not installed.
            StoreError: if the server does not answer, or does not have them.
        """
        if not self.vectors:
            return None
        from index.vectors.milvus.reading import MilvusVectors

        return MilvusVectors.open(self.vectors, generation)

    def open_graph(self, generation: Generation) -> Endpoint | None:
        """Return the graph of a generation elsewhere, None where the data folder's own is to be asked.

        Raises:
            InputError: if the URL is of no known form.
            StoreError: if the server does not answer, or does not hold it.
        """
        if not self.graph:
            return None
        from index.graph.mirror import server_graph

        return server_graph(self.graph, generation)
