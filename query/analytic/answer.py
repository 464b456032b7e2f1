"""An analytical question answered: what was read, the query, and the rows that it finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from index.rdf.quads import Literal, Object
from index.store import KnowledgeIndex
from ontology.terms import concept_code
from query.analytic.composing import composed
from query.analytic.parser import read
from query.analytic.telling import headings, told

Row = dict[str, Any]
Cell = str | int | float | None

ROWS = 1000  # that are given back at most
SECONDS = 20.0  # that a query may take
NUMBERS = ("integer", "decimal", "double", "gYear")


@dataclass(frozen=True, slots=True)
class AnalyticAnswer:
    """The rows that answer a question, and how they came about."""

    question: str
    reading: tuple[str, ...]  # what was understood, a phrase for each part
    sparql: str
    columns: tuple[str, ...]  # headings, in Chinese
    rows: tuple[tuple[Cell, ...], ...]
    left_out: bool  # there are more rows

    def row(self) -> Row:
        """Return the JSON object."""
        return {
            "question": self.question,
            "reading": list(self.reading),
            "sparql": self.sparql,
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
            "left_out": self.left_out,
        }


def answered(index: KnowledgeIndex, question: str) -> AnalyticAnswer:
    """Return what the graph says to an analytical question.

    Raises:
        NotUnderstood: if the question cannot be read as a whole.
        QueryError: if its query takes too long.
    """
    reading = read(question)
    query = composed(reading)
    rows: list[tuple[Cell, ...]] = []
    more = False
    for found in index.sparql(query.sparql, SECONDS).rows():
        row = tuple(_cell(value) for value in found.values())
        if all(cell is None for cell in row):  # the highest of nothing
            continue
        if len(rows) == ROWS:
            more = True
            break
        rows.append(row)
    return AnalyticAnswer(question, told(reading), query.sparql, headings(query.columns), tuple(rows), more)


def _cell(value: Object | None) -> Cell:
    if isinstance(value, Literal):
        if value.datatype.rsplit("#", 1)[-1] in NUMBERS:
            number = float(value.value)
            return int(number) if number.is_integer() else number
        return value.value
    return concept_code(value) or value if value else None
