"""What the pages share: the knowledge they read, and the settings that a visitor chose."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, urlencode

from fastapi import Request

from query.knowledge import KnowledgeBase
from query.web.texts import LANGUAGES, Texts

T = TypeVar("T")

Provider = Callable[[], AbstractContextManager[KnowledgeBase]]
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages get their knowledge: `provider` lends it for the time of one look."""

    provider: Provider

    async def look(self, look: Callable[[KnowledgeBase], T]) -> T:
        """Return what `look` finds; it runs in a thread, so that other visitors are served meanwhile."""
        return await asyncio.to_thread(self._look, look)

    def _look(self, look: Callable[[KnowledgeBase], T]) -> T:
        with self.provider() as knowledge:
            return look(knowledge)


@dataclass(frozen=True, slots=True)
class Visit:
    """How one visitor sees a page: language by address or cookie, theme by cookie (None: the device's)."""

    path: str
    query: tuple[tuple[str, str], ...]
    texts: Texts
    theme: str | None

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
