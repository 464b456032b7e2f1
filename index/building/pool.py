"""What spreads the work of a build: it takes articles and gives back what was made of each, in their order.

Two of them: `workers.LocalPool`, processes of this machine, and `dask_pool.DaskPool`, the workers of a Dask scheduler.
Only what an article needs by itself goes through a pool; what looks across articles is the builder's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from index.articles.reading import Prepared
from ingest.article import RawArticle
from ontology.errors import DataError


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that could not be analysed."""

    name: str
    reason: str
    fatal: bool = False  # what is broken is not the article: no other one could be analysed either
    died: bool = False  # the process that was at it


Result = Prepared | Failure
Work = Callable[[RawArticle], Prepared]  # found under its name in a module: other processes import it
Keep = Callable[[Result], None]


class Pool(Protocol):
    """What spreads the work."""

    def spread(self, articles: Iterable[RawArticle], work: Work, keep: Keep) -> Iterator[Result]:
        """Yield what `work` makes of each article, in their order; `keep` is told each as soon as it is there.

        `keep` may so be told of an article before those that stand in front of it. It is called in the thread that
        iterates.

        Raises:
            StoreError: if nothing can be spread: no process starts, no scheduler answers.
        """


def results(articles: Iterable[RawArticle], work: Work, pool: Pool, keep: Keep | None = None) -> Iterator[Result]:
    """Yield what `work` makes of each article, in their order, whatever the pool.

    Raises:
        DataError: if a data file of `ontology/` is broken.
    """
    for result in pool.spread(articles, work, keep or _forget):
        if isinstance(result, Failure) and result.fatal:
            raise DataError(result.reason)
        yield result


def guarded(article: RawArticle, work: Work) -> Result:
    """Return what `work` makes of an article; a fault in it is a failure of that article alone."""
    try:
        return work(article)
    except DataError as error:
        return Failure(article.name, str(error), fatal=True)
    except Exception as error:
        return Failure(article.name, " ".join(f"{type(error).__name__}: {error}".split()))


def _forget(result: Result) -> None:
    pass
