"""The application: every path, what stands before them, and what is opened and closed with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from query.mcp_server.server import mcp_app
from query.server.api.asking import asking_routes
from query.server.api.browsing import browsing_routes
from query.server.api.exporting import export_routes
from query.server.api.health import health_routes
from query.server.desk import Desk
from query.server.gates import Armour, BodyLimit
from query.server.keys import KeyRing, Keys
from query.server.metrics import Measured, Metrics
from query.server.problems import with_problems
from query.server.sessions import Sessions
from query.server.settings import ServerSettings
from query.server.shelf import Shelf
from query.server.sparql.routes import sparql_routes
from query.server.sparql.workers import QueryWorkers

WAITING = 2.5  # a query may wait for a process as long as it may run, and a process may have to start


def create_app(data: Path, settings: ServerSettings, sessions: Sessions | None = None) -> FastAPI:
    """Return the application over the data in `data`.

    Args:
        data: the folder.
        settings: of the server.
        sessions: of the web pages, where a key is asked for and there are pages.

    Raises:
        StoreError: if there is no data, or it cannot be read.
    """
    shelf = Shelf(data, settings.refresh, settings.engines)
    desk, metrics = Desk(shelf, settings), Metrics()
    queries = Desk(shelf, settings)  # a place of its own: slow queries hold up no question
    workers = QueryWorkers(settings.sparql_workers, settings.sparql_timeout, settings.sparql_memory)

    chatbots, mcp = mcp_app(shelf, workers, settings.host)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with chatbots.session_manager.run():
            yield
        workers.close()
        desk.close()
        queries.close()
        shelf.close()

    app = FastAPI(
        title="yibao",
        summary="Knowledge graph and semantic search over articles about basic medical insurance",
        version="1",
        lifespan=lifespan,
        docs_url=None,  # these pages would load their scripts from elsewhere
        redoc_url=None,
    )
    for router in (
        asking_routes(desk),
        browsing_routes(desk),
        export_routes(desk),
        health_routes(desk, metrics),
        sparql_routes(
            shelf.lend_graph,
            workers,
            queries,
            settings.sparql_max_rows,
            settings.sparql_max_bytes,
            settings.sparql_timeout * WAITING,
        ),
    ):
        app.include_router(router)
    app.router.routes.extend(mcp.routes)
    with_problems(app)
    app.state.shelf, app.state.desk, app.state.queries, app.state.workers = shelf, desk, queries, workers
    app.add_middleware(BodyLimit, limit=settings.max_body)
    if settings.api_keys:
        app.add_middleware(Keys, ring=KeyRing(settings.api_keys), sessions=sessions)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=settings.cors_origins, allow_methods=["GET", "POST"], allow_headers=["*"]
        )
    app.add_middleware(Armour)
    app.add_middleware(Measured, metrics=metrics)
    return app
