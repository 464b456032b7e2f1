"""Many articles at once: worker processes that outlive a bad article, results in the order of the input."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from index.articles import Prepared
from ingest.article import RawArticle
from ontology.errors import StoreError

AHEAD = 8  # articles a worker that may wait for a slow one before them: bounds the memory for finished ones
PATIENCE = 2.0  # seconds that a process gets to end by itself

Work = Callable[[RawArticle], Prepared]


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that could not be analysed."""

    name: str
    reason: str


Result = Prepared | Failure


def results(articles: Iterable[RawArticle], work: Work, workers: int) -> Iterator[Result]:
    """Yield what `work` makes of each article, in their order, whatever the number of workers."""
    if workers <= 1:
        return (_result(article, work) for article in articles)
    return _in_parallel(articles, work, workers)


def _result(article: RawArticle, work: Work) -> Result:
    try:
        return work(article)
    except Exception as error:
        return Failure(article.name, " ".join(f"{type(error).__name__}: {error}".split()))


class _Worker:
    """A process with a pipe of its own: it ends when the pipe does, so none is left behind by a killed build."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self.task: tuple[int, RawArticle] | None = None
        self._start()

    def greet(self) -> None:
        """Wait until the process is ready.

        Raises:
            StoreError: if it cannot start, as no other could.
        """
        try:
            self.pipe.recv()
        except (EOFError, ConnectionError) as error:
            raise StoreError(f"worker processes do not start (exit code {self.stop()}): use --workers 1") from error

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy the threads of numpy and tantivy half-way
        self.pipe, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=_serve, args=(theirs, self._work), daemon=True)
        self._process.start()
        theirs.close()

    def give(self, place: int, article: RawArticle) -> None:
        self.task = place, article
        with suppress(BrokenPipeError):  # it died while idle: `take` finds that out
            self.pipe.send(article)

    def take(self) -> tuple[int, Result]:
        """Return place and result of the task; a process that died on it is replaced."""
        assert self.task is not None
        (place, article), self.task = self.task, None
        try:
            return place, self.pipe.recv()
        except (EOFError, ConnectionError):
            code = self.stop()
            self._start()
            self.greet()
            return place, Failure(article.name, f"the process that read it died (exit code {code})")

    def stop(self) -> int | None:
        """End the process and return its exit code."""
        self.pipe.close()
        self._process.join(PATIENCE)
        self._process.kill()  # in case it is still at work
        return self._process.exitcode


def _serve(pipe: Connection[Any, Any], work: Work) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build itself answers Ctrl-C
    with suppress(EOFError, ConnectionError):
        pipe.send(None)
        while True:
            pipe.send(_result(pipe.recv(), work))


def _in_parallel(articles: Iterable[RawArticle], work: Work, count: int) -> Iterator[Result]:
    workers = [_Worker(work) for _ in range(count)]
    waiting = enumerate(articles)
    done: dict[int, Result] = {}
    place, exhausted = 0, False
    try:
        for worker in workers:
            worker.greet()
        while not exhausted or done or any(worker.task for worker in workers):
            for worker in workers:
                if not worker.task and not exhausted and len(done) < AHEAD * count:
                    following = next(waiting, None)
                    exhausted = following is None
                    if following:
                        worker.give(*following)
            busy = {worker.pipe: worker for worker in workers if worker.task}
            done.update(busy[pipe].take() for pipe in wait(list(busy)) if busy)  # type: ignore[index]
            while place in done:
                yield done.pop(place)
                place += 1
    finally:
        for worker in workers:
            worker.stop()
