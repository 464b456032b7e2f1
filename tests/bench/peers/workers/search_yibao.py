"""Worker: yibao's public search, over the data that it builds from the raw pages itself."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from speaking import serve, timed

from query.knowledge import KnowledgeBase, build


class Search:
    """One data folder."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._folder = tempfile.TemporaryDirectory(prefix="yibao-peers-")
        self._knowledge: Any = None

    def index(self, request: dict[str, Any]) -> dict[str, Any]:
        """Build: cleaning, facts and graph too, of which the other peers get the passages ready-made."""
        data = Path(self._folder.name, "data")
        seconds = timed(lambda: build([Path(one) for one in request["sources"]], data))[0]
        self._knowledge = KnowledgeBase(data)
        return {"seconds": seconds}

    def search(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the best passages, and how sure the answer is."""
        seconds, answer = timed(lambda: self._knowledge.search(request["query"], request["k"]))
        hits = [[hit.passage.id, float(hit.score)] for hit in answer.hits]
        return {"hits": hits, "ms": 1e3 * seconds, "confidence": float(answer.confidence)}


if __name__ == "__main__":
    asked = Search()
    serve({"index": asked.index, "search": asked.search})
