"""A page in Markdown → segments. A web page saved as Markdown has its navigation as links around the article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.article import Segment
from ingest.decoding.reading_rules import iso_date, reading_rules
from ingest.edits.draft import AlignedText
from ingest.markup.html.elements import HEADINGS
from ingest.markup.html.metadata import short_title
from ingest.markup.main_text import is_article, settle
from ingest.markup.markdown.lines import MarkdownLine, markdown_lines
from ingest.markup.page_line import Line, is_interface, is_link, is_sentence, main_text_rules, squeezed
from ingest.markup.plain import lines

_FIELD = re.compile(r"(?P<key>[A-Za-z][A-Za-z _-]{1,30})\s*:\s*(?P<value>.*?)\s*$")
_FENCE = re.compile(r"-{3,}\s*$")
MOST_HEADER_LINES = 30


def front_matter(text: str) -> dict[str, str]:
    """Return title, url, issued (ISO date) and publisher that the header of the page states.

    >>> front_matter("Title: 医保指南\\nURL Source: https://example.org/1\\n\\nMarkdown Content:\\n# 指南")
    {'title': '医保指南', 'url': 'https://example.org/1'}
    """
    return _header(text)[0]


def _header(text: str) -> tuple[dict[str, str], int]:
    """Return what the header states and the raw offset of its end; {} and 0 for a page without one."""
    head = [bounds for bounds, _ in zip(lines(text), range(MOST_HEADER_LINES), strict=False)]
    shown = [(end, text[first:last].strip()) for _, end, first, last in head]
    if shown and _FENCE.match(shown[0][1]):
        closing = next((at for at, (_, line) in enumerate(shown) if at and _FENCE.match(line)), 0)
        return (_stated([line for _, line in shown[1:closing]]), shown[closing][0]) if closing else ({}, 0)
    body = next((at for at, (_, line) in enumerate(shown) if reading_rules().markdown_body.match(line)), -1)
    if body >= 0:
        return _stated([line for _, line in shown[:body]]), shown[body][0]
    return {}, 0


def _stated(header: Sequence[str]) -> dict[str, str]:
    known = reading_rules().markdown_fields
    found: dict[str, str] = {}
    for line in header:
        match = _FIELD.match(line)
        key = known.get(match["key"].strip().lower()) if match else None
        value = match["value"].strip("\"' ") if match else ""
        if key == "issued":
            value = iso_date(value) or ""
        elif key == "title":
            value = short_title(value)
        if key and value:
            found.setdefault(key, value)
    return found


def markdown_segments(text: str) -> list[Segment]:
    """Return the segments of `text`, one per line. Reasons to drop: `markup` (syntax only) and `nav`."""
    stated, header_end = _header(text)
    found = markdown_lines(text, header_end)
    shown = [line for line in found if line.inline.text.text]
    judged = [_judged(line) for line in shown]
    _choose(judged, squeezed(stated.get("title", "")))
    kept = {line.raw_start: verdict.keep for line, verdict in zip(shown, judged, strict=True)}
    return [_segment(text, line, kept.get(line.raw_start, True)) for line in found]


def _judged(line: MarkdownLine) -> Line:
    found = line.inline
    return Line(found.text.text, found.link, found.file_link, heading=line.tag in HEADINGS, table=line.tag == "tr")


def _segment(text: str, line: MarkdownLine, keep: bool) -> Segment:
    shown = line.inline.text
    drop = "" if keep else "nav"
    if line.syntax or (not shown.text and text[line.raw_start : line.raw_end].strip()):
        drop, shown = "markup", AlignedText("", (), ())
    return Segment(
        line.raw_start,
        line.raw_end,
        shown,
        line.tag,
        drop,
        line.list_depth,
        line.header_cells,
    )


def _choose(judged: list[Line], title: str) -> None:
    """Set `keep`: the stretch with the most running text and the fewest links is the article."""
    links = sum(is_link(line) for line in judged)
    if links < main_text_rules().link_run:  # no saved page
        for line in judged:
            line.keep = True
        return
    first, last = _stretch([_worth(line) for line in judged])
    for at, line in enumerate(judged):
        line.matched = first <= at < last
        line.keep = line.matched and is_article(line)
    settle(judged, first, title)


def _worth(line: Line) -> int:
    """Return how much a line speaks for a stretch that holds it."""
    data = main_text_rules()
    if is_link(line):
        return -data.stretch_link
    if is_interface(line):
        return -data.stretch_control
    return min(line.free, data.stretch_most) if is_sentence(line) or line.table else 1


def _stretch(worth: Sequence[int]) -> tuple[int, int]:
    """Return the first stretch with the greatest sum.

    >>> _stretch([-8, 1, 30, -8, 20, -8, -8, 9])
    (1, 5)
    """
    best = (0, 0, 0)
    begin = total = 0
    for at, value in enumerate(worth):
        total += value
        if total > best[0]:
            best = (total, begin, at + 1)
        if total <= 0:
            begin, total = at + 1, 0
    return best[1], best[2]
