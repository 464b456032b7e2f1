"""What spreads the work of a build: it takes articles and gives back what was made of each, in their order.

Two of them: `workers.LocalPool`, processes of this machine, and `dask_pool.DaskPool`, the workers of a Dask scheduler.
Only what an article needs by itself goes through a pool; what looks across articles is the builder's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from typing import Protocol

from index.articles.reading import Prepared
from ingest.article import RawArticle
from ontology.errors import DataError

ROOT = Path(__file__).parents[2]
PACKAGES = ("ontology", "ingest", "index")


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that could not be analysed."""

    name: str
    reason: str
    fatal: bool = False  # what is broken is not the article: no other one could be analysed either
    died: bool = False  # the process that was at it
    where: str = ""  # file and line of this project that raised, or the worker whose process died


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
        return Failure(article.name, " ".join(f"{type(error).__name__}: {error}".split()), where=_raised(error))


def _raised(error: Exception) -> str:
    """Return file and line of the innermost of our own functions that an error came through."""
    ours = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(ROOT)]
    inside = [frame for frame in ours if Path(frame.filename).relative_to(ROOT).parts[0] in PACKAGES][
        1:
    ]  # not `guarded`
    return f"{Path(inside[-1].filename).relative_to(ROOT).as_posix()}:{inside[-1].lineno}" if inside else ""


def _forget(result: Result) -> None:
    pass
