"""Worker: what one writes in a weekend: a flat FAISS index, and an rdflib graph of the words in titles and headings."""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np
from rdflib import Graph, Literal, Namespace
from speaking import numbers, serve, timed
from words import words

NS = Namespace("urn:weekend:")
SHORTLIST = 50  # nearest passages that the graph may reorder
SHARE = 0.2  # what all words of a question in a passage's headings are worth, beside a cosine of 1; not tuned
QUERY = """SELECT ?passage (COUNT(DISTINCT ?word) AS ?found) {
  VALUES ?word { %s } ?passage <urn:weekend:heading> ?word } GROUP BY ?passage"""


class Search:
    """Vectors and a graph."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._graph = Graph()
        self._index: Any = None

    def index(self, request: dict[str, Any]) -> dict[str, Any]:
        """Index passages."""
        passages = request["passages"]

        def build() -> None:
            rows = np.stack([np.array(numbers(one["vector"])) for one in passages])
            self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(rows.shape[1]))
            self._index.add_with_ids(rows, np.array([one["id"] for one in passages], np.int64))
            for one in passages:
                for word in words(" ".join([one["title"], *one["headings"]])):
                    self._graph.add((NS[str(one["id"])], NS.heading, Literal(word)))

        return {"seconds": timed(build)[0]}

    def search(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the best passages."""
        seconds, hits = timed(lambda: self._search(request["query"], numbers(request["vector"]), request["k"]))
        return {"hits": hits, "ms": 1e3 * seconds}

    def _search(self, question: str, vector: Any, k: int) -> list[list[Any]]:
        found, ids = self._index.search(np.array([vector]), SHORTLIST)
        scores = {int(key): float(score) for key, score in zip(ids[0], found[0], strict=True) if key >= 0}
        asked = {Literal(word).n3() for word in words(question)}
        if asked and scores:
            for passage, count in self._graph.query(QUERY % " ".join(asked)):
                key = int(str(passage).removeprefix(str(NS)))
                if key in scores:
                    scores[key] += SHARE * int(count) / len(asked)
        best = sorted(scores.items(), key=lambda one: -one[1])[:k]
        return [[key, score] for key, score in best]


if __name__ == "__main__":
    asked = Search()
    serve({"index": asked.index, "search": asked.search})
