"""The data as if some articles were not there: what a question meets whose answer nobody wrote down."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from index.articles.filters import PassageFilter
from index.articles.passages import Hit
from index.articles.reading import Row
from index.store import KnowledgeIndex

SPARE = 8  # times the wanted hits that are looked at: those of the hidden articles are passed over


class Without:
    """An open index of which some articles are hidden from search; all else is the index's own."""

    def __init__(self, index: KnowledgeIndex, hidden: Collection[str]) -> None:
        """Hide the articles named `hidden`."""
        self._index = index
        self._hidden = frozenset(hidden)
        self._passages = frozenset(index.articles.passage_ids(sorted(self._hidden)))

    def __getattr__(self, name: str) -> Any:
        """Return what the index has."""
        return getattr(self._index, name)

    def nearest(self, text: str, k: int, wanted: PassageFilter | None = None) -> list[Hit]:
        """Return the passages nearest to `text`, without the hidden ones."""
        return self._shown(self._index.nearest(text, SPARE * k, wanted))[:k]

    def matching(self, text: str, k: int, wanted: PassageFilter | None = None) -> list[Hit]:
        """Return the passages that share terms with `text`, without the hidden ones."""
        return self._shown(self._index.matching(text, SPARE * k, wanted))[:k]

    def facts(self, ids: Sequence[str]) -> list[Row]:
        """Return fact rows, without those of hidden articles."""
        return [row for row in self._index.facts(ids) if row["article"] not in self._hidden]

    def _shown(self, hits: Sequence[Hit]) -> list[Hit]:
        return [hit for hit in hits if hit.id not in self._passages]
