"""Errors as problem details (RFC 9457), one shape for all of them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ontology.errors import NotFoundError, QueryError, YibaoError

LOG = logging.getLogger("yibao.server")
MEDIA_TYPE = "application/problem+json"
# of every answer that does not set them itself
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
LONGEST = 500  # characters of a detail: a message repeats no body of a request


class TooBusyError(Exception):
    """All places are taken, and the queue is full."""


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return an error answer; `detail` is a line for the one who asked."""
    title = HTTPStatus(status).phrase
    line = " ".join(detail.split())[:LONGEST]
    body = {"type": "about:blank", "title": title, "status": status, "detail": line}
    return JSONResponse(body, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def with_problems(app: FastAPI) -> None:
    """Make every error of `app` a problem."""

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"][1:]) or "body"
        return problem(422, f"{name}: {first['msg']}")

    @app.exception_handler(NotFoundError)
    async def missing(request: Request, error: NotFoundError) -> JSONResponse:
        return problem(404, str(error))

    @app.exception_handler(QueryError)
    async def refused(request: Request, error: QueryError) -> JSONResponse:
        return problem(400, str(error).removeprefix("--"))  # some name an option of the command

    @app.exception_handler(YibaoError)
    async def unusable(request: Request, error: YibaoError) -> JSONResponse:
        LOG.error("%s", " ".join(str(error).split()))
        return problem(503, "the data cannot be read just now: try again later", {"retry-after": "5"})

    @app.exception_handler(TooBusyError)
    async def busy(request: Request, error: TooBusyError) -> JSONResponse:
        return problem(503, "too many requests at once: try again in a moment", {"retry-after": "1"})

    @app.exception_handler(TimeoutError)
    async def late(request: Request, error: TimeoutError) -> JSONResponse:
        return problem(504, "no answer in time: ask for less", {"retry-after": "1"})

    @app.exception_handler(HTTPException)
    async def failed(request: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, str(error.detail), error.headers)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        path = request.scope["path"].encode("unicode_escape").decode()  # no line of the log is of a visitor's making
        LOG.error("unexpected error for %s", path, exc_info=error)
        return problem(500, "an error on this side; it is in the log of the server", HEADERS)
