"""Everything of one kind, as a stream of JSON lines."""

import json
from collections.abc import Iterator
from contextlib import ExitStack

from fastapi import APIRouter, HTTPException
from starlette.responses import StreamingResponse

from query.knowledge import EXPORTS
from query.server.api.shapes import NOT_FOUND, PROBLEMS
from query.server.desk import Desk

NDJSON = "application/x-ndjson"


def export_routes(desk: Desk) -> APIRouter:
    """Return the paths of the exports."""
    router = APIRouter(prefix="/api", tags=["exports"], responses=PROBLEMS)

    @router.get("/export/{kind}", responses=NOT_FOUND, response_class=StreamingResponse)
    async def export(kind: str) -> StreamingResponse:
        """Stream all rows of one kind, one JSON object a line; a later build does not disturb the stream."""
        if kind not in EXPORTS:
            raise HTTPException(404, f"nothing called {kind!r} to export; known: {', '.join(EXPORTS)}")
        return StreamingResponse(_lines(desk, kind), media_type=NDJSON, headers={"cache-control": "no-store"})

    return router


def _lines(desk: Desk, kind: str) -> Iterator[str]:
    with ExitStack() as held:
        knowledge = held.enter_context(desk.shelf.lend())
        for row in knowledge.rows(kind):
            yield json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"
