"""Many articles at once: worker processes that outlive a bad article, results in the order of the input."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any

from index.articles.reading import Prepared
from ingest.article import RawArticle
from ontology.errors import DataError, StoreError
from ontology.packs import active, use

AHEAD = 8  # articles a worker that may wait for a slow one before them: bounds the memory for finished ones
PATIENCE = 2.0  # seconds that a process gets to end by itself

Work = Callable[[RawArticle], Prepared]


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that could not be analysed."""

    name: str
    reason: str
    fatal: bool = False  # a data file of `ontology/` is broken: no other article could be analysed either


Result = Prepared | Failure


def results(articles: Iterable[RawArticle], work: Work, workers: int) -> Iterator[Result]:
    """Yield what `work` makes of each article, in their order, whatever the number of workers.

    Raises:
        DataError: if a data file of `ontology/` is broken.
    """
    found = _in_parallel(articles, work, workers) if workers > 1 else (_result(one, work) for one in articles)
    for result in found:
        if isinstance(result, Failure) and result.fatal:
            raise DataError(result.reason)
        yield result


def _result(article: RawArticle, work: Work) -> Result:
    try:
        return work(article)
    except DataError as error:
        return Failure(article.name, str(error), fatal=True)
    except Exception as error:
        return Failure(article.name, " ".join(f"{type(error).__name__}: {error}".split()))


class _Worker:
    """A process with a pipe of its own: it ends when the pipe does, so none is left behind by a killed build.

    It is started as a command, not by `multiprocessing`, which would run the caller's main module a second time.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self.task: tuple[int, RawArticle] | None = None
        self._start()

    def _start(self) -> None:
        self.pipe, theirs = Pipe()
        command = [sys.executable, "-c", f"from index.building.workers import serve; serve({theirs.fileno()})"]
        path = os.pathsep.join(folder or os.getcwd() for folder in sys.path)
        environment = {**os.environ, "PYTHONPATH": path}
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, env=environment, pass_fds=(theirs.fileno(),)
        )
        theirs.close()
        self.pipe.send((active(), self._work))

    def greet(self) -> None:
        """Wait until the process is ready.

        Raises:
            StoreError: if it cannot start, as no other could.
        """
        try:
            self.pipe.recv()
        except (EOFError, ConnectionError) as error:
            raise StoreError(f"worker processes do not start (exit code {self.stop()}): use --workers 1") from error

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

    def stop(self) -> int:
        """End the process and return its exit code."""
        self.pipe.close()
        try:
            return self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:  # still at work
            self._process.kill()
            return self._process.wait()


def serve(descriptor: int) -> None:
    """Work on the articles that come through a pipe until it is closed: what a worker process runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build itself answers Ctrl-C
    pipe: Connection[Any, Any] = Connection(descriptor)
    pack, work = pipe.recv()
    use(pack)
    with suppress(EOFError, ConnectionError):
        pipe.send(None)
        while True:
            pipe.send(_result(pipe.recv(), work))


def _in_parallel(articles: Iterable[RawArticle], work: Work, count: int) -> Iterator[Result]:
    waiting: Iterator[tuple[int, RawArticle]] = enumerate(articles)
    first = next(waiting, None)
    if first is None:
        return  # starting a process takes a second
    waiting = chain([first], waiting)
    workers = [_Worker(work) for _ in range(count)]
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
            for pipe in wait(list(busy)) if busy else ():  # waiting for nothing would last for ever
                number, result = busy[pipe].take()  # type: ignore[index]
                done[number] = result
            while place in done:
                yield done.pop(place)
                place += 1
    finally:
        for worker in workers:
            worker.pipe.close()  # all at once, so that they end side by side
        for worker in workers:
            worker.stop()
