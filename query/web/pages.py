"""`add_pages`: the web pages on an application."""

from __future__ import annotations

from fastapi import FastAPI, HTTPException, Request, Response
from nicegui import Client, ui
from nicegui import app as pages_app

from query.server.handover import NAMED
from query.server.keys import KeyRing
from query.server.problems import problem
from query.server.sessions import Sessions
from query.web.article import page as article
from query.web.chat import page as chat
from query.web.console import page as console
from query.web.graph import page as graph
from query.web.login import page as login
from query.web.overview import page as overview
from query.web.policy import Policy
from query.web.search import page as search
from query.web.shell import ASSETS, STATIC, shell
from query.web.site import Site, Visit
from query.web.templating import show

PAGES = (search, article, graph, console, overview, chat)
RECONNECT = 30.0  # seconds that a page without connection is kept: a phone may sleep


# loaded by name on first use, and served by a process that has loaded them: here, so that each of several has
ELEMENTS = (ui.aggrid, ui.codemirror, ui.colors, ui.download, ui.echart, ui.element, ui.header, ui.html, ui.skip_link)


def add_pages(
    app: FastAPI, site: Site, *, ring: KeyRing | None = None, sessions: Sessions | None = None, process: str = ""
) -> None:
    """Put the web pages on `app`; to be called last and once in a process.

    The pages answer every address that `app` does not know.

    Args:
        app: the application that serves them.
        site: where they get their knowledge.
        ring: the keys that log in, where keys are asked for.
        sessions: of those who have logged in, where keys are asked for.
        process: the name of this one among several that share a port; "" where it is alone. A page keeps its state in
            the process that built it, to which its web socket is handed over by this name; the other way of socket.io,
            of many short requests, cannot be and is not offered then.
    """
    if ring is not None and sessions is not None:
        login.add(app, ring, sessions)
    if process:
        pages_app.config.socket_io_js_query_params[NAMED] = process
        pages_app.config.socket_io_js_transports[:] = ["websocket"]
    for page in PAGES:
        page.add(site)
    pages_app.add_static_files(STATIC, ASSETS, max_cache_age=31536000)
    pages_app.add_middleware(Policy)
    _keep_api(app)
    ui.run_with(
        app,
        title="yibao",
        favicon=ASSETS / "seal.svg",
        tailwind=False,
        reconnect_timeout=RECONNECT,
        show_welcome_message=False,
    )


def _keep_api(app: FastAPI) -> None:
    """An unknown address of the API is answered by `app` as a problem, not by the pages."""

    @app.api_route("/api/{rest:path}", methods=["GET", "POST", "HEAD"], include_in_schema=False)
    def unknown(rest: str) -> None:
        raise HTTPException(404)


@pages_app.exception_handler(404)
async def _not_found(request: Request, error: Exception) -> Response:
    """Answer an unknown address: a browser gets a page in the visitor's language, a program a problem."""
    if "text/html" not in request.headers.get("accept", ""):
        return problem(404, "Not Found")
    visit = Visit.of(request)
    with Client(ui.page(""), request=request) as client, shell(visit, "", visit.texts("not_found")):
        show("message", visit.texts, title=visit.texts("not_found"), message=visit.texts("not_found.say"))
    return client.build_response(request, 404)
