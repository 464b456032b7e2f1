"""Answers of the graph: rows, yes or no, or triples, and their standard formats."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TypeVar

import pyoxigraph as ox

from index.rdf.quads import Literal, Object
from ontology.errors import QueryError
from ontology.terms import PREFIXES

T = TypeVar("T")
Row = dict[str, Object | None]  # variable → value, None where it is unbound

ROW_FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPH_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}


class SparqlResults:
    """The answer to one query; it can be read once."""

    def __init__(
        self, found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, timeout: float | None = None
    ) -> None:
        """Hold the answer `found`; reading it raises after `timeout` seconds."""
        self._found = found
        self._deadline = None if timeout is None else time.monotonic() + timeout

    @property
    def kind(self) -> str:
        """`rows` of a SELECT, `truth` of an ASK, `graph` of a CONSTRUCT or DESCRIBE."""
        if isinstance(self._found, ox.QuerySolutions):
            return "rows"
        return "truth" if isinstance(self._found, ox.QueryBoolean) else "graph"

    @property
    def truth(self) -> bool:
        """The answer of an ASK query."""
        return isinstance(self._found, ox.QueryBoolean) and bool(self._found)

    @property
    def variables(self) -> list[str]:
        """The variables of a SELECT query, in order."""
        return [v.value for v in self._found.variables] if isinstance(self._found, ox.QuerySolutions) else []

    def rows(self) -> Iterator[Row]:
        """Yield the rows of a SELECT query.

        Raises:
            QueryError: if an expression fails or time runs out on the way.
        """
        if isinstance(self._found, ox.QuerySolutions):
            names = self.variables
            for solution in self._read(self._found):
                yield {name: _value(solution[name]) for name in names}

    def text(self, format: str | None = None) -> str:
        """Return the answer as table, json, csv, tsv or xml, a graph as turtle, trig or nquads.

        Without a format: a table, turtle for a graph.

        Raises:
            QueryError: if the format does not fit the kind of query.
        """
        if isinstance(self._found, ox.QueryTriples):
            return self._graph_text(self._found, format or "turtle")
        if format in (None, "table"):
            return self._table()
        if format not in ROW_FORMATS:
            raise QueryError(
                f"format {format!r} does not fit a SELECT or ASK query: use table, {', '.join(ROW_FORMATS)}"
            )
        if self.kind == "truth" and format in ("csv", "tsv"):
            return f"{str(self.truth).lower()}\n"  # the standard has no such form
        return self._standard(ROW_FORMATS[format])

    def _standard(self, format: ox.QueryResultsFormat) -> str:
        try:
            if isinstance(self._found, ox.QueryTriples):
                return ""
            return (self._found.serialize(format=format) or b"").decode()
        except (RuntimeError, OSError) as error:
            raise QueryError(f"SPARQL: {' '.join(str(error).split())}") from error

    def _graph_text(self, triples: ox.QueryTriples, format: str) -> str:
        if format == "table":
            format = "turtle"
        if format not in GRAPH_FORMATS:
            raise QueryError(
                f"format {format!r} does not fit a query that makes a graph: use {', '.join(GRAPH_FORMATS)}"
            )
        found = sorted(set(self._read(triples)), key=str)
        return (ox.serialize(found, format=GRAPH_FORMATS[format], prefixes=PREFIXES) or b"").decode()

    def _read(self, found: Iterable[T]) -> Iterator[T]:
        try:
            for item in found:
                if self._deadline is not None and time.monotonic() > self._deadline:
                    raise QueryError("SPARQL: the query takes too long: narrow it, or add LIMIT")
                yield item
        except (RuntimeError, OSError) as error:
            raise QueryError(f"SPARQL: {' '.join(str(error).split())}") from error

    def _table(self) -> str:
        if self.kind == "truth":
            return "yes\n" if self.truth else "no\n"
        rows = [self.variables, *([_shown(row[name]) for name in row] for row in self.rows())]
        widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
        rows.insert(1, ["-" * width for width in widths])
        return "".join(_line(row, widths) for row in rows)


def _line(row: list[str], widths: list[int]) -> str:
    cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
    return "  ".join(cells).rstrip() + "\n"


def _value(term: object) -> Object | None:
    if isinstance(term, ox.Literal):
        return Literal(term.value, term.datatype.value, term.language or "")
    return None if term is None else str(getattr(term, "value", term))


def _shown(value: Object | None) -> str:
    """Return a value for people: literals without type, IRIs with the usual prefixes."""
    if value is None:
        return ""
    if isinstance(value, Literal):
        return " ".join(value.value.split())
    for prefix, namespace in PREFIXES.items():
        if value.startswith(namespace):
            return f"{prefix}:{value[len(namespace) :]}"
    return value


def _width(text: str) -> int:
    """Return the columns that `text` takes on a terminal: Han characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
