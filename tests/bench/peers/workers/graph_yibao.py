"""Worker: the way of yibao's store: named graphs and their union on disk, opened read-only, queries guarded."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from deadline import within
from speaking import serve, timed

from index.graph.local import Graph
from index.graph.writing import GraphWriter

FOLDER = tempfile.TemporaryDirectory(prefix="yibao-peers-")
PLACE = Path(FOLDER.name, "graph")
OPENED: list[Graph] = []


def load(request: dict[str, Any]) -> dict[str, Any]:
    """Write the graph as a build does, from the same statements with the names of their graphs, and open it."""

    def write() -> None:
        writer = GraphWriter(PLACE)
        writer.load(Path(request["named"]))
        writer.close()
        OPENED.append(Graph.open(PLACE))

    seconds = timed(write)[0]
    size = sum(path.stat().st_size for path in PLACE.rglob("*") if path.is_file())
    return {"seconds": seconds, "disk": size / 1e6}


def query(request: dict[str, Any]) -> dict[str, Any]:
    """Return the rows of a query as texts, and the milliseconds of reading all of them."""

    def rows() -> list[list[str]]:
        found = OPENED[0].sparql(request["query"])
        return [[_text(row.get(name)) for name in found.variables] for row in found.rows()]

    seconds, table = within(request["limit"], lambda: timed(rows))
    return {"rows": table, "ms": 1e3 * seconds}


def _text(term: Any) -> str:
    return "None" if term is None else str(getattr(term, "value", term))


if __name__ == "__main__":
    serve({"load": load, "query": query})
