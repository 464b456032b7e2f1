"""The SPARQL endpoint alone, over scratch stores, behind a real server."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pyoxigraph as ox
import uvicorn
from fastapi import FastAPI

from query.property_functions.rewriting import Rewriting
from query.server.problems import with_problems
from query.server.sparql.routes import sparql_routes
from query.server.sparql.task import LentGraph
from query.server.sparql.workers import QueryWorkers


class Inline:
    """Runs the work of a request at once: the tests ask one thing at a time."""

    async def run(self, work, timeout=None):
        return work()


class Endpoint:
    """Serves one store at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._store: Path | None = None
        self.client: httpx.Client

    @contextmanager
    def lend(self):
        yield LentGraph(self._store, lambda query: Rewriting(query, query))

    @contextmanager
    def filling(self) -> Iterator[ox.Store]:
        """Yield an empty store, which is served from then on."""
        if self._store:
            shutil.rmtree(self._store)
        self._count += 1
        self._store = self._folder / str(self._count)
        yield ox.Store(str(self._store))


@contextmanager
def served(folder: Path, desk=None, workers: int = 1, timeout: float = 20, memory: int = 0, rows: int = 100_000):
    """Yield an endpoint whose stores lie in `folder`, with a client of it."""
    endpoint = Endpoint(folder)
    queries = QueryWorkers(workers, timeout, memory)
    app = FastAPI(docs_url=None, redoc_url=None)
    app.include_router(sparql_routes(endpoint.lend, queries, desk or Inline(), rows, 10_000_000, timeout=3 * timeout))
    with_problems(app)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            endpoint.client = client
            yield endpoint
    finally:
        server.should_exit = True
        thread.join()
        queries.close()
