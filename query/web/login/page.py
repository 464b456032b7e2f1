"""`/login` and `/logout`: a key is shown once, a cookie stands for it until the session ends.

The page is plain HTML: what the other pages are made of is not sent to whoever has no key.
"""

from __future__ import annotations

import logging
from urllib.parse import parse_qs

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from query.server.keys import FOREIGN, LOGIN, LOGOUT, NEXT, KeyRing, cookie_name, from_here, is_secure, session_of
from query.server.problems import problem
from query.server.sessions import WINDOW, Sessions
from query.web.policy import HEADERS
from query.web.shell import STATIC, asset_print
from query.web.site import Visit
from query.web.templating import part

LOG = logging.getLogger("yibao.server")
FORM = "application/x-www-form-urlencoded"
HELD = f"{LOGIN}/held"  # asked by a page that has lost its connection
KEY = "key"  # name of the field
YEAR = 31536000  # seconds
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def add(app: FastAPI, ring: KeyRing, sessions: Sessions) -> None:
    """Add the page to `app`.

    Args:
        app: where the paths are open to all.
        ring: the keys that log in.
        sessions: where sessions begin and end.
    """
    router = APIRouter(include_in_schema=False)

    @router.get(LOGIN)
    async def asks(request: Request) -> Response:
        if sessions.holds(session_of(request.scope)):
            return _gone_on(_wanted(request.query_params.get(NEXT)))
        return _page(request, _wanted(request.query_params.get(NEXT)))

    @router.post(LOGIN)
    async def takes(request: Request) -> Response:
        if not from_here(request.scope):
            return problem(403, FOREIGN)
        sent = await _sent(request)
        wanted, address = _wanted(sent.get(NEXT)), request.client.host if request.client else ""
        if not sessions.may_try(address):
            LOG.warning("too many tries to log in from %s", address)
            return _page(request, wanted, "login.too_many", 429)
        if not ring.knows(sent.get(KEY, "").strip()):
            LOG.warning("a wrong key was shown from %s", address)
            return _page(request, wanted, "login.wrong", 401)
        sessions.forget_tries(address)
        sessions.end(session_of(request.scope))
        return _with_cookie(request, _gone_on(wanted), sessions.begin(), int(sessions.lifetime))

    @router.get(HELD)
    async def is_held() -> Response:
        return Response(status_code=204)  # 401 comes from the gate

    @router.post(LOGOUT)
    async def ends(request: Request) -> Response:
        if not from_here(request.scope):
            return problem(403, FOREIGN)
        sessions.end(session_of(request.scope))
        return _with_cookie(request, _gone_on(LOGIN), "", 0)

    app.include_router(router)


def _page(request: Request, wanted: str, fault: str = "", status: int = 200) -> Response:
    visit = Visit.of(request)
    other = "en" if visit.texts.language == "zh" else "zh"
    shown = part(
        "login",
        visit.texts,
        theme=visit.theme or "",
        static=STATIC,
        asset_print=asset_print,
        action=LOGIN,
        wanted=wanted,
        key=KEY,
        fault=visit.texts(fault) if fault else "",
        other={"lang": other, NEXT: wanted},
    )
    headers = {**HEADERS, "content-security-policy": POLICY, "cache-control": "no-store", "vary": "cookie"}
    if status == 429:
        headers["retry-after"] = str(int(WINDOW))
    answer = HTMLResponse(shown, status, headers)
    answer.set_cookie("yibao_lang", visit.texts.language, max_age=YEAR, samesite="lax")
    return answer


def _with_cookie(request: Request, answer: Response, token: str, lifetime: int) -> Response:
    answer.set_cookie(
        cookie_name(request.scope),
        token,
        max_age=lifetime,
        path="/",
        secure=is_secure(request.scope),
        httponly=True,
        samesite="strict",
    )
    return answer


def _gone_on(where: str) -> Response:
    return RedirectResponse(where, 303, {"cache-control": "no-store"})


def _wanted(asked: str | None) -> str:
    """Return where a visitor wanted to go: a path of this server, whatever a link says."""
    if asked is None or not asked.startswith("/") or asked.startswith(("//", "/\\")):
        return "/"
    return asked if all("!" <= character <= "~" for character in asked) else "/"


async def _sent(request: Request) -> dict[str, str]:
    """Return the fields of a form; of what is none, nothing."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return {}
    body = (await request.body()).decode("utf-8", errors="replace")
    try:
        return {name: values[0] for name, values in parse_qs(body, max_num_fields=10).items()}
    except ValueError:
        return {}
