"""Worker: pyoxigraph in memory, called directly."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
from deadline import within
from speaking import serve, timed

STORE = ox.Store()


def load(request: dict[str, Any]) -> dict[str, Any]:
    """Read the statements, each once."""

    def read() -> None:
        STORE.bulk_load(path=request["statements"], format=ox.RdfFormat.N_TRIPLES)

    return {"seconds": timed(read)[0]}


def query(request: dict[str, Any]) -> dict[str, Any]:
    """Return the rows of a query as texts, and the milliseconds of reading all of them."""

    def rows() -> list[list[str]]:
        return [[term.value if term else "None" for term in row] for row in STORE.query(request["query"])]

    seconds, found = within(request["limit"], lambda: timed(rows))
    return {"rows": found, "ms": 1e3 * seconds}


if __name__ == "__main__":
    serve({"load": load, "query": query})
