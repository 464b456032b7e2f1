"""Dropped blocks in a row, folded into one line: the frame of a web page is dozens of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ontology.reasons import reason
from query.explain.rows import Row

RUN = 3  # so many dropped blocks in a row are folded


@dataclass(frozen=True, slots=True)
class Run:
    """Dropped blocks in a row."""

    rows: tuple[Row, ...]

    @property
    def summary(self) -> str:
        """How many, and by which rules."""
        counts = Counter(rule(row) for row in self.rows)
        said = ", ".join(f"{code} {reason(code).zh} ×{count}" for code, count in counts.most_common())
        return f"{len(self.rows)} blocks dropped: {said}"


def rule(row: Row) -> str:
    """Return the rule that dropped a block."""
    change = row.fragments[0].change
    return change.rule if change else row.block.kind


def folded(rows: Iterable[Row]) -> Iterator[Row | Run]:
    """Yield the rows that hold text, runs of dropped ones as one."""
    run: list[Row] = []
    for row in rows:
        if row.block.action == "drop":
            run += [] if row.hidden else [row]
        else:
            yield from _ended(run)
            run = []
            yield row
    yield from _ended(run)


def _ended(run: Sequence[Row]) -> Iterator[Row | Run]:
    if len(run) < RUN:
        yield from run
    else:
        yield Run(tuple(run))
