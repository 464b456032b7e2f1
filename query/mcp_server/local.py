"""MCP over stdin and stdout."""

from __future__ import annotations

from pathlib import Path

from query.mcp_server.server import mcp_server
from query.server.settings import server_settings
from query.server.shelf import Shelf
from query.server.sparql.workers import QueryWorkers


def serve(data: Path) -> None:
    """Serve `data` until stdin ends; bounds and deadlines are those of `yibao serve`.

    Raises:
        StoreError: if there is no data, or it cannot be read.
    """
    settings = server_settings()
    shelf = Shelf(data, settings.refresh, settings.engines)
    queries = QueryWorkers(1, settings.sparql_timeout, settings.sparql_memory)
    try:
        mcp_server(shelf, queries).run("stdio")
    finally:
        queries.close()
        shelf.close()
