"""Runs the server: one process, or several over the same data."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.server import ServerState
from uvicorn.supervisors import Multiprocess

from ontology.errors import InputError
from query.chat.endpoint import Endpoint
from query.knowledge import KnowledgeBase
from query.server.app import create_app
from query.server.connections import PatientProtocol
from query.server.handover import LONGEST_FOLDER, Handover
from query.server.keys import KeyRing
from query.server.logs import with_log
from query.server.metrics import counted_together
from query.server.sessions import FILE, Sessions
from query.server.settings import ServerSettings
from query.server.shelf import Shelf
from query.server.sparql.task import Result, Task
from query.server.sparql.workers import QueryWorkers
from query.web.pages import add_pages
from query.web.site import Site

HANDED_ON = "YIBAO_SERVING"  # how the processes of one server learn what to serve
CHAT_SECONDS = 45.0  # that a language model is waited for
GOODBYE = 2.0  # seconds for a page to hear that the server ends
BACKLOG = 2048  # connections that wait to be taken


def serve(data: Path, settings: ServerSettings) -> None:
    """Serve the data in `data` until the process is ended.

    Raises:
        InputError: if the address is taken or not of this machine.
        StoreError: if there is no data, or it cannot be read.
    """
    with_log(settings.log)
    PatientProtocol.patience = settings.patience
    with _listening(settings) as listening:
        if settings.workers == 1:
            app = _app(data, settings)
            _told(listening)
            uvicorn.Server(uvicorn.Config(app, **_options(settings))).run(sockets=[listening])
        else:
            KnowledgeBase(data).close()  # told here, not once by each process
            _told(listening)
            with _handing_on(data, settings), counted_together():
                target = f"{__name__}:{handed_on.__name__}"
                config = uvicorn.Config(target, factory=True, workers=settings.workers, **_options(settings))
                Multiprocess(config, [listening]).run()


@contextmanager
def _handing_on(data: Path, settings: ServerSettings) -> Iterator[None]:
    """Tell the processes that are started meanwhile what to serve, and give them a folder to share."""
    with TemporaryDirectory(prefix="yibao-serve-") as folder:
        if len(folder.encode()) > LONGEST_FOLDER:
            raise InputError(f"{folder}: too long a path for several processes: set TMPDIR to a shorter one")
        if settings.api_keys and settings.pages:
            _sessions(settings, Path(folder)).close()  # made here, opened by each process
        handed = {"data": str(data), "settings": settings.model_dump(), "folder": folder}
        os.environ[HANDED_ON] = json.dumps(handed)
        yield


def handed_on() -> FastAPI:
    """Return the application of one of several processes."""
    found = json.loads(os.environ[HANDED_ON])
    settings, folder = ServerSettings(**found["settings"]), Path(found["folder"])
    with_log(settings.log)
    PatientProtocol.patience = settings.patience
    if not settings.pages:
        return _app(Path(found["data"]), settings, folder)
    PatientProtocol.handover = Handover(folder)
    app = _app(Path(found["data"]), settings, folder, PatientProtocol.handover)
    _take(app, settings, PatientProtocol.handover)
    return app


def _app(data: Path, settings: ServerSettings, folder: Path | None = None, handover: Handover | None = None) -> FastAPI:
    """Return the application with its pages; `folder` holds what several processes share."""
    sessions = _sessions(settings, folder) if settings.api_keys and settings.pages else None
    app = create_app(data, settings, sessions)
    if settings.pages:
        ring = KeyRing(settings.api_keys)
        process = handover.name if handover else ""
        add_pages(app, _site(app, settings), ring=ring, sessions=sessions, process=process)
    return app


def _sessions(settings: ServerSettings, folder: Path | None) -> Sessions:
    return Sessions(folder / FILE if folder else None, settings.session, settings.login_tries)


def _options(settings: ServerSettings) -> dict[str, Any]:
    return {
        "backlog": BACKLOG,
        "timeout_keep_alive": settings.idle_timeout,
        "server_header": False,
        "log_config": None,
        "http": PatientProtocol,
    }


def _take(app: FastAPI, settings: ServerSettings, handover: Handover) -> None:
    """Let `app` serve what other processes hand over, as long as it runs."""
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: FastAPI) -> AsyncIterator[Any]:
        state = ServerState()
        config = uvicorn.Config(app, **_options(settings))
        config.load()
        async with inner(running) as found, handover.open(lambda: PatientProtocol(config, state, {})):
            yield found
            for connection in list(state.connections):
                connection.shutdown()
            if state.tasks:
                await asyncio.wait(state.tasks, timeout=GOODBYE)

    app.router.lifespan_context = lifespan


def _site(app: FastAPI, settings: ServerSettings) -> Site:
    """Return where the pages of `app` get their knowledge: from the same places as the API."""
    shelf: Shelf = app.state.shelf
    workers: QueryWorkers = app.state.workers

    def answer(query: str, accept: str) -> Result:
        with shelf.lend_graph() as graph:
            rows, size = settings.sparql_max_rows, settings.sparql_max_bytes
            return workers.run(Task(graph.folder, graph.rewritten(query), accept, max_rows=rows, max_bytes=size))

    url, model = settings.chat_url, settings.chat_model
    endpoint = Endpoint(url, model, CHAT_SECONDS) if url and model else None
    return Site(shelf.lend, app.state.desk.run, app.state.queries.run, answer, endpoint)


def _listening(settings: ServerSettings) -> socket.socket:
    found = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((settings.host, settings.port))
    except OSError as error:
        found.close()
        raise InputError(
            f"{settings.host}:{settings.port}: cannot be served at ({error.strerror}): choose another --port or --host"
        ) from error
    return found


def _told(listening: socket.socket) -> None:
    host, port = listening.getsockname()[:2]
    logging.getLogger("yibao.server").info("http://%s:%d", f"[{host}]" if ":" in host else host, port)
