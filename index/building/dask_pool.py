"""Many articles at once on the workers of a Dask scheduler, partition by partition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from index.building.dask_cluster import Cluster, Future, WorkerKilled, check_scheduler, connected
from index.building.dask_tasks import Job, analysed, dismiss
from index.building.fingerprint import pipeline_fingerprint
from index.building.pool import Failure, Keep, Result, Work
from ingest.article import RawArticle
from ontology.packs import active

ARTICLES = 8  # of a partition: about half a second of work, hundreds of times what Dask needs for a task
CHARACTERS = 100_000  # of a partition, so that long articles do not wait for each other
AHEAD = 4  # partitions a thread that are at work, wait for a worker, or wait for a slow one before them

Partition = list[RawArticle]


class DaskPool:
    """The workers of a scheduler."""

    def __init__(self, scheduler: str, workers: int, tell: Callable[[str], None], articles: int = ARTICLES) -> None:
        """Use the scheduler at an address, or, for `local`, one of `workers` processes of this machine.

        Args:
            scheduler: tcp://HOST:PORT, or `local`.
            workers: how many processes `local` starts.
            tell: called once with the address of the dashboard.
            articles: the most in a partition.

        Raises:
            InputError: if Dask is not installed, or the address is none.
        """
        check_scheduler(scheduler)
        self._scheduler = scheduler
        self._workers = workers
        self._tell = tell
        self._articles = articles

    def spread(self, articles: Iterable[RawArticle], work: Work, keep: Keep) -> Iterator[Result]:
        """See `index.building.pool.Pool`."""
        waiting = partitions(articles, self._articles)
        first = next(waiting, None)
        if first is None:
            return  # starting workers takes seconds
        job = Job.of(work, active(), pipeline_fingerprint())
        with connected(self._scheduler, self._workers) as cluster:
            if cluster.dashboard:
                self._tell(f"dashboard of the scheduler: {cluster.dashboard}")
            yield from _in_order(cluster, job, chain([first], waiting), keep)


def partitions(
    articles: Iterable[RawArticle], most: int = ARTICLES, characters: int = CHARACTERS
) -> Iterator[Partition]:
    """Cut a row of articles into partitions.

    >>> [[one.name for one in part] for part in partitions((RawArticle(name, name) for name in "abc"), 2)]
    [['a', 'b'], ['c']]
    """
    found: Partition = []
    length = 0
    for article in articles:
        if found and (len(found) == most or length + len(article.text) > characters):
            yield found
            found, length = [], 0
        found.append(article)
        length += len(article.text)
    if found:
        yield found


def _in_order(cluster: Cluster, job: Job, waiting: Iterator[Partition], keep: Keep) -> Iterator[Result]:
    running: dict[Future, tuple[int, Partition]] = {}
    done: dict[int, list[Result]] = {}
    place = given = 0
    exhausted = False
    try:
        while running or done or not exhausted:
            room = AHEAD * cluster.threads()
            while not exhausted and len(running) + len(done) < room:
                following = next(waiting, None)
                exhausted = following is None
                if following:
                    running[cluster.start(analysed, job, following)] = given, following
                    given += 1
            for future in cluster.finished(running) if running else ():
                number, partition = running.pop(future)
                done[number] = _outcome(cluster, job, future, partition)
                for result in done[number]:
                    keep(result)
            while place in done:
                yield from done.pop(place)
                place += 1
    finally:
        cluster.close(running, dismiss)


def _outcome(cluster: Cluster, job: Job, future: Future, partition: Partition) -> list[Result]:
    """Return what was made of a partition; of one that killed its workers, each article by itself."""
    try:
        found: list[Result] = cluster.value(future)
        return found
    except WorkerKilled:
        return [_alone(cluster, job, article) for article in partition]


def _alone(cluster: Cluster, job: Job, article: RawArticle) -> Result:
    future = cluster.start(analysed, job, [article])
    cluster.finished([future])
    try:
        found: list[Result] = cluster.value(future)
        return found[0]
    except WorkerKilled as error:
        reason = f"{error}: look at it alone with `yibao clean`, then run again"
        return Failure(article.name, reason, died=True, where="workers of the scheduler")
