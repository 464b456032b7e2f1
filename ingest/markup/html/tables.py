"""Tables: which ones hold data (a row is then one line) and which lay out a page; the column labels of each row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.decoding.reading_rules import reading_rules
from ingest.markup.html.tokens import Token

_NUMBER = re.compile(r"[\d\s.,:/％%-]+")
_NO_LABEL = re.compile(r"[。；;!！?？]|[:：]$")
MOST_SPAN = 1000  # as in the HTML standard


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a data table."""

    text: str
    columns: int = 1
    rows: int = 1
    label: bool = False  # th, or all bold


Row = Sequence[Cell]


@dataclass(slots=True)
class _Table:
    start: int
    cells: int = 0  # of the row at hand
    widest: int = 0
    characters: int = 0  # of the cell at hand
    longest: int = 0
    breaks: int = 0  # paragraphs and line breaks of the cell at hand
    most_breaks: int = 0
    rows: int = 0
    nested: bool = False


def data_tables(tokens: Iterable[Token], text: str) -> frozenset[int]:
    """Return the offsets of the `<table>` tags of tables whose rows are lines.

    A table that holds another one, has one row or column, or a cell as long as a page lays out the page.
    """
    found: set[int] = set()
    open_tables: list[_Table] = []
    for token in tokens:
        if token.name == "table":
            if token.kind == "open":
                for outer in open_tables[-1:]:
                    outer.nested = True
                open_tables.append(_Table(token.start))
            elif open_tables:
                found |= _judged(open_tables.pop())
        elif open_tables:
            _count(open_tables[-1], token, text)
    for table in open_tables:
        found |= _judged(table)
    return frozenset(found)


def _count(table: _Table, token: Token, text: str) -> None:
    if token.kind == "text":
        table.characters += len(text[token.start : token.end].strip())
        table.longest = max(table.longest, table.characters)
    elif token.kind == "open" and token.name == "tr":
        table.cells = 0
        table.rows += 1
    elif token.kind == "open" and token.name in ("p", "br", "div", "li"):
        table.breaks += 1
        table.most_breaks = max(table.most_breaks, table.breaks)
    elif token.kind == "open" and token.name in ("td", "th"):
        table.cells += 1
        table.characters = table.breaks = 0
        table.widest = max(table.widest, table.cells)


def _judged(table: _Table) -> set[int]:
    known = reading_rules().html
    page = table.nested or table.longest > known.layout_cell or table.most_breaks > known.layout_breaks
    return {table.start} if table.rows > 1 and table.widest > 1 and not page else set()


def header_cells(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """Return for each row the labels of its cells, () for header rows and tables without labels.

    Behind the labels of a row's own cells follow the short texts of cells that reach down into it from rows above.

    >>> labels = [Cell("级别", label=True), Cell("比例", label=True)]
    >>> header_cells([labels, [Cell("三级", rows=2), Cell("70%")], [Cell("60%")]])
    [(), ('级别', '比例'), ('比例', '三级')]
    """
    grid = _grid(rows)
    width = max((column + cell.columns for line in grid for column, cell, _ in line), default=0)
    first, last = _header_rows(rows, width)
    labels: dict[int, list[str]] = {}
    for line in grid[first:last]:
        for column, cell, own in line:
            for spanned in range(column, column + cell.columns) if own else ():
                labels.setdefault(spanned, []).append(cell.text)
    found: list[tuple[str, ...]] = []
    longest = reading_rules().html.header_cell
    for number, line in enumerate(grid):
        if number < last:
            found.append(())
            continue
        own_labels = tuple(" ".join(dict.fromkeys(labels.get(column, []))) for column, _, own in line if own)
        spanning = tuple(cell.text for _, cell, own in line if not own and 0 < len(cell.text) <= longest)
        found.append((*own_labels, *spanning) if any(own_labels) or spanning else ())
    return found


def _grid(rows: Sequence[Row]) -> list[list[tuple[int, Cell, bool]]]:
    """Return for each row its cells with their columns; False marks a cell that reaches down from above."""
    reaching: dict[int, tuple[int, Cell]] = {}  # first column → rows left, cell
    grid = []
    for row in rows:
        line = [(column, cell, False) for column, (_, cell) in reaching.items()]
        taken = {at for column, (_, cell) in reaching.items() for at in range(column, column + cell.columns)}
        reaching = {column: (left - 1, cell) for column, (left, cell) in reaching.items() if left > 1}
        column = 0
        for cell in row:
            while column in taken:
                column += 1
            line.append((column, cell, True))
            if cell.rows > 1:
                reaching[column] = (cell.rows - 1, cell)
            column += cell.columns
        grid.append(sorted(line, key=lambda item: item[0]))
    return grid


def _header_rows(rows: Sequence[Row], width: int) -> tuple[int, int]:
    """Return the first header row and the row after the last; equal for a table without header."""
    first = 0
    while first < len(rows) and len(rows[first]) == 1 and width > 1:
        first += 1  # the title of the table
    if first + 1 >= len(rows) or not _is_header(rows[first], width):
        return 0, 0
    depth = min(max(cell.rows for cell in rows[first]), reading_rules().html.header_rows)
    while (
        first + depth < len(rows) - 1 and depth < reading_rules().html.header_rows and _all_labels(rows[first + depth])
    ):
        depth += 1
    return first, min(first + depth, len(rows) - 1)


def _all_labels(row: Row) -> bool:
    return bool(row) and all(cell.label for cell in row)


def _is_header(row: Row, width: int) -> bool:
    """A header row fills all columns with short labels; two columns without marked labels are names and values."""
    if _all_labels(row) and all(cell.text for cell in row[1:]):
        return True
    longest = reading_rules().html.header_cell
    filled = sum(cell.columns for cell in row) == width and all(cell.text for cell in row)
    short = all(len(cell.text) <= longest and not _NO_LABEL.search(cell.text) for cell in row)
    return width > 2 and filled and short and not any(_NUMBER.fullmatch(cell.text) for cell in row)
