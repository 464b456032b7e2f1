"""What stands before every request: keys, the size of the body, the headers of every answer."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from query.server.problems import HEADERS, problem

OPEN = ("/healthz", "/readyz")  # what asks for these has no key


class Keys:
    """Lets through who shows a key: `Authorization: Bearer KEY`."""

    def __init__(self, app: ASGIApp, keys: Sequence[str]) -> None:
        """Guard `app` with `keys`."""
        self._app = app
        self._keys = [key.encode() for key in keys]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401 without a key."""
        if scope["type"] not in ("http", "websocket") or scope["path"] in OPEN or self._known(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            refusal = problem(401, "a key is needed: Authorization: Bearer KEY", {"www-authenticate": "Bearer"})
            await refusal(scope, receive, send)

    def _known(self, headers: Headers) -> bool:
        scheme, _, shown = headers.get("authorization", "").partition(" ")
        given = shown.strip().encode()
        matches = [hmac.compare_digest(given, key) for key in self._keys]  # all of them: the time tells nothing
        return scheme.lower() == "bearer" and any(matches)


class BodyLimit:
    """Refuses bodies that are too long, before or while they come in."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        """Guard `app`: at most `limit` bytes."""
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413 to a body that is too long."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = problem(413, f"the request is longer than {self._limit} bytes", {"connection": "close"})
        stated = Headers(scope=scope).get("content-length", "0")
        if not stated.isdecimal() or int(stated) > self._limit:
            await refusal(scope, receive, send)
            return
        size, body, more = 0, [], True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return  # the other side is gone
            body.append(message.get("body", b""))
            size += len(body[-1])
            more = message.get("more_body", False)
            if size > self._limit:
                await refusal(scope, receive, send)
                return
        whole: list[Message] = [{"type": "http.request", "body": b"".join(body), "more_body": False}]

        async def replayed() -> Message:
            return whole.pop() if whole else await receive()

        await self._app(scope, replayed, send)


class Armour:
    """Adds headers to every answer that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)
