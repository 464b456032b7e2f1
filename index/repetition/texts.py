"""The texts behind the rows of a block table, fetched when they are needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol

from index.repetition.blocks import Blocks
from index.repetition.prints import OWN, own
from ingest.tokens import Token, tokens

KEPT = 256  # clean texts of articles held in memory at a time
CUT = 8192  # blocks whose tokens are


class Store(Protocol):
    """What is read of an article store."""

    def clean_text(self, name: str) -> str:
        """Return the clean text of an article."""

    def article(self, name: str) -> dict[str, object] | None:
        """Return the export row of an article."""


class Texts:
    """Text, tokens and place of blocks."""

    def __init__(self, store: Store, blocks: Blocks) -> None:
        """Read from `store`."""
        self.blocks = blocks
        self._article = lru_cache(maxsize=KEPT)(store.clean_text)
        self._own = lru_cache(maxsize=KEPT)(lambda name: own(store.article(name) or dict.fromkeys(OWN)))
        self.tokens = lru_cache(maxsize=CUT)(self._tokens)

    def text(self, row: int) -> str:
        """Return the clean text of a block."""
        found = self.blocks.rows[row]
        return self._article(self.blocks.name(row))[int(found["start"]) : int(found["end"])]

    def place(self, row: int, before: str = "") -> dict[str, object]:
        """Return article and raw span of a block, the names of the fields led by `before`."""
        found = self.blocks.rows[row]
        span = {
            "article": self.blocks.name(row),
            "raw_start": int(found["raw_start"]),
            "raw_end": int(found["raw_end"]),
        }
        return {f"{before}{name}": value for name, value in span.items()}

    def _tokens(self, row: int) -> tuple[Token, ...]:
        return tokens(self.text(row), self._own(self.blocks.name(row)))


def slots_of(found: tuple[Token, ...]) -> list[Mapping[str, str]]:
    """Return what stands in the slots of a block, from left to right."""
    return [{"kind": token.kind, "text": token.text} for token in found if token.is_slot]
