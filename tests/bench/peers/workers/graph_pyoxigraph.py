"""Worker: pyoxigraph called directly, in memory or, with `disk`, in a folder that is opened read-only after loading."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from deadline import within
from speaking import serve, timed

FOLDER = tempfile.TemporaryDirectory(prefix="pyoxigraph-peer-")
DISK = sys.argv[1:] == ["disk"]
OPENED: list[ox.Store] = []


def load(request: dict[str, Any]) -> dict[str, Any]:
    """Read the statements, each once."""

    def read() -> None:
        store = ox.Store(FOLDER.name) if DISK else ox.Store()
        store.bulk_load(path=request["statements"], format=ox.RdfFormat.N_TRIPLES)
        if DISK:
            store.flush()
            store = ox.Store.read_only(FOLDER.name)
        OPENED.append(store)

    seconds = timed(read)[0]
    size = sum(path.stat().st_size for path in Path(FOLDER.name).rglob("*") if path.is_file())
    return {"seconds": seconds, "disk": size / 1e6 if DISK else None}


def query(request: dict[str, Any]) -> dict[str, Any]:
    """Return the rows of a query as texts, and the milliseconds of reading all of them."""

    def rows() -> list[list[str]]:
        return [[term.value if term else "None" for term in row] for row in OPENED[0].query(request["query"])]

    seconds, found = within(request["limit"], lambda: timed(rows))
    return {"rows": found, "ms": 1e3 * seconds}


if __name__ == "__main__":
    serve({"load": load, "query": query})
