"""What a Dask worker does for a build: it lets a process of its own analyse a partition of articles.

A process of its own, so that an article which kills it costs neither the worker nor the partitions that wait there, and
so that threads of one worker do not share what is compiled from a vocabulary pack.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from index.building.pool import Failure, Result, Work
from index.building.process import Process
from ingest.article import RawArticle
from ontology.errors import StoreError, YibaoError
from ontology.packs import BUILT_IN, Pack, pack_called, shipped_packs

TRIES = 2  # an article that kills its process so often is left out


@dataclass(frozen=True, slots=True)
class Job:
    """What a build asks of every partition."""

    work: bytes  # pickled: neither scheduler nor worker load what only the process needs
    pack: str  # the name of one that is shipped, else its folder: the same path on all machines
    fingerprint: str  # of rules and code, of which the result depends

    @classmethod
    def of(cls, work: Work, pack: Pack, fingerprint: str) -> Job:
        """Return the job of a build that works with `pack`."""
        shipped = pack == BUILT_IN or pack in shipped_packs().values()
        return cls(pickle.dumps(work), pack.name if shipped else str(pack.folder), fingerprint)


_idle: list[tuple[Job, Process]] = []
_lock = Lock()


def analysed(job: Job, articles: Sequence[RawArticle]) -> list[Result]:
    """Return what the work of `job` makes of each article; what ails the worker itself is a fatal failure."""
    try:
        with _process(job) as process:
            return [_result(process, article) for article in articles]
    except YibaoError as error:
        return [Failure(articles[0].name, f"worker {_here()}: {error}", fatal=True)]


def dismiss() -> None:
    """End the idle processes of this worker."""
    with _lock:
        leaving = [process for _, process in _idle]
        _idle.clear()
    for process in leaving:
        process.stop()


def _result(process: Process, article: RawArticle) -> Result:
    for _ in range(TRIES):
        process.give(0, article)
        _, result = process.take()
        if not (isinstance(result, Failure) and result.died):
            return result
    assert isinstance(result, Failure)
    reason = f"{result.reason}, {TRIES} times, on worker {_here()}: look at it alone with `yibao clean`"
    return Failure(article.name, reason, died=True, where=f"worker {_here()}")


@contextmanager
def _process(job: Job) -> Iterator[Process]:
    process = _taken(job) or _started(job)
    try:
        yield process
    except BaseException:
        process.stop()
        raise
    with _lock:
        _idle.append((job, process))


def _taken(job: Job) -> Process | None:
    """Return an idle process for `job`; those of other jobs are ended."""
    with _lock:
        found = next((process for known, process in _idle if known == job), None)
        others = [process for known, process in _idle if known != job]
        _idle[:] = [(known, process) for known, process in _idle if known == job and process is not found]
    for process in others:
        process.stop()
    return found


def _started(job: Job) -> Process:
    process = Process(job.work, pack_called(job.pack), "install the same yibao there as here, and look at its log")
    if process.greet() != job.fingerprint:
        process.stop()
        raise StoreError(
            "it has other rules or other code than this build: install the same yibao (and the same pack, under the "
            "same path) there, start it anew and run the same command again"
        )
    return process


def _here() -> str:
    from distributed import get_worker

    return str(get_worker().address)
