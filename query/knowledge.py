"""`KnowledgeBase`: the one face that every interface uses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from index.encoder import Encoder
from index.store import KnowledgeIndex
from query.answers import Answer
from query.ask import ask

Row = dict[str, Any]


class KnowledgeBase:
    """Questions, SPARQL, exports and checks over one data folder, read-only."""

    def __init__(self, data: Path, encoder: Encoder | None = None) -> None:
        """Open the data in `data`; graph, vectors and encoder are loaded when they are first needed.

        Raises:
            StoreError: if there is no data or it cannot be read.
        """
        self.index = KnowledgeIndex(data, encoder)

    def search(
        self,
        question: str,
        k: int = 10,
        region: str | None = None,
        as_of: str | None = None,
        identifier: str | None = None,
    ) -> Answer:
        """Return passages, facts and citations that answer `question`; see `query.ask.ask`.

        Raises:
            QueryError: if the region is unknown or names several places.
        """
        return ask(self.index, question, k, region, as_of, identifier)
