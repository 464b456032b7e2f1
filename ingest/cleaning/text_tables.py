"""Tables without markup: rows whose cells stand apart by wide gaps, as a copied table or a printed page gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.cleaning.piece import Piece
from ingest.cleaning.structure.structure_rules import structure_rules

RULE = "column_gap"
BORDER = " | "  # between the cells of a row, as in rows of marked-up tables


def mark_tables(pieces: Sequence[Piece]) -> None:
    """Make rows of the lines of a table: a run of lines with the same number of cells, most of them values."""
    run: list[tuple[Piece, list[re.Match[str]]]] = []
    for piece in pieces:
        gaps = _gaps(piece)
        if run and len(gaps) != len(run[-1][1]):
            _mark(run)
            run = []
        if gaps:
            run.append((piece, gaps))
    _mark(run)


def _gaps(piece: Piece) -> list[re.Match[str]]:
    rules = structure_rules().text_tables
    if not piece.body or piece.segment.tag:
        return []
    end = len(piece.text.rstrip())
    found = list(rules.gap.finditer(piece.text, len(piece.text) - len(piece.text.lstrip()), end))
    return found if len(found) + 1 >= rules.columns else []


def _mark(run: Sequence[tuple[Piece, list[re.Match[str]]]]) -> None:
    rules = structure_rules().text_tables
    valued = sum(_is_valued([*_cells(piece, gaps)]) for piece, gaps in run)
    if len(run) < rules.rows or valued < rules.rows - 1:
        return
    first = [cell.strip() for cell in _cells(*run[0])]
    heads = () if _is_valued(first) else tuple(first)
    for piece, gaps in run:
        piece.draft.replace_all([(*gap.span(), BORDER) for gap in gaps], RULE)
        piece.mark(RULE)
        piece.segment = replace(piece.segment, tag="tr", header_cells=heads)


def _cells(piece: Piece, gaps: Sequence[re.Match[str]]) -> Iterator[str]:
    start = 0
    for gap in gaps:
        yield piece.text[start : gap.start()]
        start = gap.end()
    yield piece.text[start:]


def _is_valued(cells: Sequence[str]) -> bool:
    """Whether most cells behind the first are short values."""
    rules = structure_rules().text_tables
    values = [cell for cell in cells[1:] if rules.value.search(cell) and len(cell.strip()) <= rules.value_length]
    return 2 * len(values) > len(cells) - 1
