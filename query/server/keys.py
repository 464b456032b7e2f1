"""Keys before every request: a header for programs, a session for the web pages."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from query.server.problems import problem
from query.server.sessions import Sessions

LOG = logging.getLogger("yibao.server")
OPEN = ("/healthz", "/readyz")  # what asks for these has no key
LOGIN, LOGOUT = "/login", "/logout"
OPEN_PAGES = (LOGIN, LOGOUT, "/favicon.ico")
OPEN_FILES = "/_yibao/"  # style and pictures of the page that asks for a key
PROGRAMS = ("/api", "/sparql", "/mcp", "/metrics", "/openapi.json")  # a session opens pages, not these
SAFE = ("GET", "HEAD", "OPTIONS")
IN_SESSION = "yibao.session"  # in the scope of what a session opened
NEXT = "next"  # where a visitor goes once logged in
REFUSED = 1008  # code of a web socket that is closed for lack of a key
FOREIGN = "only a page of this server may send this; a proxy before it must leave the Host header as it is"
ONCE_MORE = '<!doctype html><title>yibao</title><meta http-equiv="refresh" content="0">'


class KeyRing:
    """The keys that are known."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Hold `keys`."""
        self._digests = [_digest(key) for key in keys]

    def knows(self, shown: str) -> bool:
        """Return whether a key is known; the time that takes tells nothing of any key."""
        given = _digest(shown)
        return sum(hmac.compare_digest(given, key) for key in self._digests) > 0  # all of them are compared


class Keys:
    """Lets through who shows a key (`Authorization: Bearer KEY`), and to the pages who has logged in with one."""

    def __init__(self, app: ASGIApp, ring: KeyRing, sessions: Sessions | None = None) -> None:
        """Guard `app`.

        Args:
            app: what is guarded.
            ring: the keys.
            sessions: of the web pages; None where there are no pages.
        """
        self._app = app
        self._ring = ring
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401 without a key; a browser that asks for a page is sent to the log-in."""
        if scope["type"] not in ("http", "websocket") or self._is_open(scope["path"]) or self._shows_key(scope):
            await self._app(scope, receive, send)
        elif self._sessions and is_page(scope["path"]) and self._sessions.holds(session_of(scope)):
            await self._in_session(self._sessions, scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": REFUSED})
        else:
            await self._refusal(scope)(scope, receive, send)

    def _is_open(self, path: str) -> bool:
        pages = self._sessions is not None and (path in OPEN_PAGES or path.startswith(OPEN_FILES))
        return path in OPEN or pages

    def _shows_key(self, scope: Scope) -> bool:
        scheme, _, shown = Headers(scope=scope).get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self._ring.knows(shown.strip())

    async def _in_session(self, sessions: Sessions, scope: Scope, receive: Receive, send: Send) -> None:
        if not from_here(scope):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": REFUSED})
            else:
                await problem(403, FOREIGN)(scope, receive, send)
            return
        scope[IN_SESSION] = True
        if scope["type"] == "websocket":
            await _while_held(sessions, self._app, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response:
        headers = Headers(scope=scope)
        reads = scope["method"] in SAFE and "text/html" in headers.get("accept", "")
        if not (self._sessions and is_page(scope["path"]) and reads):
            return problem(401, "a key is needed: Authorization: Bearer KEY", {"www-authenticate": "Bearer"})
        if headers.get("sec-fetch-site") == "cross-site":
            # a link of another site: the browser held the cookie back; asked from here, it sends it
            return HTMLResponse(ONCE_MORE, headers={"cache-control": "no-store"})
        path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
        wanted = f"{path}?{query}" if query else path
        return RedirectResponse(
            LOGIN if wanted == "/" else f"{LOGIN}?{urlencode({NEXT: wanted})}", 303, {"cache-control": "no-store"}
        )


def is_page(path: str) -> bool:
    """Return whether a path is one that a session opens."""
    return not any(path == program or path.startswith(f"{program}/") for program in PROGRAMS)


def cookie_name(scope: Scope) -> str:
    """Return the cookie of a session; over https its name lets no other host of the domain set it."""
    return "__Host-yibao_session" if is_secure(scope) else "yibao_session"


def is_secure(scope: Scope) -> bool:
    """Return whether the visitor came by https, as far as this server or a proxy that it trusts can tell."""
    return scope.get("scheme") in ("https", "wss")


def session_of(scope: Scope) -> str:
    """Return the token that a visitor shows; "" for none."""
    return HTTPConnection(scope).cookies.get(cookie_name(scope), "")


def from_here(scope: Scope) -> bool:
    """Return whether a request that does something comes from a page of this server: its origin is the host it asks.

    What only reads may come from anywhere: no other site sees the answer. Browsers name the origin of web sockets and
    of whatever is posted; a program that names none carries no cookie of a visitor's against his will.
    """
    if scope["type"] == "http" and scope["method"] in SAFE:
        return True
    headers = Headers(scope=scope)
    origin: str | None = headers.get("origin")
    host: str = headers.get("host", "")
    if origin is None:
        return bool(scope["type"] == "http")
    if host and origin.partition("://")[2].lower() == host.lower():
        return True
    LOG.warning("refused: a page of %s asked the host %s; a proxy must leave the Host header as it is", origin, host)
    return False


async def _while_held(sessions: Sessions, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve a web socket until its session ends: looked at with each message, and a page sends one all the while."""
    token, closed = session_of(scope), False

    async def received() -> Message:
        nonlocal closed
        message = await receive()
        if message["type"] == "websocket.receive" and not sessions.holds(token):
            await send({"type": "websocket.close", "code": REFUSED})
            closed = True
            return {"type": "websocket.disconnect", "code": REFUSED}
        return message

    async def sent(message: Message) -> None:
        if not closed:
            await send(message)

    await app(scope, received, sent)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode(errors="surrogatepass")).digest()
