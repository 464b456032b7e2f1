"""The cells of a table row and what names them: the head of their column, the first cell of their row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.article import Block
from ingest.guides.field_names import announces
from ontology.folding import fold

CELL = re.compile(r"[^|\t]+")
KEY_LENGTH = 24  # a longer first cell names nothing


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; offsets are offsets in the clean text of its row."""

    start: int
    end: int
    names: tuple[str, ...] = ()  # folded; empty in the first column and in the row of the heads
    keyed: bool = False  # whether the first cell of its row is one of the names
    head: str = ""  # of its column, folded; of the first column too


def cells(block: Block, header: Sequence[str]) -> tuple[Cell, ...]:
    """Return the cells of a row, named by `header` and by the row's first cell.

    Args:
        block: the row; any other block has no cells.
        header: the heads of the columns, as `heads` returns them.
    """
    if block.kind != "table_row":
        return ()
    text = fold(block.text.text)
    found = [*CELL.finditer(text)]
    words = [cell[0].strip() for cell in found]
    if words == [*header]:
        return tuple(Cell(*cell.span()) for cell in found)
    keys = words[:1] if len(words[0]) <= KEY_LENGTH else []
    return tuple(
        Cell(
            *cell.span(),
            tuple(filter(None, (*header[at : at + 1], *keys))) if at else (),
            bool(at and keys),
            header[at] if at < len(header) else "",
        )
        for at, cell in enumerate(found)
    )


def row_key(row: Sequence[Cell]) -> tuple[int, int] | None:
    """Return the span of the first cell where it names the others."""
    return (row[0].start, row[0].end) if len(row) > 1 and row[1].keyed else None


def heads(block: Block, before: Block | None, header: Sequence[str]) -> tuple[str, ...]:
    """Return the heads of the columns of a row: stated by the markup, else the table's first row."""
    if block.kind != "table_row":
        return ()
    if block.header_cells:
        return tuple(fold(cell).strip() for cell in block.header_cells)
    if before is not None and before.kind == "table_row" and before.heading_path == block.heading_path:
        return tuple(header)
    words = tuple(cell.strip() for cell in CELL.findall(fold(block.text.text)))
    fields = [announces(word) for word in words]
    return () if fields == [True, False] else words  # 服务对象 | 低保对象: fields of one thing, no columns
