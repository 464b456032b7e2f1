"""Tables without markup: rows whose cells stand apart by wide gaps, as a copied table or a printed page gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.cleaning.piece import Piece
from ingest.cleaning.structure.structure_rules import structure_rules

RULE = "column_gap"
BORDER = " | "  # between the cells of a row, as in rows of marked-up tables
Gaps = Sequence[re.Match[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """A line and the gaps between its cells."""

    piece: Piece
    gaps: Gaps

    @property
    def cells(self) -> list[str]:
        """What stands between the gaps."""
        ends = [gap.start() for gap in self.gaps]
        starts = [gap.end() for gap in self.gaps]
        text = self.piece.text
        return [text[i:j].strip() for i, j in zip((0, *starts), (*ends, len(text)), strict=True)]

    @property
    def valued(self) -> bool:
        """Whether most cells behind the first are short values."""
        rules = structure_rules().text_tables
        cells = self.cells[1:]
        return 2 * sum(1 for one in cells if rules.value.search(one) and len(one) <= rules.value_length) > len(cells)

    @property
    def number(self) -> int:
        """What the first cell counts, 0 where it counts nothing."""
        first = self.cells[0]
        return int(first) if structure_rules().text_tables.count.fullmatch(first) else 0


def mark_tables(pieces: Sequence[Piece]) -> None:
    """Make rows of the lines of a table: a run of lines with as many cells, mostly values or counted.

    A run without heads that stands close below another one of as many columns goes on with its heads: a page break or
    a row that lost a cell stood between them.
    """
    heads: tuple[str, ...] = ()
    between = 0
    for run in _runs(pieces):
        goes_on = len(run[0].gaps) + 1 == len(heads) and between <= structure_rules().text_tables.bridged
        marked = _mark(run, heads if goes_on else ())
        if marked is None:
            between += len(run)
        else:
            heads, between = marked, 0


def _runs(pieces: Sequence[Piece]) -> Iterator[list[Row]]:
    """Yield runs of lines with as many cells; a line without cells is a run of its own."""
    run: list[Row] = []
    for piece in pieces:
        if not piece.body:
            continue
        row = Row(piece, _gaps(piece, len(run[-1].gaps) if run else 0))
        if run and (not row.gaps or len(row.gaps) != len(run[-1].gaps)):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _gaps(piece: Piece, wanted: int) -> Gaps:
    """Return the gaps of a line: where only that gives as many as are wanted, each tab is one, with an empty cell."""
    rules = structure_rules().text_tables
    if piece.segment.tag:
        return ()
    start, end = len(piece.text) - len(piece.text.lstrip()), len(piece.text.rstrip())
    found = list(rules.gap.finditer(piece.text, start, end))
    if wanted and len(found) < wanted:
        tabs = list(rules.tab.finditer(piece.text))
        found = tabs if len(tabs) == wanted else found
    return found if len(found) + 1 >= rules.columns else ()


def _counted(run: Sequence[Row]) -> int:
    """Return how many rows count up from 1 in their first cells, under heads or not."""
    numbers = [row.number for row in run[0 if run[0].number else 1 :]]
    return len(numbers) if numbers == list(range(1, len(numbers) + 1)) else 0


def _mark(run: Sequence[Row], above: tuple[str, ...]) -> tuple[str, ...] | None:
    """Make rows of the lines of a run and return their heads; None where they are no table."""
    rules = structure_rules().text_tables
    valued = sum(row.valued for row in run)
    more = bool(above) and valued == len(run)
    rows = max(valued, _counted(run))
    if not run[0].gaps or not (more or (len(run) >= rules.rows and rows >= rules.rows - 1)):
        return None
    heads = tuple(run[0].cells) if not (run[0].valued or run[0].number) else above
    for row in run:
        row.piece.draft.replace_all([(*gap.span(), BORDER) for gap in row.gaps], RULE)
        row.piece.mark(RULE)
        row.piece.segment = replace(row.piece.segment, tag="tr", header_cells=heads)
    return heads
