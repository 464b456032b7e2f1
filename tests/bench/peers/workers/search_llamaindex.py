"""Worker: the retrievers of LlamaIndex, BM25 over words of jieba or its vector store over vectors it is handed."""

from __future__ import annotations

import sys
from typing import Any

from llama_index.core import MockEmbedding, VectorStoreIndex
from llama_index.core.schema import QueryBundle, TextNode
from llama_index.retrievers.bm25 import BM25Retriever
from speaking import numbers, serve, timed
from words import words

WORD = r"(?u)\b\w+\b"  # single characters are words too


class Search:
    """One retriever."""

    def __init__(self, kind: str) -> None:
        """Retrieve by `bm25` or `vector`."""
        self._kind = kind
        self._retriever: Any = None

    def index(self, request: dict[str, Any]) -> dict[str, Any]:
        """Index passages."""
        return {"seconds": timed(lambda: self._build(request["passages"], request["k"]))[0]}

    def search(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the best passages."""
        seconds, found = timed(lambda: self._retriever.retrieve(self._question(request)))
        hits = [[int(one.node.node_id), float(one.score)] for one in found]
        return {"hits": hits, "ms": 1e3 * seconds}

    def _build(self, passages: list[dict[str, Any]], k: int) -> None:
        if self._kind == "bm25":
            nodes = [TextNode(id_=str(one["id"]), text=" ".join(words(one["text"]))) for one in passages]
            self._retriever = BM25Retriever(
                nodes=nodes, similarity_top_k=k, skip_stemming=True, token_pattern=WORD, language="en"
            )
            return
        nodes = [
            TextNode(id_=str(one["id"]), text=one["text"], embedding=list(numbers(one["vector"]))) for one in passages
        ]
        unused = MockEmbedding(embed_dim=len(nodes[0].embedding or ()))  # every text comes with its vector
        self._retriever = VectorStoreIndex(nodes, embed_model=unused).as_retriever(similarity_top_k=k)

    def _question(self, request: dict[str, Any]) -> QueryBundle:
        if self._kind == "bm25":
            return QueryBundle(" ".join(words(request["query"])))
        return QueryBundle(request["query"], embedding=list(numbers(request["vector"])))


if __name__ == "__main__":
    asked = Search(sys.argv[1])
    serve({"index": asked.index, "search": asked.search})
