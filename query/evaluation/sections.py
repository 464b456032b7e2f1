"""The parts of an evaluation report, and how they are written: Markdown, and one page that loads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

STYLE = (
    "body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}"
    "table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #ccc;padding:.25em .6em;text-align:left;"
    "vertical-align:top}th{background:#f3f3f3}svg{max-width:100%}"
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with a note, a table, a plot."""

    title: str
    note: str = ""
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    plot: str = ""  # SVG
    plot_name: str = ""  # of its file beside the Markdown


def markdown(title: str, sections: Sequence[Section]) -> str:
    """Return the report as Markdown; plots are files beside it."""
    parts = [f"# {title}"]
    for one in sections:
        parts.append(f"## {one.title}")
        parts += [one.note] if one.note else []
        if one.rows:
            lines = [one.header, tuple("---" for _ in one.header), *one.rows]
            parts.append("\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines))
        if one.plot:
            parts.append(f"![{one.title}]({one.plot_name})")
    return "\n\n".join(parts) + "\n"


def page(title: str, sections: Sequence[Section]) -> str:
    """Return the report as one HTML page, plots included."""
    body = "".join(
        f"<section><h2>{escape(one.title)}</h2>{f'<p>{escape(one.note)}</p>' if one.note else ''}"
        f"{_table(one)}{f'<figure>{one.plot}</figure>' if one.plot else ''}</section>"
        for one in sections
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body><h1>{escape(title)}</h1>{body}</body></html>\n"
    )


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _table(section: Section) -> str:
    if not section.rows:
        return ""
    head = "".join(f"<th>{escape(name)}</th>" for name in section.header)
    rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in section.rows)
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
