"""What the pages share: the knowledge they read, and the settings that a visitor chose."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Request

from ontology.errors import QueryError
from query.chat.endpoint import Endpoint
from query.knowledge import KnowledgeBase
from query.server.keys import IN_SESSION
from query.server.problems import TooBusyError
from query.server.sparql.task import Result
from query.web.texts import LANGUAGES, Texts

T = TypeVar("T")

Provider = Callable[[], AbstractContextManager[KnowledgeBase]]
THEMES = ("light", "dark")
QUERY_WAIT = 60.0  # seconds; the processes that run queries have a deadline of their own


class Runner(Protocol):
    """Runs work in a thread, with a bound on how much runs at once and for how long."""

    async def __call__(self, work: Callable[[], T], timeout: float | None = None) -> T:
        """Return what `work` makes; raise TimeoutError or TooBusyError where it cannot be waited for."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages get their knowledge."""

    lend: Provider  # for the time of one look
    run: Runner  # looks
    run_query: Runner  # queries: slow ones hold up no look
    answer: Callable[[str, str], Result]  # a SPARQL query and the wanted media types → its answer
    endpoint: Endpoint | None = None  # the model that words chat answers

    async def look(self, look: Callable[[KnowledgeBase], T], timeout: float | None = None) -> T:
        """Return what `look` finds; other visitors are served meanwhile.

        Raises:
            QueryError: if `look` does, or there is no time for it.
        """
        return await _waited(self.run(partial(self._look, look), timeout))

    async def query(self, query: str, accept: str) -> Result:
        """Return the answer to a SPARQL query.

        Raises:
            QueryError: if the query is malformed, refused, or takes too long.
        """
        found = await _waited(self.run_query(partial(self.answer, query, accept), QUERY_WAIT))
        if found.status != 200:
            raise QueryError(found.body.decode())
        return found

    def _look(self, look: Callable[[KnowledgeBase], T]) -> T:
        with self.lend() as knowledge:
            return look(knowledge)


async def _waited(found: Awaitable[T]) -> T:
    try:
        return await found
    except TooBusyError:
        raise QueryError("too many requests at once: try again in a moment") from None
    except TimeoutError:
        raise QueryError("this took too long and was ended: ask for less at once") from None
    except MemoryError:
        raise QueryError("this took too much memory and was ended: ask for less at once") from None


@dataclass(frozen=True, slots=True)
class Visit:
    """How one visitor sees a page: language by address or cookie, theme by cookie (None: the device's)."""

    path: str
    query: tuple[tuple[str, str], ...]
    texts: Texts
    theme: str | None
    in_session: bool = False  # whether there is something to log out from

    @classmethod
    def of(cls, request: Request) -> Visit:
        """Read the settings of a request; unknown values count as not set."""
        asked = request.query_params.get("lang") or request.cookies.get("yibao_lang")
        theme = request.cookies.get("yibao_theme")
        return cls(
            request.url.path,
            tuple(request.query_params.multi_items()),
            Texts(asked if asked in LANGUAGES else LANGUAGES[0]),
            theme if theme in THEMES else None,
            IN_SESSION in request.scope,
        )

    def value(self, name: str) -> str:
        """Return a value of the address, without blanks around it; "" if it has none."""
        return dict(self.query).get(name, "").strip()

    def here(self, **changed: str | None) -> str:
        """Return the address of this page with some values changed; None takes one out."""
        return link(self.path, {**dict(self.query), **changed})


def link(path: str, values: dict[str, str | None]) -> str:
    """Return an address on this site, without the values that are empty."""
    kept = {name: value for name, value in values.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path


def article_link(article: str, start: int | None = None, end: int | None = None) -> str:
    """Return the address of an article, or of a span in it (raw offsets)."""
    span = {} if start is None or end is None else {"start": str(start), "end": str(end)}
    anchor = "#linked" if span else ""
    return link(f"/article/{quote(article, safe='')}", dict(span)) + anchor
