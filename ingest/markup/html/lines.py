"""The lines of a page in the making, one per block, `<br>` or row of data; together they tile the page."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.decoding.reading_rules import reading_rules
from ingest.edits.draft import AlignedText
from ingest.markup.html.elements import HEADINGS, span
from ingest.markup.html.tables import MOST_SPAN, Cell
from ingest.markup.html.text import VisibleText
from ingest.markup.html.tokens import Token, attributes


@dataclass(slots=True)
class HtmlLine:
    """A line of a page; without `text` it is markup only."""

    raw_start: int
    raw_end: int
    text: AlignedText | None = None
    tag: str = ""
    list_depth: int = 0
    node: int = 0  # innermost container
    link: int = 0  # characters inside links
    file_link: int = 0  # characters inside links to files
    frame: bool = False  # inside nav, footer, button …
    hint: bool = False  # inside an element whose class sounds like page frame
    table: int = -1  # offset of the data table that it is a row of
    cells: tuple[Cell, ...] = ()


@dataclass(slots=True)
class _OpenCell:
    start: int  # in the text of the line
    tag: Token
    plain: int = 0  # characters that are not bold


class LineMaker:
    """Cuts a page into lines; what is not seen around a line becomes a line of markup."""

    def __init__(self, page: str) -> None:
        """Start at the beginning of `page`."""
        self.lines: list[HtmlLine] = []
        self._page = page
        self._rules = reading_rules().html
        self._begin(0)

    def _begin(self, start: int) -> None:
        self.line = HtmlLine(start, start)
        self._text = VisibleText()
        self._unseen_from = -1  # where something unseen begins behind the last character
        self._row: list[_OpenCell] | None = None

    @property
    def in_row(self) -> bool:
        """Whether a row of a data table is open."""
        return self._row is not None

    def add(self, start: int, end: int, bold: bool) -> int:
        """Add the text node [start, end); return how many visible characters it has."""
        count = self._text.add(self._page, start, end)
        if count:
            self._unseen_from = -1
            if self._row and not bold:
                self._row[-1].plain += count
        return count

    def skip(self, start: int, end: int) -> None:
        """Pass over something unseen: a comment, a script, hidden text. In the middle of a line it stays part of it."""
        if self.in_row:
            return
        if not self._text.shown:
            self.cut(end)
        elif self._unseen_from < 0:
            self._unseen_from = start

    def gap(self, start: int, end: int) -> None:
        """Set off what follows by a blank."""
        self._text.gap(start, end)

    def end_block(self, at: int, start: int) -> None:
        """End the line at `at`; inside a row of data a block is only set off by a blank."""
        if self.in_row:
            self.gap(start, max(at, start + 1))
        else:
            self.cut(at)

    def start_row(self, at: int, table: int) -> None:
        """Begin a row of the data table at offset `table`."""
        self.cut(at)
        self._row, self.line.table = [], table

    def start_cell(self, tag: Token) -> None:
        """Begin a cell of the open row."""
        if self._row is None:
            return
        if self._row:
            self._text.separate(self._rules.cell_separator, tag.start, tag.end)
        self._row.append(_OpenCell(len(self._text), tag))

    def cut(self, at: int) -> None:
        """End the line at raw offset `at` and begin the next one there."""
        line = self.line
        if at <= line.raw_start:
            return
        if not self._text.shown:
            self._markup(line.raw_start, at)
        else:
            line.raw_end = at if self._unseen_from < 0 else self._unseen_from
            line.text = self._text.aligned()
            line.cells = self._cells(line.text.text)
            if line.tag in HEADINGS and len(line.text) > self._rules.heading:
                line.tag = "p"
            self.lines.append(line)
            if line.raw_end < at:
                self._markup(line.raw_end, at)
        self._begin(at)

    def _markup(self, start: int, end: int) -> None:
        if self.lines and self.lines[-1].text is None:
            self.lines[-1].raw_end = end
        else:
            self.lines.append(HtmlLine(start, end))

    def _cells(self, text: str) -> tuple[Cell, ...]:
        row = self._row or []
        ends = [cell.start - len(self._rules.cell_separator) for cell in row[1:]] + [len(text)]
        return tuple(_cell(cell, text[cell.start : end].strip()) for cell, end in zip(row, ends, strict=False))


def _cell(cell: _OpenCell, text: str) -> Cell:
    stated = attributes(cell.tag)
    label = cell.tag.name == "th" or (bool(text) and not cell.plain)
    return Cell(text, span(stated, "colspan", MOST_SPAN), span(stated, "rowspan", MOST_SPAN), label)
