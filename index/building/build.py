"""Building: read, analyse what is new, and write the next generation of the data."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TextIO

from index.articles.reading import Articles, Prepared
from index.articles.writing import ArticleWriter
from index.building.assembly import GraphChange, Progress, assembled
from index.building.fingerprint import article_version, content_hash, pipeline_fingerprint
from index.building.mirroring import bring, mirrored
from index.building.pool import Failure, Pool, Result, results
from index.building.prepare import prepared
from index.building.unfinished import Unfinished
from index.building.workers import LocalPool
from index.encoder import Encoder
from index.engines import Engines
from index.folder.encoding import chosen_encoder
from index.folder.generation import ARTICLES, Draft, Generation, current, writing
from index.folder.pack_choice import pack_to_build, pack_to_read
from index.protocols import Mirror
from index.rdf.vocabulary_graph import vocabulary_lines
from ingest.article import RawArticle
from ingest.sources.problems import Problem as Unread
from ingest.sources.reading import read
from ingest.sources.web import Web
from ontology.errors import InputError, StoreError
from ontology.packs import Pack, use
from ontology.terms import article_graph

Problem = Callable[[str], None]  # one line

NEW_QUADS = "new.nq"  # in the draft, gone before it is committed


@dataclass(slots=True)
class BuildReport:
    """What a build did to the articles."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: int = 0
    resumed: int = 0  # of those added or updated: already analysed by a build that was cut short
    skipped: int = 0  # pages, lines, files that could not be read; each is among the problems
    problems: list[str] = field(default_factory=list)  # one line each
    seconds: dict[str, float] = field(default_factory=dict)  # stage → time

    @property
    def changed(self) -> bool:
        """Whether any article came, changed or went."""
        return bool(self.added or self.updated or self.removed)


def build(
    paths: Sequence[str | Path],
    data: Path,
    *,
    pool: Pool | None = None,
    workers: int = 1,
    encoder: Encoder | str | None = None,
    prune: bool = False,
    stdin: BinaryIO | None = None,
    web: Web | None = None,
    pack: Pack | None = None,
    engines: Engines | None = None,
    progress: Progress | None = None,
    on_problem: Problem | None = None,
) -> BuildReport:
    """Bring the articles under `paths` into `data`; articles that did not change are not analysed again.

    Args:
        paths: whatever `ingest.sources.reading.read` reads: files, folders, archives, URLs; `-` is JSON lines on
            `stdin`.
        data: the data folder; the generation in it stays in use until the new one is complete.
        pool: what analyses; None is `workers` processes of this machine. The result does not depend on it.
        workers: processes that analyse.
        encoder: an encoder or its name; None keeps the one that the data was built with.
        prune: also remove the articles that are no longer under `paths`.
        stdin: read for `-`.
        web: how URLs are fetched.
        pack: the vocabulary pack to read with; None keeps the one that the data was built with.
        engines: those elsewhere that get a copy; if one takes none, the data stay as they were.
        progress: called with a stage and how many articles or passages it has done.
        on_problem: called with one line for each article that is left out.

    Raises:
        DataError: if rules or vocabulary are broken.
        InputError: if a path does not exist or the encoder cannot be loaded.
        StoreError: if the data cannot be written, is of another format, another build is at work, or an engine
            elsewhere does not answer.
    """
    report = BuildReport()

    def tell(problem: str) -> None:
        report.problems.append(problem)
        report.skipped += isinstance(problem, Unread) and problem.reach != "none"
        if on_problem:
            on_problem(problem)

    use(pack_to_build(pack, current(data), data))
    vocabulary_lines()  # broken tables are told at once, not once for each article
    tell_progress = progress or _silent
    articles = read([str(path) for path in paths], stdin, tell, web)
    with writing(data) as draft, mirrored(engines) as mirrors:
        chosen = chosen_encoder(encoder, draft.previous)
        unfinished = Unfinished(data)
        try:
            work = _Work(draft, report, tell_progress, unfinished)
            with _timed(report, "analyse"):
                work.take(articles, pool or LocalPool(workers), tell)
                if prune:
                    work.prune(tell)
            if report.changed or _outdated(draft, chosen):
                with _timed(report, "index"):
                    work.commit(chosen, mirrors)
            elif draft.previous:
                bring(mirrors, draft.previous, tell_progress)
            unfinished.clear()
        finally:
            unfinished.close()
    return report


def remove(articles: Sequence[str], data: Path, engines: Engines | None = None) -> BuildReport:
    """Take articles out of graph, vectors, lexical index and store, in one step, and out of engines elsewhere.

    Raises:
        InputError: if one of them is not in the data; nothing is removed then.
        StoreError: if there is no data, it cannot be written, or an engine elsewhere does not answer.
    """
    report = BuildReport()
    with writing(data) as draft, mirrored(engines) as mirrors:
        if not draft.previous:
            raise StoreError(f"{data}: no data here: run `yibao build PATH… --data {data}`")
        use(pack_to_read(None, draft.previous.manifest, data))
        work = _Work(draft, report, _silent)
        unknown = [name for name in articles if name not in work.versions]
        if unknown:
            raise InputError(f"{unknown[0]}: no such article in {data}: see `yibao export articles`")
        for name in dict.fromkeys(articles):
            work.remove(name)
        if report.changed:
            work.commit(None, mirrors)
    return report


class _Work:
    """One build: the store under construction, copied from the previous one when the first change comes."""

    def __init__(
        self, draft: Draft, report: BuildReport, progress: Progress, unfinished: Unfinished | None = None
    ) -> None:
        self._draft = draft
        self._unfinished = unfinished
        self._report = report
        self._progress = progress
        self._store: ArticleWriter | None = None
        self._dropped: list[str] = []
        self._quads = draft.folder / NEW_QUADS
        self._quads.touch()
        self._seen: set[str] = set()
        self.versions: dict[str, str] = {}
        self._hashes: dict[str, str] = {}
        if draft.previous:
            previous = Articles.open(draft.previous.folder / ARTICLES)
            self.versions, self._hashes = previous.versions(), previous.content_hashes()
            previous.close()

    def take(self, articles: Iterable[RawArticle], pool: Pool, tell: Problem) -> None:
        """Analyse and store the articles that are new or changed."""
        with self._quads.open("w", encoding="utf-8") as quads:
            for result in results(self._new(articles, quads, tell), prepared, pool, self._keep):
                self._report.failed += isinstance(result, Failure)
                if isinstance(result, Failure):
                    tell(f"{result.name}: left out, it cannot be analysed ({result.reason})")
                    continue
                self._accept(result, quads, tell)

    def prune(self, tell: Problem) -> None:
        """Remove the articles that were not read; one that may be there but could not be read stays as it was."""
        unread = [problem for problem in self._report.problems if isinstance(problem, Unread)]
        kept = 0
        for name in self.versions:
            if name in self._seen:
                continue
            hiding = [problem for problem in unread if problem.hides(name)]
            if not hiding:
                self.remove(name)
            kept += bool(hiding) and all(problem.subject != name for problem in hiding)  # else it was named already
        if kept:
            tell(f"--prune: {kept} articles kept that may stand behind what could not be read; mend it and run again")

    def remove(self, name: str) -> None:
        """Take an article out."""
        self._open().remove(name)
        self._drop(name)
        self._report.removed += 1

    def commit(self, encoder: Encoder | None, mirrors: Sequence[Mirror]) -> None:
        """Write all that follows from the articles, and switch over."""
        store = self._open()
        change = GraphChange(self._dropped, self._quads)
        folder, previous = self._draft.folder, self._draft.previous
        manifest = assembled(folder, store, change, previous, encoder, self._progress)
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
                continue
            done = self._unfinished.get(article.name, version) if self._unfinished else None
            if done:
                self._report.resumed += 1
                self._accept(done, quads, tell)
            else:
                yield article

    def _keep(self, result: Result) -> None:
        if self._unfinished and not isinstance(result, Failure):
            self._unfinished.put(result)

    def _accept(self, result: Prepared, quads: TextIO, tell: Problem) -> None:
        try:
            self._put(result)
        except StoreError as error:
            self._report.failed += 1
            tell(str(error))
            return
        quads.write(result.quads)
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


def _outdated(draft: Draft, encoder: Encoder) -> bool:
    """Whether there is no generation yet, or rules, code or encoder are not those that it was made with."""
    if not draft.previous:
        return True
    manifest = draft.previous.manifest
    return manifest.pipeline != pipeline_fingerprint() or manifest.encoder_fingerprint != encoder.fingerprint


def _silent(stage: str, done: int) -> None:
    pass


@contextmanager
def _timed(report: BuildReport, stage: str) -> Iterator[None]:
    start = time.monotonic()
    try:
        yield
    finally:
        report.seconds[stage] = round(time.monotonic() - start, 3)
