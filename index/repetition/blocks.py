"""The blocks of all articles as one table of hashes, and the clusters of those that say the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.repetition.groups import Groups
from index.repetition.prints import Prints, prints

LAST = "9999"  # an issue date behind all others
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Blocks that say the same, the representative first."""

    id: str
    rows: tuple[int, ...]  # of the table
    identical: bool  # else they differ in slots

    @property
    def first(self) -> int:
        """The row of the representative."""
        return self.rows[0]


class Blocks:
    """One row a block, in the order of articles and of the blocks in them."""

    def __init__(self, names: Sequence[str], articles: NDArray[np.int32], rows: Prints, ranks: NDArray[np.int32]):
        """Hold `rows`; `articles` says of each the index in `names`, `ranks` of each name who represents whom."""
        self.names = names
        self.articles = articles
        self.rows = rows
        self.ranks = ranks

    @classmethod
    def of(cls, articles: Iterable[tuple[str, bytes]], known: Iterable[Row]) -> Blocks:
        """Read the table.

        Args:
            articles: names and block prints.
            known: the article rows.
        """
        names: list[str] = []
        parts: list[Prints] = []
        for name, data in articles:
            names.append(name)
            parts.append(prints(data))
        of = np.repeat(np.arange(len(names), dtype=np.int32), [len(part) for part in parts])
        rows = np.concatenate(parts) if parts else prints(b"")
        order = {str(row["article"]): place for place, row in enumerate(sorted(known, key=_precedence))}
        return cls(names, of, rows, np.array([order[name] for name in names], np.int32))

    def name(self, row: int) -> str:
        """Return the article of a block."""
        return self.names[int(self.articles[row])]

    def precedence(self, row: int) -> tuple[int, int]:
        """Return what to sort by: official articles first, then the earlier, then by name; in an article by place."""
        return int(self.ranks[self.articles[row]]), row

    @cached_property
    def labels(self) -> NDArray[np.int64]:
        """The cluster number of each block: blocks of one form are one, with slots masked or with none."""
        slots, of_slot = np.unique(self.rows["slot"], return_inverse=True)
        _, of_exact = np.unique(self.rows["exact"], return_inverse=True)
        groups: Groups[int] = Groups(range(len(slots)))
        pairs = np.unique(np.stack([of_exact, of_slot], axis=1), axis=0)
        twice = np.flatnonzero(pairs[1:, 0] == pairs[:-1, 0])  # one text, masked by one page and not by the other
        for at in twice.tolist():
            groups.join(int(pairs[at, 1]), int(pairs[at + 1, 1]))
        firsts = np.array([groups.first(slot) for slot in range(len(slots))], np.int64)
        return firsts[of_slot]

    def counts(self) -> dict[str, int]:
        """Return how many blocks there are, how many different ones, and how many of these stand twice or more."""
        _, sizes = np.unique(self.labels, return_counts=True)
        return {"blocks": len(self.rows), "unique_blocks": len(sizes), "clusters": int((sizes > 1).sum())}

    def clusters(self) -> Iterator[Cluster]:
        """Yield all clusters, those of one block too, by their representatives."""
        order = np.lexsort((np.arange(len(self.rows)), self.ranks[self.articles], self.labels))
        cuts = np.flatnonzero(np.diff(self.labels[order])) + 1
        parts = [part for part in np.split(order, cuts) if len(part)]
        for part in sorted(parts, key=lambda part: self.precedence(part[0])):
            exact = self.rows["exact"][part]
            name = f"{int(self.rows['slot'][part].min()):016x}"
            yield Cluster(name, tuple(part.tolist()), bool((exact == exact[0]).all()))


def _precedence(row: Row) -> tuple[bool, str, str]:
    return row["source_kind"] != "official", str(row["issued"] or LAST), str(row["article"])
