"""Runs the server: one process, or several over the same data."""

from __future__ import annotations

import json
import logging
import os
import socket
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from ontology.errors import InputError
from query.chat.endpoint import Endpoint
from query.knowledge import KnowledgeBase
from query.server.app import create_app
from query.server.connections import PatientProtocol
from query.server.logs import with_log
from query.server.metrics import counted_together
from query.server.settings import ServerSettings
from query.server.shelf import Shelf
from query.server.sparql.task import Result, Task
from query.server.sparql.workers import QueryWorkers
from query.web.pages import add_pages
from query.web.site import Site

HANDED_ON = "YIBAO_SERVING"  # how the processes of one server learn what to serve
CHAT_SECONDS = 45.0  # that a language model is waited for
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
        options: dict[str, Any] = {
            "backlog": BACKLOG,
            "timeout_keep_alive": settings.idle_timeout,
            "server_header": False,
            "log_config": None,
            "http": PatientProtocol,
        }
        if settings.workers == 1:
            app = create_app(data, settings)
            if settings.pages and not settings.api_keys:
                add_pages(app, _site(app, settings))
            _told(listening)
            uvicorn.Server(uvicorn.Config(app, **options)).run(sockets=[listening])
        else:
            KnowledgeBase(data).close()  # told here, not once by each process
            os.environ[HANDED_ON] = json.dumps({"data": str(data), "settings": settings.model_dump()})
            target = f"{__name__}:{handed_on.__name__}"
            _told(listening)
            with counted_together():
                config = uvicorn.Config(target, factory=True, workers=settings.workers, **options)
                Multiprocess(config, [listening]).run()


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


def handed_on() -> FastAPI:
    """Return the application of one of several processes."""
    found = json.loads(os.environ[HANDED_ON])
    settings = ServerSettings(**found["settings"])
    with_log(settings.log)
    PatientProtocol.patience = settings.patience
    return create_app(Path(found["data"]), settings)


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
