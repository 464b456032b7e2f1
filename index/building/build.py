"""Building: read, analyse what is new, and write the next generation of the data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from index.building.assembly import Progress
from index.building.changes import Changes
from index.building.fingerprint import pipeline_fingerprint
from index.building.mirroring import bring, mirrored
from index.building.partition_files import PartitionFiles, discard
from index.building.partition_tables import require_pyarrow
from index.building.pool import Pool, Result, results
from index.building.prepare import prepared
from index.building.report import BuildReport, Problem
from index.building.unfinished import Unfinished
from index.building.workers import LocalPool
from index.encoder import Encoder
from index.engines import Engines
from index.folder.encoding import chosen_encoder
from index.folder.generation import Draft, current, writing
from index.folder.pack_choice import pack_to_build, pack_to_read
from index.rdf.vocabulary_graph import vocabulary_lines
from ingest.article import RawArticle
from ingest.sources.reading import read
from ingest.sources.web import Web
from ontology.errors import InputError, StoreError
from ontology.packs import Pack, use

__all__ = ["BuildReport", "build", "remove"]


def build(
    paths: Sequence[str | Path],
    data: Path,
    *,
    pool: Pool | None = None,
    workers: int = 1,
    encoder: Encoder | str | None = None,
    prune: bool = False,
    retry: bool = False,
    partitions: bool = False,
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
        retry: also try articles that killed the processes which read them.
        partitions: also write what is read as Parquet, N-Quads and vectors, see `index.building.partition_files`.
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
        report.note(problem)
        if on_problem:
            on_problem(problem)

    def analysed(articles: Iterator[RawArticle], keep: Callable[[Result], None]) -> Iterable[Result]:
        return results(articles, prepared, pool or LocalPool(workers), keep)

    if partitions:
        require_pyarrow()
    use(pack_to_build(pack, current(data), data))
    vocabulary_lines()  # broken tables are told at once, not once for each article
    tell_progress = progress or _silent
    articles = read([str(path) for path in paths], stdin, tell, web)
    with writing(data) as draft, mirrored(engines) as mirrors:
        chosen = chosen_encoder(encoder, draft.previous)
        unfinished = Unfinished(data)
        try:
            files = PartitionFiles(data, draft.number, chosen, unfinished.get) if partitions else None
            changes = Changes(data, draft, report, tell_progress, unfinished, files, retry)
            with report.timed("analyse"):
                changes.take(articles, analysed, tell)
                if prune:
                    changes.prune(tell)
            if report.changed or _outdated(draft, chosen):
                with report.timed("index"):
                    changes.commit(chosen, mirrors)
            elif draft.previous:
                bring(mirrors, draft.previous, tell_progress)
            unfinished.clear()
            if not (partitions and draft.committed):
                discard(data, draft.number)
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
        changes = Changes(data, draft, report, _silent)
        unknown = [name for name in articles if name not in changes.versions]
        if unknown:
            raise InputError(f"{unknown[0]}: no such article in {data}: see `yibao export articles`")
        for name in dict.fromkeys(articles):
            changes.remove(name)
        if report.changed:
            changes.commit(None, mirrors)
    return report


def _outdated(draft: Draft, encoder: Encoder) -> bool:
    """Whether there is no generation yet, or rules, code or encoder are not those that it was made with."""
    if not draft.previous:
        return True
    manifest = draft.previous.manifest
    return manifest.pipeline != pipeline_fingerprint() or manifest.encoder_fingerprint != encoder.fingerprint


def _silent(stage: str, done: int) -> None:
    pass
