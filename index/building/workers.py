"""Many articles at once on this machine: processes that outlive a bad article."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from itertools import chain
from multiprocessing.connection import wait

from index.building.pool import Keep, Result, Work, guarded
from index.building.process import Process
from ingest.article import RawArticle
from ontology.packs import active

AHEAD = 8  # articles a worker that may wait for a slow one before them: bounds the memory for finished ones


class LocalPool:
    """Processes of this machine; one worker is this process itself."""

    def __init__(self, workers: int = 1) -> None:
        """Spread the work over so many."""
        self._workers = workers

    def spread(self, articles: Iterable[RawArticle], work: Work, keep: Keep) -> Iterator[Result]:
        """See `index.building.pool.Pool`."""
        if self._workers > 1:
            yield from _in_parallel(articles, work, self._workers, keep)
            return
        for article in articles:
            result = guarded(article, work)
            keep(result)
            yield result


def _in_parallel(articles: Iterable[RawArticle], work: Work, count: int, keep: Keep) -> Iterator[Result]:
    waiting: Iterator[tuple[int, RawArticle]] = enumerate(articles)
    first = next(waiting, None)
    if first is None:
        return  # starting a process takes a second
    waiting = chain([first], waiting)
    workers = [Process(pickle.dumps(work), active(), "use --workers 1") for _ in range(count)]
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
                keep(result)
                done[number] = result
            while place in done:
                yield done.pop(place)
                place += 1
    finally:
        for worker in workers:
            worker.pipe.close()  # all at once, so that they end side by side
        for worker in workers:
            worker.stop()
