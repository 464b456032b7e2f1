"""`KnowledgeIndex`: the current generation of a data folder, open for reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from index.articles.filters import PassageFilter, Traits, passing, traits
from index.articles.passages import Hit, Passage
from index.articles.reading import Articles, Row
from index.articles.records import block_rows, passage_row
from index.engines import Engines
from index.folder.file_digests import whole
from index.folder.generation import ARTICLES, GRAPH, LEXICAL, VECTORS, current, reading
from index.folder.pack_choice import pack_to_read
from ontology.errors import QueryError
from ontology.packs import Pack, use
from ontology.terms import article_graph

if TYPE_CHECKING:  # each engine is loaded when it is first used: a SPARQL query needs no vectors
    from index.encoder import Encoder
    from index.graph.local import Graph
    from index.graph.results import SparqlResults
    from index.lexical import Lexical
    from index.protocols import GraphStore, VectorIndex

REPETITION = ("clusters", "variants", "templates", "proposals")
KEPT_PASSAGES = 8192  # about 16 MB …
KEPT_ARTICLES = 4096  # … and as much again
EXPORTS = ("facts", "entities", "relations", "passages", "conflicts", "articles", "blocks", *REPETITION)


class KnowledgeIndex:
    """Articles, graph, vectors and lexical index of one generation; later builds do not disturb it."""

    def __init__(
        self, data: Path, encoder: Encoder | None = None, pack: Pack | None = None, engines: Engines | None = None
    ) -> None:
        """Open the current generation of `data`.

        Args:
            data: the data folder.
            encoder: the one the data was built with, if it is loaded already; else it is loaded when it is needed.
            pack: the vocabulary pack the data is to be read with; None for the one that it was built with.
            engines: those elsewhere that are asked in place of the data folder's own.

        Raises:
            StoreError: if there is no data, it cannot be read, or it was built with another encoder or pack.
        """
        self.data = data
        self.engines = engines or Engines()
        self._last: tuple[PassageFilter, list[int]] | None = None
        self._passages: dict[int, Passage] = {}
        self._rows: dict[str, Row] = {}
        self._open = ExitStack()
        self.generation = self._open.enter_context(reading(data))
        self.manifest = self.generation.manifest
        whole(self.generation.folder)
        self.pack = pack_to_read(pack, self.manifest, data)
        use(self.pack)
        if encoder is not None:
            from index.folder.encoding import fitting

            self.encoder = fitting(encoder, self.manifest)
        self.articles = Articles.open(self.generation.folder / ARTICLES)
        self._open.callback(self.articles.close)

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder that the data was built with."""
        from index.folder.encoding import encoder_of

        return encoder_of(self.manifest)

    @cached_property
    def graph(self) -> Graph:
        """The RDF graph in the data folder."""
        from index.graph.local import Graph

        return Graph.open(self.generation.folder / GRAPH)

    @cached_property
    def vectors(self) -> VectorIndex:
        """The dense vectors of the passages.

        Raises:
            StoreError: if an engine elsewhere does not answer, or lacks them.
        """
        elsewhere = self.engines.open_vectors(self.generation)
        if elsewhere is not None:
            self._open.callback(elsewhere.close)
            return elsewhere
        from index.vectors.reading import Vectors

        return Vectors.open(self.generation.folder / VECTORS)

    @cached_property
    def lexical(self) -> Lexical:
        """The lexical index of the passages."""
        from index.lexical import Lexical

        return Lexical.open(self.generation.folder / LEXICAL)

    def sparql(self, query: str, timeout: float | None = None) -> SparqlResults:
        """Run a read-only SPARQL query over all named graphs together; see `Graph.sparql`."""
        return self.asked_graph.sparql(query, timeout)

    @cached_property
    def asked_graph(self) -> GraphStore:
        """The graph that questions are put to: that of a server, where one is named, else the data folder's.

        Raises:
            StoreError: if the server does not answer, or does not hold this graph.
        """
        elsewhere = self.engines.open_graph(self.generation)
        return self.graph if elsewhere is None else elsewhere

    def nearest(self, text: str, k: int, wanted: PassageFilter | None = None) -> list[Hit]:
        """Return the passages nearest to `text` in meaning, best first, of those whose articles are as `wanted`."""
        from index.protocols import FilteringVectorIndex

        asked = self.encoder.encode([text], "query")[0]
        if wanted is None or wanted.open:
            return self.vectors.nearest(asked, k)
        if isinstance(self.vectors, FilteringVectorIndex):
            return self.vectors.nearest_fitting(asked, k, wanted)
        return self.vectors.nearest(asked, k, self._passing(wanted))

    @cached_property
    def _traits(self) -> dict[str, Traits]:
        return {one.article: one for one in traits(self.articles)}

    def matching(self, text: str, k: int, wanted: PassageFilter | None = None) -> list[Hit]:
        """Return the passages that share terms with `text`, best first, of those whose articles are as `wanted`."""
        return self.lexical.search(text, k, None if wanted is None or wanted.open else self._passing(wanted))

    def _passing(self, wanted: PassageFilter) -> list[int]:
        """Return the ids of the passages that a filter lets through; those of the last filter are kept."""
        last = self._last  # another thread may put its own there
        if last is None or last[0] != wanted:
            last = self._last = wanted, passing(self.articles, self._traits, wanted)
        return last[1]

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Return the passages with these ids, in the order asked for; unknown ids are passed over.

        Those of earlier questions are kept for a while.
        """
        known = self._passages
        missing = [key for key in ids if key not in known]
        if len(known) + len(missing) > KEPT_PASSAGES:  # other threads go on with the old ones
            known, missing = {}, list(ids)
            self._passages = known
        known.update((passage.id, passage) for passage in self.articles.passages_by_id(missing))
        return [known[key] for key in ids if key in known]

    def article(self, name: str) -> Mapping[str, Any]:
        """Return the export row of an article, an empty one if there is no such article; not to be changed."""
        known = self._rows
        if name not in known:
            if len(known) >= KEPT_ARTICLES:
                known = self._rows = {}
            known[name] = self.articles.article(name) or {}
        return known[name]

    def graphs(self, articles: Sequence[str]) -> list[str]:
        """Return the IRIs of the named graphs of some articles, in the order asked for."""
        hashes = self.articles.content_hashes(articles)
        return [article_graph(name, hashes[name]) for name in articles]

    def facts(self, ids: Sequence[str]) -> list[Row]:
        """Return the fact rows with these claim ids, in the order asked for."""
        return self.articles.facts(ids)

    def export(self, kind: str) -> Iterator[Row]:
        """Yield the JSON rows of one of `EXPORTS`, ordered by article and place in it.

        Raises:
            QueryError: if there is no such kind.
        """
        if kind not in EXPORTS:
            raise QueryError(f"nothing called {kind!r} to export; known: {', '.join(EXPORTS)}, graph")
        if kind == "passages":
            return map(passage_row, self.articles.passages())
        if kind == "blocks":
            return (row for analysis in self.articles.analyses() for row in block_rows(analysis.article))
        if kind in REPETITION:
            from index.repetition.rows import repetition_rows

            return repetition_rows(kind, self.articles)
        return self.articles.rows(kind)

    def is_current(self) -> bool:
        """Whether no later build has replaced this generation: else close it and open anew."""
        now = current(self.data)
        return now is not None and now.number == self.generation.number

    def close(self) -> None:
        """Release the generation, so that a later build may remove it."""
        self._open.close()

    def __enter__(self) -> Self:
        """Return the index itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the index."""
        self.close()
