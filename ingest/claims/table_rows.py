"""The cells of a table row, and what stands over each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.article import Block
from ingest.claims.clauses import Layout
from ingest.claims.headings import Heading
from ingest.edits.draft import Span
from ingest.quantities import Quantity, quantities
from ontology.folding import fold

CELL = " | "
BAR = "|"


def row_layout(text: str, marked: bool) -> Layout:
    """Return the layout of a table row: each cell between the marks is a sentence of its own.

    Args:
        text: of the row, folded.
        marked: whether the markup of the page made the row; else its bars did, and it begins and ends with one.
    """
    cells = tuple(_marked(text) if marked else _barred(text))
    return Layout(text, None, cells, cells, row=True)


def _marked(text: str) -> Iterator[Span]:
    """Yield the cells of a row; at its ends the blank beside an empty cell is gone."""
    at = 0
    if text.startswith(CELL.lstrip()):
        yield 0, 0
        at = len(CELL.lstrip())
    for cell in text[at:].split(CELL):
        open_end = at + len(cell) == len(text) and cell.endswith(CELL.rstrip())
        yield at, at + len(cell) - (len(CELL.rstrip()) if open_end else 0)
        at += len(cell) + len(CELL)
        if open_end:
            yield len(text), len(text)


def _barred(text: str) -> Iterator[Span]:
    """Yield the cells of a row between bars; what stands before the first and behind the last bar is none."""
    at = 0
    cells = text.split(BAR)
    for place, cell in enumerate(cells):
        if cell.strip() or 0 < place < len(cells) - 1:
            yield at, at + len(cell)
        at += len(cell) + len(BAR)


def row_labels(block: Block, first: Block, below: bool) -> tuple[str, ...]:
    """Return the labels of a row's columns.

    Args:
        block: the row.
        first: the first row of its table; one of bars can name the columns below it.
        below: whether that is another row.
    """
    text = fold(first.text.text)
    if block.header_cells or first.kind == "table_row" or not below or any(quantities(text)):
        return block.header_cells
    return tuple(cell.strip() for cell in text.strip().strip(BAR).split(BAR))


def over_columns(
    index: int,
    part: Layout,
    values: Sequence[Quantity],
    labels: Sequence[Heading],
    notes: Sequence[Heading],
    headings: tuple[Heading, ...],
) -> Iterator[tuple[Heading, ...]]:
    """Yield by column what stands over a value in it, the nearest first.

    That is the head of the column, what a note says of the row, the words of the row's other cells, and what stands
    over the table.
    """
    filled = {part.clause(value.core_start) for value in values}
    cells = {
        i: Heading(part.text[slice(*cell)], index, index + 1, "row", cell[0])
        for i, cell in enumerate(part.clauses)
        if i not in filled or i == 0  # a key names its row: 45周岁以下在职
    }
    down = [label._replace(scope="row") for label in labels[len(part.clauses) :]]  # cells that reach down into the row
    for column in range(len(part.clauses)):
        own = [cell for i, cell in cells.items() if i != column]
        yield (*labels[column : column + 1], *notes, *own, *down, *headings)
