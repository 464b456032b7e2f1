"""What the engines must do. Each has an exact, plain counterpart in the tests, and one test body for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from index.articles.filters import PassageFilter
from index.articles.passages import Hit
from index.folder.generation import Generation
from index.graph.results import SparqlResults
from index.rdf.quads import Quad


class GraphStore(Protocol):
    """Named graphs that answer SPARQL 1.1; the default graph of a query is the union of all."""

    def sparql(self, query: str, timeout: float | None = None) -> SparqlResults:
        """Run a read-only query with the prefixes of `ontology.terms`.

        Args:
            query: SELECT, ASK, CONSTRUCT or DESCRIBE.
            timeout: seconds, None for no limit.

        Raises:
            QueryError: if it is malformed, refused or takes too long.
        """

    def names(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""

    def quads(self, graph: str) -> Iterable[Quad]:
        """Yield the statements of a named graph, in no fixed order."""

    def __len__(self) -> int:
        """Return the number of different statements."""


class VectorIndex(Protocol):
    """Unit vectors by passage id."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def ids(self) -> list[int]:
        """Return the passage ids."""

    def nearest(self, asked: NDArray[np.float32], k: int, among: Sequence[int] | None = None) -> list[Hit]:
        """Return the passages with the highest cosine to `asked`, shape (dim,), best first, equal scores by id.

        `among` names the only passages to look at.
        """

    def __len__(self) -> int:
        """Return the number of vectors."""


class LexicalIndex(Protocol):
    """Passages by their terms."""

    def ids(self) -> list[int]:
        """Return the passage ids, sorted."""

    def search(self, query: str, k: int, among: Sequence[int] | None = None) -> list[Hit]:
        """Return the passages that share terms with `query`, best first by BM25, equal scores by id.

        `among` names the only passages to look at.
        """

    def __len__(self) -> int:
        """Return the number of passages."""


class WritableGraphStore(GraphStore, Protocol):
    """A graph store whose named graphs can be replaced one by one."""

    def replace(self, graph: str, quads: Iterator[Quad]) -> None:
        """Make a named graph say just `quads`."""

    def drop(self, graph: str) -> None:
        """Remove a named graph; one that is not there is no fault."""


@runtime_checkable
class FilteringVectorIndex(VectorIndex, Protocol):
    """One that knows the articles of its passages; others are told the passages that a filter lets through."""

    def nearest_fitting(self, asked: NDArray[np.float32], k: int, wanted: PassageFilter) -> list[Hit]:
        """Return what `nearest` does of the passages whose articles fit `wanted`."""

    def close(self) -> None:
        """Let go of it."""


class Mirror(Protocol):
    """An engine elsewhere that holds a copy of what a generation says."""

    def reach(self) -> None:
        """Ask whether it can be reached, before anything is read.

        Raises:
            InputError: if what it needs is not installed.
            StoreError: if it does not answer.
        """

    def load(self, generation: Generation, progress: Callable[[str, int], None]) -> None:
        """Bring what a generation says over, beside what is in use. Nothing is done where it is there already."""

    def switch(self, generation: Generation) -> None:
        """Put in use what was loaded, now that the generation is the current one, and clear away what it replaced."""

    def close(self) -> None:
        """Let go of it."""
