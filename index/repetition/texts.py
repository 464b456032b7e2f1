"""The texts behind the rows of a block table, fetched when they are needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol

from index.repetition.blocks import Blocks
from index.repetition.prints import OWN, own
from ingest.cleaning.repetition.tokens import REGION, Token, tokens
from ontology.folding import fold
from ontology.matcher import matcher

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
        self._store = store
        self._article = lru_cache(maxsize=KEPT)(store.clean_text)
        self._own = lru_cache(maxsize=KEPT)(lambda name: own(store.article(name) or dict.fromkeys(OWN)))
        self._places = lru_cache(maxsize=CUT)(self._places_of)
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

    def places(self, row: int) -> frozenset[str]:
        """Return the codes of the places that the article of a block is about: its title's, else all that it names."""
        return self._places(self.blocks.name(row))

    def _places_of(self, name: str) -> frozenset[str]:
        home = self._own(name).place
        title = str((self._store.article(name) or {}).get("title") or "")
        named = _named(title) | ({f"{REGION}-{home}"} if home else set())
        return frozenset(named or _named(self._article(name)))

    def _tokens(self, row: int) -> tuple[Token, ...]:
        return tokens(self.text(row), self._own(self.blocks.name(row)))


def _named(text: str) -> set[str]:
    """Return all that a text may name as a place: doubt speaks against a copy."""
    return {code for match in matcher(REGION).matches(fold(text)) for code in match.codes}


def slots_of(found: tuple[Token, ...]) -> list[Mapping[str, str]]:
    """Return what stands in the slots of a block, from left to right."""
    return [{"kind": token.kind, "text": token.text} for token in found if token.is_slot]
