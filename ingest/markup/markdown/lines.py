"""Markdown → its lines: headings, nested lists, tables, quotes and code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest.decoding.reading_rules import reading_rules
from ingest.edits.draft import AlignedText
from ingest.markup.html.tables import Cell, header_cells
from ingest.markup.markdown.inline import Inline, inline
from ingest.markup.plain import lines

_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})(?:[ \t]+|(?=[^#\s]))(?P<text>.*?)(?:[ \t]+#+)?[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r" {0,3}(?:(?P<first>=+)|-{2,})[ \t]*$")
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:[-*+](?:[ \t]+|$)(?P<text>.*)|(?P<ordered>\d{1,3}[.)][ \t]+.*))$")
_QUOTE = re.compile(r" {0,3}(?:>[ \t]?)+")
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})")
_DELIMITER = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_DEFINITION = re.compile(r" {0,3}\[[^\]\n]+\]:[ \t]*\S+")
_NOTHING = Inline(AlignedText("", (), ()))
_HEADING_LENGTH = 60  # characters; a longer line above a dashed one is no heading but text above a separator


@dataclass(slots=True)
class MarkdownLine:
    """A line of a page in Markdown; one with `syntax` shows nothing."""

    raw_start: int
    raw_end: int
    inline: Inline
    tag: str = "p"
    list_depth: int = 0
    header_cells: tuple[str, ...] = ()
    syntax: bool = False


def markdown_lines(text: str, header_end: int) -> list[MarkdownLine]:
    """Return the lines of `text`, which tile it; those before `header_end` are syntax."""
    found: list[MarkdownLine] = []
    indents: list[int] = []
    fence = ""
    for start, end, first, last in lines(text):
        content = text[first:last]
        fenced = _FENCE.match(content)
        if start < header_end:
            found.append(MarkdownLine(start, end, _NOTHING, syntax=True))
        elif fenced and (not fence or fenced["fence"].startswith(fence)):
            fence = "" if fence else fenced["fence"]
            found.append(MarkdownLine(start, end, _NOTHING, syntax=True))
        elif fence:
            found.append(MarkdownLine(start, end, Inline(AlignedText.of(content, first)), "pre"))
        else:
            found.append(_line(text, (start, end, first, last), indents, found))
    _read_tables(text, found)
    return found


def _line(text: str, bounds: tuple[int, int, int, int], indents: list[int], above: list[MarkdownLine]) -> MarkdownLine:
    start, end, first, last = bounds
    quote = _QUOTE.match(text[first:last])
    first += quote.end() if quote else 0
    content = text[first:last]
    if not content.strip():
        return MarkdownLine(start, end, _NOTHING, "")
    if _is_syntax(content, above):
        return MarkdownLine(start, end, _NOTHING, syntax=True)
    if heading := _HEADING.match(content):
        indents.clear()
        level = len(heading["marks"])
        return MarkdownLine(
            start, end, inline(text, first + heading.start("text"), first + heading.end("text")), f"h{level}"
        )
    if item := _ITEM.match(content):
        return _item(text, bounds, first, item, indents)
    if not content.startswith((" ", "\t")):
        indents.clear()
    tag = "blockquote" if quote else "p"
    return MarkdownLine(start, end, inline(text, first, last), tag)


def _is_syntax(content: str, above: list[MarkdownLine]) -> bool:
    """Whether a line is a rule, a definition, or the underline that makes the line above a heading."""
    underline = _UNDERLINE.match(content)
    line = above[-1] if above else None
    if underline and line and line.tag == "p" and 0 < len(line.inline.text) <= _HEADING_LENGTH:
        line.tag = "h1" if underline["first"] else "h2"
        return True
    return bool(_RULE.match(content) or _DEFINITION.match(content) or (underline and underline["first"]))


def _item(
    text: str, bounds: tuple[int, int, int, int], first: int, item: re.Match[str], indents: list[int]
) -> MarkdownLine:
    indent = len(item["indent"].expandtabs(4))
    while indents and indent <= indents[-1] + 1:
        indents.pop()
    indents.append(indent)
    group = "text" if item["text"] is not None else "ordered"
    shown = inline(text, first + item.start(group), first + item.end(group))
    inner = _HEADING.match(item["text"] or "")
    if inner:  # a heading inside a list item
        shown = inline(
            text, first + item.start("text") + inner.start("text"), first + item.start("text") + inner.end("text")
        )
    return MarkdownLine(bounds[0], bounds[1], shown, "li", len(indents))


def _read_tables(text: str, found: list[MarkdownLine]) -> None:
    at = 1
    while at < len(found):
        raw = text[found[at].raw_start : found[at].raw_end].rstrip("\r\n")
        above = text[found[at - 1].raw_start : found[at - 1].raw_end]
        if not ("|" in raw and "|" in above and _DELIMITER.match(raw)) or found[at - 1].syntax:
            at += 1
            continue
        found[at] = MarkdownLine(found[at].raw_start, found[at].raw_end, _NOTHING, syntax=True)
        last = at + 1
        while last < len(found) and "|" in text[found[last].raw_start : found[last].raw_end] and not found[last].syntax:
            last += 1
        _read_rows(text, [found[at - 1], *found[at + 1 : last]])
        at = last + 1


def _read_rows(text: str, rows: list[MarkdownLine]) -> None:
    cells: list[list[Cell]] = []
    for row in rows:
        parts = list(_cells(text, row))
        row.tag, row.list_depth = "tr", 0
        row.inline = _row(parts)
        cells.append([Cell(part.text.text, label=row is rows[0]) for part, _ in parts])
    for row, labels in zip(rows, header_cells(cells), strict=True):
        row.header_cells = labels


def _cells(text: str, row: MarkdownLine) -> Iterator[tuple[Inline, int]]:
    """Yield the cells of a row, each with the offset of the bar before it."""
    raw = text[row.raw_start : row.raw_end].rstrip("\r\n")
    bars = [row.raw_start + match.start() for match in re.finditer(r"(?<!\\)\|", raw)]
    end = row.raw_start + len(raw)
    borders = [row.raw_start - 1, *bars, end]
    for number, (left, right) in enumerate(pairwise(borders)):
        cell = inline(text, left + 1, right)
        outer = number in (0, len(borders) - 2)
        if not outer or cell.text.text:  # what stands outside the outer bars is no cell
            yield cell, left


def _row(parts: list[tuple[Inline, int]]) -> Inline:
    separator = reading_rules().html.cell_separator
    pieces: list[AlignedText] = []
    for number, (cell, bar) in enumerate(parts):
        if number:
            count = len(separator)
            pieces.append(AlignedText(separator, (bar,) * count, (bar + 1,) * count))
        pieces.append(cell.text)
    link, file_link = sum(cell.link for cell, _ in parts), sum(cell.file_link for cell, _ in parts)
    return Inline(AlignedText.joined(pieces), link, file_link)
