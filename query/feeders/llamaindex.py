"""A LlamaIndex retriever: `pip install 'yibao[llamaindex]'`."""

from __future__ import annotations

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from query.feeders.passages import described
from query.knowledge import KnowledgeBase


class YibaoRetriever(BaseRetriever):  # type: ignore[misc]  # it ships types that mypy cannot read whole
    """Passages as nodes; where the tool has no answer (outcome `no_answer`) it gives none."""

    def __init__(self, knowledge: KnowledgeBase, k: int = 10, region: str | None = None) -> None:
        """Retrieve at most `k` passages from `knowledge`, for a place if one is given."""
        super().__init__()
        self._knowledge, self._k, self._region = knowledge, k, region

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = described(self._knowledge.search(query_bundle.query_str, self._k, self._region))
        return [
            NodeWithScore(node=TextNode(text=text, metadata=known, id_=known["id"]), score=score)
            for text, known, score in found
        ]
