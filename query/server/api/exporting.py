"""Everything of one kind, as a stream of JSON lines."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from ontology.errors import NotFoundError
from query.browsing.rows import Row
from query.knowledge import EXPORTS
from query.server.api.shapes import NOT_FOUND, PROBLEMS
from query.server.desk import Desk
from query.server.problems import TooBusyError

NDJSON = "application/x-ndjson"
Kind = Annotated[str, Path(max_length=50, description=f"One of {', '.join(EXPORTS)}.", examples=["facts"])]
PIECE = 1 << 16  # characters that are sent at once


class Counter:
    """Where exports are handed out: few at a time, in threads of their own, so that they hold up no question."""

    def __init__(self, places: int) -> None:
        """Have `places`."""
        self.free = places
        self.pool = ThreadPoolExecutor(places, thread_name_prefix="yibao-export")


class Export(StreamingResponse):
    """The rows of one kind of the current generation, which stays open until the last one is sent."""

    def __init__(self, desk: Desk, counter: Counter, kind: str) -> None:
        """Take a place.

        Raises:
            TooBusyError: if none is free.
        """
        if not counter.free:
            raise TooBusyError
        self._counter = counter
        self._held = ExitStack()
        counter.free -= 1
        self._held.callback(self._left)
        try:
            knowledge = self._held.enter_context(desk.shelf.lend())
            pieces = _pieces(knowledge.rows(kind))
        except BaseException:
            self._held.close()
            raise
        super().__init__(self._sent(pieces), media_type=NDJSON, headers={"cache-control": "no-store"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the rows; the place is free when the last one is sent or the other side is gone."""
        with self._held:
            await super().__call__(scope, receive, send)

    def _left(self) -> None:
        self._counter.free += 1

    async def _sent(self, pieces: Iterator[str]) -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        while piece := await loop.run_in_executor(self._counter.pool, next, pieces, ""):
            yield piece


def export_routes(desk: Desk) -> APIRouter:
    """Return the paths of the exports."""
    router = APIRouter(prefix="/api", tags=["exports"], responses=PROBLEMS)
    counter = Counter(desk.settings.exports)

    @router.get("/export/{kind}", responses=NOT_FOUND, response_class=StreamingResponse)
    async def export(kind: Kind) -> Response:
        """Stream all rows of one kind, one JSON object a line; a later build does not disturb the stream."""
        if kind not in EXPORTS:
            raise NotFoundError(f"nothing called {kind!r} to export; known: {', '.join(EXPORTS)}")
        return Export(desk, counter, kind)

    return router


def _pieces(rows: Iterator[Row]) -> Iterator[str]:
    """Put the lines of some rows together to pieces that are worth sending."""
    lines: list[str] = []
    size = 0
    for row in rows:
        lines.append(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
        size += len(lines[-1])
        if size >= PIECE:
            yield "".join(lines)
            lines, size = [], 0
    if lines:
        yield "".join(lines)
