"""Worker: txtai, its BM25 alone or hybrid with the vectors it is handed; words of jieba either way."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from speaking import numbers, serve, timed
from txtai import Embeddings
from words import words

SCORING = {"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"whitespace": True}}


class Search:
    """One txtai index."""

    def __init__(self, kind: str) -> None:
        """Search by `bm25` alone or `hybrid`."""
        self._vectors: dict[str, Any] = {}
        known = self._vectors

        def transform(texts: list[str]) -> Any:
            return np.stack([known[text] for text in texts])

        dense = {"method": "external", "transform": transform, "hybrid": True}
        chosen = dense if kind == "hybrid" else {"keyword": True}
        self._embeddings = Embeddings({**chosen, "scoring": SCORING, "content": False})

    def index(self, request: dict[str, Any]) -> dict[str, Any]:
        """Index passages."""
        ids = [one["id"] for one in request["passages"]]
        vectors = [np.array(numbers(one["vector"])) for one in request["passages"] if "vector" in one]

        def build() -> None:
            texts = [" ".join(words(one["text"])) for one in request["passages"]]
            self._vectors.update(zip(texts, vectors, strict=False))
            self._embeddings.index(zip(ids, texts, strict=True))

        seconds = timed(build)[0]
        self._vectors.clear()  # the index has its own
        return {"seconds": seconds}

    def search(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the best passages."""
        vector = np.array(numbers(request["vector"])) if "vector" in request else None

        def find() -> Any:
            text = " ".join(words(request["query"]))
            self._vectors[text] = vector
            return self._embeddings.search(text, request["k"])

        seconds, found = timed(find)
        return {"hits": [[int(key), float(score)] for key, score in found], "ms": 1e3 * seconds}


if __name__ == "__main__":
    asked = Search(sys.argv[1])
    serve({"index": asked.index, "search": asked.search})
