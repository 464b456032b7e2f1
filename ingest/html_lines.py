"""A page → its lines: one per block-level element, `<br>` or row of a data table, with what the markup says of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingest.edits import AlignedText
from ingest.html_elements import (
    BLOCKS,
    FRAME,
    FRAME_ROLES,
    HEADINGS,
    LISTS,
    NAMED,
    UNSEEN,
    VOID,
    Element,
    OpenElements,
    link_address,
    span,
)
from ingest.html_tables import MOST_SPAN, Cell, data_tables
from ingest.html_text import VisibleText
from ingest.html_tokens import Token, attributes, tokens
from ingest.reading_rules import reading_rules

DEEPEST = 200  # containers below are taken as one: no page nests its article deeper, and paths stay short


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
    table: int = -1
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """The lines of a page, which tile it, and the parent of each container (the root's is -1)."""

    lines: list[HtmlLine]
    parents: list[int]


def html_page(text: str) -> HtmlPage:
    """Return the lines of the page `text`. If a script is to show nearly all of it, hidden elements count as shown."""
    found = list(tokens(text))
    tables = data_tables(found, text)
    walker = _Walker(text, tables, hide=True)
    page = walker.walk(found)
    if walker.hidden and walker.shown < reading_rules().html.hidden_fallback * (walker.shown + walker.hidden):
        page = _Walker(text, tables, hide=False).walk(found)
    return page


@cache
def _attribute_filter() -> re.Pattern[str]:
    return re.compile(r"style|hidden|class|id|href|role|span", re.I)


class _Walker:
    def __init__(self, text: str, tables: frozenset[int], hide: bool) -> None:
        self._page = text
        self._tables = tables
        self._hide = hide
        self._rules = reading_rules()
        self._lines: list[HtmlLine] = []
        self._parents = [-1]
        self._depths = [0]
        self._open = OpenElements(self._leave)
        self._counts = dict.fromkeys(("hidden", "unseen", "link", "file", "frame", "hint", "bold", "pre", "list"), 0)
        self._row: list[tuple[int, Token, int]] | None = None  # of each cell: text start, its tag, unbold characters
        self._row_tables: list[int] = []  # open tables: offset of a data table, -1 for one that lays out the page
        self._plain = 0  # characters of the cell that are not bold
        self.shown = self.hidden = 0
        self._begin(0)

    def walk(self, found: list[Token]) -> HtmlPage:
        for token in found:
            if token.kind == "text":
                self._text(token)
            elif token.kind == "open":
                self._enter(token)
            elif token.kind == "close":
                self._end_tag(token)
            else:
                self._unseen(token)
        self._boundary(len(self._page))
        return HtmlPage(self._lines, self._parents)

    # --- text

    def _text(self, token: Token) -> None:
        if self._counts["unseen"] and not self._head_text(token):
            return self._unseen(token)
        if self._hide and self._counts["hidden"]:
            self.hidden += len("".join(self._page[token.start : token.end].split()))
            return self._unseen(token)
        if self._counts["pre"] and self._row is None:
            return self._preformatted(token)
        return self._add(token.start, token.end)

    def _head_text(self, token: Token) -> bool:
        """Whether text shows that a `<head>` was never closed."""
        stack = self._open.stack
        if not stack or stack[-1].name != "head" or not self._page[token.start : token.end].strip():
            return False
        self._open.close("head")
        return True

    def _preformatted(self, token: Token) -> None:
        start = token.start
        for match in re.finditer(r"\r\n|\n|\r", self._page[token.start : token.end]):
            self._add(start, token.start + match.start())
            start = token.start + match.end()
            self._boundary(start)
        self._add(start, token.end)

    def _add(self, start: int, end: int) -> None:
        count = self._text_of_line.add(self._page, start, end)
        if not count:
            return
        if not self._line.tag:
            self._describe()
        self._unseen_from = -1
        self.shown += count
        self._line.link += count if self._counts["link"] else 0
        self._line.file_link += count if self._counts["file"] else 0
        self._plain += 0 if self._counts["bold"] else count

    def _describe(self) -> None:
        """Note what the open elements say of the line, at its first character."""
        line = self._line
        stack = self._open.stack
        line.tag = next((element.name for element in reversed(stack) if element.name in NAMED), "p")
        if self._row is not None:
            line.tag = "tr"
        elif heading := next((element.name for element in reversed(stack) if element.name in HEADINGS), ""):
            line.tag = heading
        elif line.tag == "p" and self._counts["list"]:
            line.tag = self._item(stack)
        line.list_depth = self._counts["list"] if line.tag == "li" else 0
        line.node = stack[-1].node if stack else 0
        line.frame = self._counts["frame"] > 0
        line.hint = self._counts["hint"] > 0

    @staticmethod
    def _item(stack: list[Element]) -> str:
        """Return "li" for a paragraph that stands in a list item, if no cell is nearer."""
        for element in reversed(stack):
            if element.name in ("li", "td", "th", "dd"):
                return element.name if element.name == "li" else "p"
        return "p"

    def _unseen(self, token: Token) -> None:
        if self._row is not None:
            return
        if not self._text_of_line.shown:
            self._boundary(token.end)
        elif self._unseen_from < 0:
            self._unseen_from = token.start

    # --- elements

    def _enter(self, token: Token) -> None:
        name = token.name
        if name in VOID:
            return self._void(token)
        if self._open.make_room(name) and self._row is None:
            self._boundary(token.start)
        element = self._element(token)
        self._open.push(element)
        self._count(element, 1)
        if name == "table":
            self._row_tables.append(token.start if token.start in self._tables else -1)
        if name == "tr" and self._row_tables and self._row_tables[-1] >= 0:
            self._boundary(token.start)
            self._row, self._line.table = [], self._row_tables[-1]
        elif name in ("td", "th") and self._row is not None:
            self._cell(token)
        elif name in BLOCKS:
            self._block(token.start, token.start)
        return None

    def _void(self, token: Token) -> None:
        heading = any(element.name in HEADINGS for element in self._open.stack[-4:])
        if token.name == "br" and heading:
            self._text_of_line.gap(token.start, token.end)
        elif token.name in ("br", "hr"):
            self._block(token.end, token.start)

    def _block(self, at: int, start: int) -> None:
        """End the line at `at`; inside a row of data the block only sets its text off by a blank."""
        if self._row is None:
            self._boundary(at)
        else:
            self._text_of_line.gap(start, max(at, start + 1))

    def _cell(self, token: Token) -> None:
        row = self._row
        if row is None:
            return
        if row:
            row[-1] = (row[-1][0], row[-1][1], self._plain)
            self._text_of_line.separate(self._rules.html.cell_separator, token.start, token.end)
        row.append((len(self._text_of_line), token, 0))
        self._plain = 0

    def _end_tag(self, token: Token) -> None:
        if token.name == "br":
            return self._block(token.end, token.start)
        if token.name in ("tr", "table") and self._row is not None:
            self._boundary(token.end)
        closed = self._open.close(token.name)
        if token.name in BLOCKS and (closed or token.name == "p"):
            self._block(token.end, token.start)
        return None

    def _element(self, token: Token) -> Element:
        name = token.name
        outer = self._open.stack[-1].node if self._open.stack else 0
        element = Element(name, unseen=name in UNSEEN, frame=name in FRAME, preformatted=name == "pre", node=outer)
        element.bold = name in ("b", "strong", "th")
        if name in BLOCKS and self._row is None:
            element.node = self._container(outer)
        if token.attributes and _attribute_filter().search(token.attributes):
            self._read_attributes(element, attributes(token))
        return element

    def _read_attributes(self, element: Element, stated: dict[str, str]) -> None:
        style = stated.get("style", "")
        element.hidden = "hidden" in stated or bool(style and self._rules.html.hidden_style.search(style))
        element.preformatted = element.preformatted or bool(
            style and self._rules.html.preformatted_style.search(style)
        )
        element.frame = element.frame or stated.get("role", "").lower() in FRAME_ROLES
        if element.name == "a":
            element.link = link_address(stated)
        elif element.name in BLOCKS and element.name not in ("html", "body"):
            names = f"{stated.get('class', '')} {stated.get('id', '')}"
            element.hint = bool(self._rules.html.frame_class.search(names))

    def _container(self, outer: int) -> int:
        if self._depths[outer] >= DEEPEST:
            return outer
        self._parents.append(outer)
        self._depths.append(self._depths[outer] + 1)
        return len(self._parents) - 1

    def _leave(self, element: Element) -> None:
        self._count(element, -1)
        if element.name == "table" and self._row_tables:
            self._row_tables.pop()

    def _count(self, element: Element, change: int) -> None:
        counts = self._counts
        counts["hidden"] += change * element.hidden
        counts["unseen"] += change * element.unseen
        counts["frame"] += change * element.frame
        counts["hint"] += change * element.hint
        counts["bold"] += change * element.bold
        counts["pre"] += change * element.preformatted
        counts["list"] += change * (element.name in LISTS)
        if element.link is not None:
            counts["link"] += change
            counts["file"] += change * bool(self._rules.main_text.file_link.search(element.link))

    # --- lines

    def _begin(self, start: int) -> None:
        self._line = HtmlLine(start, start)
        self._text_of_line = VisibleText()
        self._unseen_from = -1
        self._plain = 0
        self._row = None

    def _boundary(self, at: int) -> None:
        """End the line at raw offset `at` and begin the next one there."""
        line = self._line
        if at <= line.raw_start:
            return
        line.raw_end = at
        if not self._text_of_line.shown:
            self._markup(line.raw_start, at)
        else:
            line.text = self._text_of_line.aligned()
            line.cells = self._cells(line.text.text)
            if line.tag in HEADINGS and len(line.text) > self._rules.html.heading:
                line.tag = "p"
            if self._unseen_from >= 0:  # what is not seen and stands behind the last character is no part of the line
                line.raw_end = self._unseen_from
            self._lines.append(line)
            if line.raw_end < at:
                self._markup(line.raw_end, at)
        self._begin(at)

    def _markup(self, start: int, end: int) -> None:
        if self._lines and self._lines[-1].text is None:
            self._lines[-1].raw_end = end
        else:
            self._lines.append(HtmlLine(start, end))

    def _cells(self, text: str) -> tuple[Cell, ...]:
        if not self._row:
            return ()
        separator = len(self._rules.html.cell_separator)
        self._row[-1] = (self._row[-1][0], self._row[-1][1], self._plain)
        starts = [start for start, _, _ in self._row]
        ends = [start - separator for start in starts[1:]] + [len(text)]
        cells = []
        for start, end, (_, tag, plain) in zip(starts, ends, self._row, strict=True):
            stated = attributes(tag)
            columns, rows = span(stated, "colspan", MOST_SPAN), span(stated, "rowspan", MOST_SPAN)
            content = text[start:end].strip()
            cells.append(Cell(content, columns, rows, tag.name == "th" or bool(content) and not plain))
        return tuple(cells)
