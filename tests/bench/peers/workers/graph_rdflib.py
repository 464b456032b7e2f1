"""Worker: rdflib's own store in memory."""

from __future__ import annotations

from typing import Any

from deadline import within
from rdflib import Graph
from speaking import serve, timed

GRAPH = Graph()


def load(request: dict[str, Any]) -> dict[str, Any]:
    """Read the statements, each once."""
    return {"seconds": timed(lambda: GRAPH.parse(request["statements"], format="nt"))[0]}


def query(request: dict[str, Any]) -> dict[str, Any]:
    """Return the rows of a query as texts, and the milliseconds of reading all of them."""

    def rows() -> list[list[str]]:
        return [[str(term) for term in row] for row in GRAPH.query(request["query"])]

    seconds, found = within(request["limit"], lambda: timed(rows))
    return {"rows": found, "ms": 1e3 * seconds}


if __name__ == "__main__":
    serve({"load": load, "query": query})
