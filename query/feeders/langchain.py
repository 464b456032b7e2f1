"""A LangChain retriever: `pip install 'yibao[langchain]'`."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from query.feeders.passages import described
from query.knowledge import KnowledgeBase


class YibaoRetriever(BaseRetriever):
    """Passages as documents; where the tool has no answer (outcome `no_answer`) it gives none."""

    knowledge: Any  # a KnowledgeBase; pydantic need not look into it
    k: int = 10
    region: str | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        knowledge: KnowledgeBase = self.knowledge
        found = described(knowledge.search(query, self.k, self.region))
        return [Document(page_content=text, metadata=known, id=known["id"]) for text, known, _ in found]
