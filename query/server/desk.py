"""Where requests meet the knowledge: a bounded number at a time, each with a deadline, in threads of their own."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from fastapi import Request
from starlette.responses import Response

from query.knowledge import KnowledgeBase
from query.server.kept import KeptAnswers
from query.server.problems import TooBusyError
from query.server.settings import ServerSettings
from query.server.shelf import Shelf

T = TypeVar("T")
Work = Callable[[KnowledgeBase], T]
JSON = "application/json"


class Desk:
    """Takes in the requests of one process."""

    def __init__(self, shelf: Shelf, settings: ServerSettings) -> None:
        """Serve from `shelf`."""
        self.shelf = shelf
        self.settings = settings
        self._pool = ThreadPoolExecutor(settings.concurrency, thread_name_prefix="yibao")
        self._kept = KeptAnswers(settings.kept_answers)
        self._taken = 0

    async def run(self, work: Callable[[], T], timeout: float | None = None) -> T:
        """Return what `work` makes in a thread; a place stays taken until it ends, even after the deadline.

        Raises:
            TooBusyError: if all places and the queue are taken.
            TimeoutError: if it takes longer than `timeout` seconds (None: those of the settings).
        """
        if self._taken >= self.settings.concurrency + self.settings.queue:
            raise TooBusyError
        self._taken += 1
        running = asyncio.get_running_loop().run_in_executor(self._pool, work)
        running.add_done_callback(self._left)
        return await asyncio.wait_for(asyncio.shield(running), timeout or self.settings.timeout)

    async def answer(self, request: Request, work: Work[Any]) -> Response:
        """Return the row that `work` reads as JSON; 304 if the one who asked has it already."""
        return await self.run(partial(self._answered, request, work))

    def close(self) -> None:
        """Wait for what still runs."""
        self._pool.shutdown()

    def _left(self, running: asyncio.Future[Any]) -> None:
        self._taken -= 1
        if not running.cancelled():
            running.exception()  # seen: whoever waited for it may be gone

    def _answered(self, request: Request, work: Work[Any]) -> Response:
        with self.shelf.lend() as knowledge:
            tag = _tag(request, knowledge)
            headers = {"etag": tag, "cache-control": "private, no-cache"} if tag else {"cache-control": "no-store"}
            if tag and tag in _known(request):
                return Response(status_code=304, headers=headers)
            body = self._kept.get(tag) if tag else None
            if body is None:
                body = json.dumps(work(knowledge), ensure_ascii=False, separators=(",", ":")).encode()
                if tag:
                    self._kept.keep(tag, body)
        return Response(body, media_type=JSON, headers=headers)


def _tag(request: Request, knowledge: KnowledgeBase) -> str | None:
    """Return what stands for the answer: the data and the address; what is posted has none."""
    if request.method not in ("GET", "HEAD"):
        return None
    manifest = knowledge.index.manifest
    data = [manifest.pipeline, sorted(manifest.digests.items()), knowledge.index.generation.number]
    stated = json.dumps([data, request.url.path, request.url.query])
    return f'"{hashlib.sha256(stated.encode()).hexdigest()[:32]}"'


def _known(request: Request) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
