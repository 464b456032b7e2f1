"""Relation rows that say the same, put together, with what backs them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from index.articles.records import Row
from ontology import terms
from query.browsing.rows import Evidence
from query.browsing.statements import evidence, listed, shown
from query.browsing.view import View

K = TypeVar("K", bound=Hashable)

OFFERS = ("service_has_channel", "channel_has_path")  # relations whose statement is a service as offered


@dataclass(frozen=True, slots=True)
class Backing:
    """How well something is backed, and the statements to show for it."""

    articles: int
    sources: int
    statements: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, int]:
        """The best backed comes first."""
        return -self.sources, -self.articles


def grouped(rows: Iterable[Row], key: Callable[[Row], K]) -> dict[K, list[Row]]:
    """Return the rows that share a key, in the order in which the keys are met."""
    found: dict[K, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def backing(view: View, rows: Sequence[Row]) -> Backing:
    """Return what backs that which some relation rows state."""
    stated = {statement(row): row["article"] for row in rows}
    articles = set(stated.values())
    return Backing(len(articles), view.independent(articles), tuple(shown(view, stated)))


def statement(row: Row) -> str:
    """Return the IRI of a relation row's statement in the graph."""
    return terms.service_channel(row["id"]) if row["relation"] in OFFERS else terms.claim(row["id"])


class Shelf:
    """Evidence that is asked for piece by piece and fetched at once."""

    def __init__(self, view: View) -> None:
        """Start empty."""
        self._view = view
        self._wanted: list[tuple[tuple[str, ...], list[Evidence]]] = []

    def place(self, found: Backing) -> list[Evidence]:
        """Return a list that `fill` will fill."""
        kept: list[Evidence] = []
        self._wanted.append((found.statements, kept))
        return kept

    def fill(self) -> None:
        """Fetch all that was asked for."""
        known: Mapping[str, Evidence] = evidence(
            self._view, {one for statements, _ in self._wanted for one in statements}
        )
        for statements, kept in self._wanted:
            kept.extend(listed(known, statements))
