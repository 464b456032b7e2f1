"""`KnowledgeBase`: the one face that every interface uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from index.engines import Engines
from index.store import EXPORTS, KnowledgeIndex
from ontology.errors import QueryError
from ontology.packs import chosen, use
from query.browsing.face import Browsing

if TYPE_CHECKING:  # building and searching are loaded when they are first used: `yibao stats` needs neither
    from index.building.pool import Pool
    from index.building.report import BuildReport
    from index.encoder import Encoder
    from index.graph.results import SparqlResults
    from ingest.sources.web import Web
    from query.analytic.answer import AnalyticAnswer
    from query.answers import Answer
    from query.context.packing import Context
    from query.property_functions.rewriting import Rewriting

__all__ = ["EXPORTS", "KnowledgeBase", "build", "remove"]

Row = dict[str, Any]
Progress = Callable[[str, int], None]  # stage, how many are done


class KnowledgeBase(Browsing):
    """Questions, SPARQL, exports and checks over one data folder, read-only. Later builds do not disturb it."""

    def __init__(self, data: Path, encoder: Encoder | None = None, engines: Engines | None = None) -> None:
        """Open the data in `data`; graph, vectors and encoder are loaded when they are first needed.

        The process works with the vocabulary pack that the data was built with from now on. Of bases with different
        packs one is used at a time: what one yields is read to the end before another one is asked.

        Args:
            data: the data folder.
            encoder: the one the data was built with, if it is loaded already.
            engines: those elsewhere that are asked in place of the data folder's own.

        Raises:
            StoreError: if there is no data, it cannot be read, or it was built with another pack than the one named.
        """
        self.index = KnowledgeIndex(data, encoder, chosen(), engines)

    def search(
        self,
        question: str,
        k: int = 10,
        region: str | None = None,
        as_of: str | None = None,
        identifier: str | None = None,
        history: Sequence[str] = (),
        narrow: Mapping[str, str | None] | None = None,
    ) -> Answer:
        """Return passages, facts and citations that answer `question`, read after `history`; see `query.ask`.

        Raises:
            QueryError: if the region or a concept of `narrow` is unknown, or the region names several places.
        """
        from query.ask import ask

        use(self.index.pack)
        return ask(self.index, question, k, region, as_of, identifier, history, narrow)

    def context(
        self,
        question: str,
        budget: int = 2000,
        k: int = 10,
        region: str | None = None,
        as_of: str | None = None,
        counter: Callable[[str], int] | None = None,
        language: str = "zh",
        narrow: Mapping[str, str | None] | None = None,
    ) -> Context:
        """Return the evidence for a chatbot within `budget` tokens; see `query.context.packing.packed`.

        Raises:
            QueryError: if the region, a concept of `narrow` or the language is unknown.
        """
        from query.context.packing import packed

        return packed(self.search(question, k, region, as_of, narrow=narrow).row(), budget, language, counter)

    def analyse(self, question: str) -> AnalyticAnswer:
        """Return what the graph says to a question that counts, compares or groups; see `query.analytic.answer`.

        Raises:
            NotUnderstood: if the question cannot be read as a whole (a QueryError).
        """
        from query.analytic.answer import answered

        use(self.index.pack)
        return answered(self.index, question)

    def sparql(self, query: str, timeout: float | None = None) -> SparqlResults:
        """Run a read-only SPARQL query over all named graphs together; it may use `yb:search` and `yb:near`.

        Raises:
            QueryError: if the query is malformed or refused.
        """
        run = self.rewritten(query)
        try:
            return self.index.sparql(run.query, timeout)
        except QueryError as error:
            raise QueryError(run.of_typed(str(error))) from error

    def rewritten(self, query: str) -> Rewriting:
        """Return a SPARQL query in which `yb:search` and `yb:near` are replaced by what they find.

        Raises:
            QueryError: if the query is refused, or one of the two is used in a way that cannot be computed.
        """
        from query.property_functions.rewriting import rewritten

        use(self.index.pack)
        return rewritten(query, self.index)

    def rows(self, kind: str) -> Iterator[Row]:
        """Yield the rows of one of `EXPORTS`.

        Raises:
            QueryError: if there is no such kind.
        """
        use(self.index.pack)
        return self.index.export(kind)

    def graph(self, format: str = "trig") -> Iterator[bytes]:
        """Yield the whole graph in pieces: trig, nquads, turtle or jsonld.

        Raises:
            QueryError: if there is no such format.
        """
        if format == "nquads":
            return (line.encode() for line in self.index.graph.lines())
        return iter([self.index.graph.export(format)])

    def stats(self) -> Row:
        """Return what the data holds: counts, encoder, statements; of `blocks` so many are `unique_blocks`."""
        manifest = self.index.manifest
        return {
            "data": str(self.index.data),
            "generation": self.index.generation.number,
            **manifest.counts,
            "unique_share": round(manifest.counts["unique_blocks"] / max(1, manifest.counts["blocks"]), 4),
            "statements": len(self.index.graph),
            "ontology": manifest.pack.name,
            "encoder": manifest.encoder,
            "dim": manifest.dim,
            "vectors": manifest.vectors.name,
            "recall": manifest.vectors.recall,
            "format": manifest.format,
        }

    def faults(self, pyshacl: bool = False) -> Iterator[str]:
        """Yield one line per fault: shapes, evidence spans, agreement of graph, vectors and lexical index."""
        from index.check import check

        use(self.index.pack)
        return iter(check(self.index, pyshacl))

    def raw_text(self, article: str) -> str:
        """Return the raw text of an article, "" if there is no such article."""
        return self.index.articles.raw_text(article)

    def close(self) -> None:
        """Release the data."""
        self.index.close()

    def __enter__(self) -> Self:
        """Return the knowledge base itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the knowledge base."""
        self.close()


def build(
    paths: Sequence[str | Path],
    data: Path,
    *,
    pool: Pool | None = None,
    workers: int = 1,
    encoder: str | None = None,
    prune: bool = False,
    retry: bool = False,
    partitions: bool = False,
    stdin: BinaryIO | None = None,
    web: Web | None = None,
    engines: Engines | None = None,
    progress: Progress | None = None,
    on_problem: Callable[[str], None] | None = None,
) -> BuildReport:
    """Bring articles into `data`; see `index.building.build.build`."""
    from index.building.build import build as build_index

    return build_index(
        paths,
        data,
        pack=chosen(),
        pool=pool,
        workers=workers,
        encoder=encoder,
        prune=prune,
        retry=retry,
        partitions=partitions,
        stdin=stdin,
        web=web,
        engines=engines,
        progress=progress,
        on_problem=on_problem,
    )


def remove(articles: Sequence[str], data: Path, engines: Engines | None = None) -> BuildReport:
    """Take articles out of `data`; see `index.building.build.remove`."""
    from index.building.build import remove as remove_articles

    return remove_articles(articles, data, engines)
