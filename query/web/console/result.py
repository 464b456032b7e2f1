"""The answer to a query, read to the end once, in forms that the page shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from ontology.terms import PREFIXES
from query.server.sparql.task import Result as Answered
from query.web.components.bar_chart import bar_chart
from query.web.components.palette import palette
from query.web.texts import Texts

ACCEPT = "application/sparql-results+json, application/n-triples;q=0.5"
ROWS = 2000  # that are shown
BARS = 40
LINKS = 300
LABEL = 18  # characters of a label in a chart

Cell = str | float | None


@dataclass(frozen=True, slots=True)
class Result:
    """Columns and rows of a SELECT, the triples of a CONSTRUCT as three columns, or the truth of an ASK."""

    kind: str  # rows, graph or truth
    columns: list[str]
    rows: list[list[Cell]]
    truth: bool
    total: int
    milliseconds: int
    truncated: bool = False  # the answer itself is cut

    @property
    def cut(self) -> bool:
        """Whether rows are left out."""
        return self.total > len(self.rows)


def read(found: Answered, spent: float) -> Result:
    """Return an answer that was asked for as `ACCEPT`; it took `spent` seconds."""
    milliseconds = round(1000 * spent)
    if found.media_type == "application/n-triples":
        triples = list(ox.parse(found.body, format=ox.RdfFormat.N_TRIPLES))
        rows: list[list[Cell]] = [[_term(one.subject), _term(one.predicate), _term(one.object)] for one in triples]
        columns = ["subject", "predicate", "object"]
        return Result("graph", columns, rows[:ROWS], False, len(rows), milliseconds, found.truncated)
    answer = json.loads(found.body)
    if "boolean" in answer:
        return Result("truth", [], [], bool(answer["boolean"]), 1, milliseconds)
    columns, bindings = answer["head"]["vars"], answer["results"]["bindings"]
    rows = [[_shown(row.get(name)) for name in columns] for row in bindings[:ROWS]]
    return Result("rows", columns, rows, False, len(bindings), milliseconds, found.truncated)


def grid(result: Result) -> dict[str, Any]:
    """Return the options of the table; values are shown as text, never as markup."""
    names = [f"c{i}" for i in range(len(result.columns))]
    return {
        "columnDefs": [
            {"field": name, "headerName": title, "sortable": True, "filter": True, "resizable": True, "wrapText": True,
             "autoHeight": True, "minWidth": 110, "flex": 1}
            for name, title in zip(names, result.columns, strict=True)
        ],
        "rowData": [dict(zip(names, row, strict=True)) for row in result.rows],
        "pagination": len(result.rows) > 50,
        "paginationPageSize": 50,
        "enableCellTextSelection": True,
        "domLayout": "autoHeight" if len(result.rows) <= 50 else "normal",
    }  # fmt: skip


def bars(result: Result, dark: bool) -> dict[str, Any] | None:
    """Return a bar chart of the first column of words and the first of numbers; None if there are no such columns."""
    numbers = [i for i in range(len(result.columns)) if _numeric(result, i)]
    words = [i for i in range(len(result.columns)) if i not in numbers]
    if not numbers or not words:
        return None
    rows = result.rows[:BARS]
    series = {result.columns[i]: [_number(row[i]) for row in rows] for i in numbers[:1]}
    return bar_chart([_text(row[words[0]]) for row in rows], series, dark)


def links(result: Result, dark: bool) -> dict[str, Any] | None:
    """Return a diagram of the first and the last column, or of triples; None if there are fewer than two columns."""
    if len(result.columns) < 2 or not result.rows:
        return None
    colours = palette(dark)
    pairs: dict[tuple[str, str], str] = {}
    for row in result.rows[:LINKS]:
        ends = (_text(row[0]), _text(row[2] if result.kind == "graph" else row[1]))
        if all(ends):
            pairs.setdefault(ends, _text(row[1]) if result.kind == "graph" else "")
    sources = {one for one, _ in pairs}
    nodes = dict.fromkeys(end for ends in pairs for end in ends)
    return {
        "tooltip": {"confine": True},
        "series": [
            {
                "type": "graph",
                "layout": "force",
                "roam": True,
                "force": {"repulsion": 160, "edgeLength": 90},
                "label": {"show": True, "position": "right", "color": colours.ink},
                "labelLayout": {"hideOverlap": True},
                "edgeSymbol": ["none", "arrow"],
                "edgeSymbolSize": 6,
                "lineStyle": {"color": colours.soft, "opacity": 0.5},
                "data": [
                    {"id": name, "name": _label(name), "symbolSize": 16 if name in sources else 10,
                     "itemStyle": {"color": colours.series[0 if name in sources else 1]}}
                    for name in nodes
                ],
                "links": [{"source": a, "target": b, "value": what} for (a, b), what in pairs.items()],
            }
        ],
    }  # fmt: skip


def summary(result: Result, texts: Texts) -> str:
    """Return how many rows there are and how long they took."""
    if result.kind == "truth":
        return texts("console.yes" if result.truth else "console.no")
    found = texts("console.rows", n=result.total, ms=result.milliseconds) if result.total else texts("console.empty")
    if result.truncated:
        found = f"{found} · {texts('console.truncated')}"
    return f"{found} · {texts('console.cut', n=len(result.rows))}" if result.cut else found


def _numeric(result: Result, i: int) -> bool:
    values = [row[i] for row in result.rows if row[i] is not None]
    return bool(values) and all(isinstance(value, float | int) for value in values)


def _number(value: Cell) -> float | None:
    return value if isinstance(value, float | int) else None


def _shown(value: dict[str, str] | None) -> Cell:
    if value is None:
        return None
    if value["type"] == "uri":
        return _short(value["value"])
    text = value["value"]
    if value.get("datatype", "").rpartition("#")[2] in ("integer", "decimal", "double", "float"):
        try:
            return float(text) if "." in text or "e" in text.lower() else int(text)
        except ValueError:
            return text
    return text


def _term(term: object) -> str:
    value = str(getattr(term, "value", term))
    return _short(value) if isinstance(term, ox.NamedNode) else value


def _short(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _text(value: Cell) -> str:
    return "" if value is None else str(value)


def _label(value: Cell) -> str:
    text = _text(value)
    return text if len(text) <= LABEL else f"{text[:LABEL]}…"
