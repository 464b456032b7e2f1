"""Papers in table cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.guides.cells import Cell
from ingest.guides.field_names import kind_of_name
from ingest.mentions.found import Span
from ingest.mentions.naming import Named
from ingest.relations.material_details import Need
from ingest.relations.material_lists import listed
from ingest.relations.procedure_rules import procedure_rules
from ingest.relations.scopes import Line


def columns(lines: Sequence[Line]) -> Iterator[Need]:
    """Yield the papers of table cells whose column or row, or whose table, is said to hold papers."""
    data = procedure_rules().materials
    for line in lines:
        about = bool(line.cells and line.headings and data.heading.search(line.headings[-1]))
        for cell in line.cells:
            named = any(data.column.search(name) for name in (*cell.names, cell.head))
            if named or (about and cell.names and not any(kind_of_name(name) for name in cell.names)):
                yield from _in_cell(line, cell, 0.75 if named else 0.6)


def _in_cell(line: Line, cell: Cell, confidence: float) -> Iterator[Need]:
    for part in _between_stops(line.text, cell):
        names = [(line.span(paper), Named(paper.label, paper.code)) for paper in line.of_type("material", *part)]
        yield from listed(line, part, names, part, confidence, "material_column", line.cells, cell)


def _between_stops(text: str, cell: Cell) -> Iterator[Span]:
    """Yield the parts of a cell; a semicolon parts lists whose alternatives are their own."""
    start = cell.start
    for hit in re.finditer("[;。]", text[cell.start : cell.end]):
        yield start, cell.start + hit.end()
        start = cell.start + hit.end()
    yield start, cell.end
