"""Worker: bm25s over words of jieba, or over characters and their pairs."""

from __future__ import annotations

import sys
from itertools import pairwise
from typing import Any

import bm25s
from speaking import serve, timed


class Search:
    """The passages of one index."""

    def __init__(self, unit: str) -> None:
        """Read texts as `words` or as `characters`."""
        if unit == "words":
            from words import words

            self._tokens = words
        else:
            self._tokens = characters
        self._ids: list[int] = []
        self._index = bm25s.BM25()

    def index(self, request: dict[str, Any]) -> dict[str, Any]:
        """Index passages."""
        self._ids = [one["id"] for one in request["passages"]]

        def build() -> None:
            self._index.index([self._tokens(one["text"]) for one in request["passages"]], show_progress=False)

        return {"seconds": timed(build)[0]}

    def search(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the best passages."""
        k = min(request["k"], len(self._ids))

        def find() -> Any:
            return self._index.retrieve([self._tokens(request["query"])], k=k, show_progress=False)

        seconds, (rows, scores) = timed(find)
        hits = [[self._ids[int(row)], float(score)] for row, score in zip(rows[0], scores[0], strict=True)]
        return {"hits": hits, "ms": 1e3 * seconds}


def characters(text: str) -> list[str]:
    """Return the letters of a text and its pairs of neighbouring letters.

    >>> characters("医保,卡")
    ['医', '保', '卡', '医保']
    """
    pairs = [a + b for a, b in pairwise(text) if (a + b).isalnum()]
    return [one for one in text if one.isalnum()] + pairs


if __name__ == "__main__":
    asked = Search(sys.argv[1])
    serve({"index": asked.index, "search": asked.search})
