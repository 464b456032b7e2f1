"""A page of HTML → segments: its lines, those of the article kept, the frame of the page dropped as `nav`."""

from __future__ import annotations

from ingest.article import Segment
from ingest.edits.draft import AlignedText
from ingest.markup.extraction import match
from ingest.markup.html.elements import HEADINGS
from ingest.markup.html.lines import HtmlLine
from ingest.markup.html.metadata import metadata
from ingest.markup.html.tables import header_cells
from ingest.markup.html.walk import html_page
from ingest.markup.main_text import choose
from ingest.markup.page_line import Line, squeezed

__all__ = ["html_segments", "metadata"]

_NOTHING = AlignedText("", (), ())


def html_segments(text: str) -> list[Segment]:
    """Return the segments of the page `text`; they tile it. Reasons to drop: `markup` (nothing to see) and `nav`."""
    page = html_page(text)
    shown = [line for line in page.lines if line.text is not None]
    judged = [_judged(line) for line in shown]
    match(judged, text)
    title = squeezed(metadata(text).get("title", ""))
    choose(judged, page.parents, title)
    _name_title(shown, judged, title)
    kept = {line.raw_start: verdict.keep for line, verdict in zip(shown, judged, strict=True)}
    labels = _labels(shown)
    return [_segment(line, kept.get(line.raw_start, False), labels.get(line.raw_start, ())) for line in page.lines]


def _name_title(lines: list[HtmlLine], judged: list[Line], title: str) -> None:
    """Mark the line that shows the page's title as `h1` where no heading does: many sites set it in a plain `<div>`."""
    shown = [
        line for line, verdict in zip(lines, judged, strict=True) if verdict.keep and squeezed(verdict.text) == title
    ]
    if shown and not any(line.tag in HEADINGS for line in shown) and shown[0].table < 0:
        shown[0].tag = "h1"


def _judged(line: HtmlLine) -> Line:
    text = line.text.text if line.text else ""
    return Line(
        text,
        line.link,
        line.file_link,
        heading=line.tag in HEADINGS,
        table=line.table >= 0,
        frame=line.frame,
        hint=line.hint,
        node=line.node,
    )


def _segment(line: HtmlLine, keep: bool, labels: tuple[str, ...]) -> Segment:
    if line.text is None:
        return Segment(line.raw_start, line.raw_end, _NOTHING, drop="markup")
    return Segment(line.raw_start, line.raw_end, line.text, line.tag, "" if keep else "nav", line.list_depth, labels)


def _labels(lines: list[HtmlLine]) -> dict[int, tuple[str, ...]]:
    """Return the column labels of each table row by the raw start of its line."""
    tables: dict[int, list[HtmlLine]] = {}
    for line in lines:
        if line.table >= 0:
            tables.setdefault(line.table, []).append(line)
    return {
        row.raw_start: labels
        for rows in tables.values()
        for row, labels in zip(rows, header_cells([row.cells for row in rows]), strict=True)
    }
