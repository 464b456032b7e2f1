"""The quantities of a table row: a bare number takes the unit that the head of its column or row states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.claims.claim_rules import claim_rules
from ingest.claims.clauses import Layout
from ingest.edits.draft import Span
from ingest.quantities import Quantity, quantities
from ontology.folding import fold


def cell_values(row: Layout, header: Sequence[str], above: Sequence[str]) -> Iterator[Quantity]:
    """Yield the quantities of a row whose cells are the clauses of its layout; numbers that count the rows are none.

    Args:
        row: the row.
        header: the labels of its columns.
        above: words that can state a unit for the whole table: 单位:元.
    """
    data = claim_rules()
    first = row.text[slice(*row.clauses[0])]
    for column, (start, end) in enumerate(row.clauses):
        label = [fold(name) for name in header[column : column + 1]]
        if label and data.cell_counts.match(label[0]):
            continue
        whole = () if label and data.cell_measures.search(label[0]) else above
        names = (*label, *([first] if column else []), *whole)
        for left, right in _parts(row.text[start:end].rstrip()):
            said = row.text[start + left : start + right]
            bare = data.cell_number.search(said)
            unit = _unit(names) if bare else ""
            for value in quantities(said + unit):
                yield _placed(value, start + left, start + right)


def _parts(cell: str) -> tuple[Span, ...]:
    """Return the number of a cell and what brackets say beside it, 3000(原2600), each to be read by itself."""
    aside = claim_rules().cell_aside.match(cell)
    return (aside.span("number"), aside.span("aside")) if aside else ((0, len(cell)),)


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
