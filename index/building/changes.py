"""What a build does to the articles of a data folder: take, leave out, remove, and all that follows from them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from index.articles.reading import Articles, Prepared
from index.articles.writing import ArticleWriter
from index.building.assembly import GraphChange, Progress, assembled
from index.building.fingerprint import article_version, content_hash
from index.building.partition_files import PartitionFiles
from index.building.pool import Failure, Result
from index.building.quarantine import Quarantine
from index.building.report import BuildReport, Problem
from index.building.unfinished import Unfinished
from index.encoder import Encoder
from index.folder.generation import ARTICLES, Draft, Generation
from index.protocols import Mirror
from index.vectors.writing import Ids, Matrix
from ingest.article import RawArticle
from ingest.sources.problems import Problem as Unread
from ontology.errors import StoreError
from ontology.terms import article_graph

NEW_QUADS = "new.nq"  # in the draft, gone before it is committed

Analysed = Callable[[Iterator[RawArticle], Callable[[Result], None]], Iterable[Result]]


class Changes:
    """One build: the store under construction, copied from the previous one when the first change comes."""

    def __init__(
        self,
        data: Path,
        draft: Draft,
        report: BuildReport,
        progress: Progress,
        unfinished: Unfinished | None = None,
        files: PartitionFiles | None = None,
        retry: bool = False,
    ) -> None:
        """Start from what the previous generation holds.

        Args:
            data: the data folder.
            draft: of the next generation.
            report: counts what is done.
            progress: called with a stage and how many articles or passages it has done.
            unfinished: where what is analysed outlives a build that is cut short.
            files: where it is written for other programs too.
            retry: also try what killed the processes that read it.
        """
        self._draft = draft
        self._unfinished = unfinished
        self._files = files
        self._quarantine = Quarantine(data)
        self._retry = retry
        self._report = report
        self._progress = progress
        self._store: ArticleWriter | None = None
        self._dropped: list[str] = []
        self._quads = draft.folder / NEW_QUADS
        self._quads.touch()
        self._seen: set[str] = set()
        self._waiting: dict[str, str] = {}  # of the articles that are analysed now, their version
        self.versions: dict[str, str] = {}
        self._hashes: dict[str, str] = {}
        if draft.previous:
            previous = Articles.open(draft.previous.folder / ARTICLES)
            self.versions, self._hashes = previous.versions(), previous.content_hashes()
            previous.close()

    def take(self, articles: Iterable[RawArticle], analysed: Analysed, tell: Problem) -> None:
        """Analyse and store the articles that are new or changed."""
        with self._quads.open("w", encoding="utf-8") as quads:
            for result in analysed(self._new(articles, quads, tell), self._keep):
                if isinstance(result, Failure):
                    self._leave_out(result, tell)
                    tell(f"{result.name}: left out, it cannot be analysed ({result.reason})")
                else:
                    self._accept(result, quads, tell)

    def prune(self, tell: Problem) -> None:
        """Remove the articles that were not read; one that may be there but could not be read stays as it was."""
        unread = [problem for problem in self._report.problems if isinstance(problem, Unread)]
        kept = 0
        for name in dict.fromkeys([*self.versions, *self._quarantine.names()]):
            if name in self._seen:
                continue
            hiding = [problem for problem in unread if problem.hides(name)]
            if not hiding:
                self.remove(name)
            kept += bool(hiding) and all(problem.subject != name for problem in hiding)  # else it was named already
        if kept:
            tell(f"--prune: {kept} articles kept that may stand behind what could not be read; mend it and run again")

    def remove(self, name: str) -> None:
        """Take an article out, of the data and of the quarantine."""
        self._quarantine.release(name)
        if name in self.versions:
            self._open().remove(name)
            self._drop(name)
            self._report.removed += 1

    def commit(self, encoder: Encoder | None, mirrors: Sequence[Mirror]) -> None:
        """Write all that follows from the articles, and switch over."""
        store = self._open()
        change = GraphChange(self._dropped, self._quads)
        folder, previous = self._draft.folder, self._draft.previous
        ready: Iterable[tuple[Ids, Matrix]] = ()
        if self._files:
            self._files.finish()
            ready = self._files.vectors()
        manifest = assembled(folder, store, change, previous, encoder, self._progress, ready)
        store.close()
        self._quads.unlink()
        for mirror in mirrors:
            mirror.load(Generation(self._draft.number, folder, manifest), self._progress)
        generation = self._draft.commit(manifest)
        for mirror in mirrors:
            mirror.switch(generation)

    def _new(self, articles: Iterable[RawArticle], quads: TextIO, tell: Problem) -> Iterator[RawArticle]:
        """Yield the articles that are to be analysed; those that a build that was cut short had done are taken."""
        for article in articles:
            self._seen.add(article.name)
            version = article_version(content_hash(article))
            if self.versions.get(article.name) == version:
                self._report.unchanged += 1
                self._quarantine.release(article.name)
                continue
            done = self._unfinished.get(article.name, version) if self._unfinished else None
            held = None if self._retry else self._quarantine.held(article.name, version)
            if done:
                self._report.resumed += 1
                self._accept(done, quads, tell)
            elif held:
                self._report.failed += 1
                tell(
                    f"{article.name}: left out as before ({held.error}): see `yibao quarantine`; --retry tries it again"
                )
            else:
                self._waiting[article.name] = version
                yield article

    def _keep(self, result: Result) -> None:
        if self._unfinished and not isinstance(result, Failure):
            self._unfinished.put(result)

    def _leave_out(self, failure: Failure, tell: Problem) -> None:
        self._report.failed += 1
        self._quarantine.put(failure, self._waiting.pop(failure.name, ""), failure.name in self.versions)

    def _accept(self, result: Prepared, quads: TextIO, tell: Problem) -> None:
        try:
            self._put(result)
        except StoreError as error:
            self._waiting.setdefault(result.name, result.version)
            self._leave_out(Failure(result.name, str(error)), tell)
            tell(str(error))
            return
        self._waiting.pop(result.name, None)
        self._quarantine.release(result.name)
        quads.write(result.quads)
        if self._files:
            self._files.add(result)
        self._progress("analyse", self._report.added + self._report.updated)

    def _put(self, result: Prepared) -> None:
        self._open().put(result)
        if result.name in self.versions:
            self._drop(result.name)
            self._report.updated += 1
        else:
            self._report.added += 1

    def _drop(self, name: str) -> None:
        self._dropped.append(article_graph(name, self._hashes[name]))

    def _open(self) -> ArticleWriter:
        if self._store is None:
            path = self._draft.folder / ARTICLES
            if self._draft.previous:
                shutil.copyfile(self._draft.previous.folder / ARTICLES, path)
            self._store = ArticleWriter.create(path)
        return self._store
