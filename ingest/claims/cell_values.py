"""The quantities of a table row: a bare number takes the unit that the head of its column or row states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.claims.claim_rules import claim_rules
from ingest.claims.clauses import Layout
from ingest.quantities import Quantity, quantities
from ontology.folding import fold


def cell_values(row: Layout, header: Sequence[str], above: Sequence[str]) -> Iterator[Quantity]:
    """Yield the quantities of a row whose cells are the clauses of its layout.

    Args:
        row: the row.
        header: the labels of its columns.
        above: headings that can state a unit for the whole table: 单位:元.
    """
    first = row.text[slice(*row.clauses[0])]
    for column, (start, end) in enumerate(row.clauses):
        cell = row.text[start:end]
        names = (*(fold(name) for name in header[column : column + 1]), *([first] if column else []), *above)
        unit = _unit(names) if claim_rules().cell_number.match(cell) else ""
        for value in quantities(cell.rstrip() + unit):
            yield _placed(value, start, start + len(cell.rstrip()))


def _unit(names: Sequence[str]) -> str:
    """Return the unit that the nearest of `names` states; "" where none does."""
    found = (claim_rules().cell_unit.search(name) for name in names)
    return next((match["unit"] for match in found if match), "")


def _placed(value: Quantity, start: int, end: int) -> Quantity:
    """Return a quantity of a cell with offsets of the row; what stands behind the cell is no part of it."""
    return replace(
        value,
        start=start + value.start,
        end=min(start + value.end, end),
        core_start=start + value.core_start,
        core_end=min(start + value.core_end, end),
    )
