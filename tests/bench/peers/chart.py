"""Results as one SVG a part: for each table a row of small bar charts, one a column."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tests.bench.peers.catalogue import OURS
from tests.bench.peers.running import Column, Table

LABELS, PANEL, GAP, ROW, HEAD = 170, 130, 14, 20, 46  # pixels
BAR, OWN, INK = "#9db7c9", "#b0413e", "#222"


def chart(tables: Sequence[Table]) -> str:
    """Return the tables below each other; each panel begins at 0 and ends at its largest figure."""
    width = LABELS + max((len(table.columns) for table in tables), default=0) * (PANEL + GAP)
    parts, top = [], 0
    for table in tables:
        parts.append(f'<text x="4" y="{top + 16}" font-weight="bold">{escape(table.title)}</text>')
        parts += [
            f'<text x="{LABELS - 8}" y="{_row(top, place) + 14}" text-anchor="end">{escape(name)}</text>'
            for place, name in enumerate(table.rows)
        ]
        parts += [_panel(table, column, place, top) for place, column in enumerate(table.columns)]
        top = _row(top, len(table.rows)) + ROW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top}" width="{width}" height="{top}" '
        f'font-family="sans-serif" font-size="12" fill="{INK}">'
        f'<rect width="{width}" height="{top}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _panel(table: Table, column: Column, place: int, top: int) -> str:
    left = LABELS + place * (PANEL + GAP)
    figures = {name: row.get(column.name) for name, row in table.rows.items()}
    known = {name: value for name, value in figures.items() if isinstance(value, int | float)}
    most = max(known.values(), default=0) or 1
    hint = {"most": "", "least": " (less is better)", "neither": ""}[column.best]
    parts = [f'<text x="{left}" y="{top + 36}" font-size="11">{escape(column.name)}{hint}</text>']
    for row, name in enumerate(figures):
        if name not in known:
            continue
        y, length = _row(top, row), max(0.5, PANEL * known[name] / most)
        fill = OWN if name.startswith(OURS) else BAR
        parts.append(
            f'<rect x="{left}" y="{y + 2}" width="{length:.1f}" height="{ROW - 4}" fill="{fill}" fill-opacity=".7"/>'
            f'<text x="{left + 4}" y="{y + 14}">{known[name]:,.{column.digits}f}</text>'
        )
    return "".join(parts)


def _row(top: int, place: int) -> int:
    return top + HEAD + place * ROW
