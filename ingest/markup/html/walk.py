"""A page → its lines, with what the open elements say of each: tag, list, link, frame, container."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.decoding.reading_rules import reading_rules
from ingest.markup.html.elements import (
    BLOCKS,
    FRAME,
    FRAME_ROLES,
    HEADINGS,
    LISTS,
    NAMED,
    STRUCK,
    UNSEEN,
    VOID,
    Element,
    OpenElements,
    link_address,
)
from ingest.markup.html.lines import HtmlLine, LineMaker
from ingest.markup.html.styles import hidden_names
from ingest.markup.html.tables import data_tables
from ingest.markup.html.tokens import Token, attributes, tokens

DEEPEST = 200  # containers below are taken as one: no page nests its article deeper, and paths stay short
_TELLING = re.compile(r"style|hidden|class|id|href|role", re.I)  # attributes that matter here
_BLANKS = re.compile(r"(?:\s|&nbsp;|\u200b)+")
_NEWLINE = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """The lines of a page, which tile it, and the parent of each container (the root's is -1)."""

    lines: list[HtmlLine]
    parents: list[int]


def html_page(text: str) -> HtmlPage:
    """Return the lines of the page `text`. Where a script is to show the article, hidden elements count as shown."""
    found = list(tokens(text))
    tables = data_tables(found, text)
    rules = reading_rules().html
    walker = _Walker(text, tables, hide=True, veiled=hidden_names(text))
    page = walker.walk(found)
    if walker.veiled > rules.veiled_most:  # so much is no stray advertisement: a script shows it
        walker = _Walker(text, tables, hide=True)
        page = walker.walk(found)
    scripted = walker.hidden >= rules.hidden_least and walker.shown < rules.hidden_fallback * walker.hidden
    if scripted and not _is_copy(walker.texts_hidden, walker.texts_shown):
        page = _Walker(text, tables, hide=False).walk(found)
    return page


def _is_copy(hidden: Sequence[str], shown: Sequence[str]) -> bool:
    """Whether hidden text says again what is shown, as one made for reading aloud does."""
    rules = reading_rules().html
    visible, sought = _BLANKS.sub("", "".join(shown)), _BLANKS.sub("", "".join(hidden))
    step = max(rules.copy_window, len(sought) // rules.copy_samples)
    samples = [sought[at : at + rules.copy_window] for at in range(0, len(sought) - rules.copy_window, step)]
    return bool(samples) and sum(one in visible for one in samples) >= rules.copy_share * len(samples)


@dataclass(slots=True)
class _Counts:
    """How many open elements are of a kind."""

    hidden: int = 0
    veiled: int = 0
    unseen: int = 0
    link: int = 0
    file: int = 0
    frame: int = 0
    hint: int = 0
    bold: int = 0
    preformatted: int = 0
    lists: int = 0


class _Walker:
    def __init__(self, text: str, tables: frozenset[int], hide: bool, veiled: frozenset[str] = frozenset()) -> None:
        self._page = text
        self._data_tables = tables
        self._hide = hide
        self._veiled = veiled
        self._rules = reading_rules()
        self._maker = LineMaker(text)
        self._parents = [-1]
        self._depths = [0]
        self._open = OpenElements(self._leave)
        self._counts = _Counts()
        self._tables: list[int] = []  # open ones: offset of a data table, -1 for one that lays out the page
        self.shown = self.hidden = 0  # characters of running text
        self.texts_shown: list[str] = []
        self.texts_hidden: list[str] = []
        self.veiled = 0  # characters that only the style sheet hides

    def walk(self, found: list[Token]) -> HtmlPage:
        for token in found:
            if token.kind == "text":
                self._text(token)
            elif token.kind == "open":
                self._start_tag(token)
            elif token.kind == "close":
                self._end_tag(token)
            else:
                self._maker.skip(token.start, token.end)
        self._maker.cut(len(self._page))
        for element in self._open.stack:
            self._forget_runaway_link(element)
        return HtmlPage(self._maker.lines, self._parents)

    # --- text

    def _text(self, token: Token) -> None:
        if self._counts.unseen and not self._ends_head(token):
            self._maker.skip(token.start, token.end)
        elif self._hide and self._counts.hidden:
            self.hidden += self._running(token.start, token.end)
            self.texts_hidden.append(self._page[token.start : token.end])
            self._maker.skip(token.start, token.end)
        elif self._counts.veiled:
            self.veiled += len(self._page[token.start : token.end].strip())
            self._maker.skip(token.start, token.end)
        elif self._counts.preformatted and not self._maker.in_row:
            self._add_lines(token)
        else:
            self._add(token.start, token.end)

    def _ends_head(self, token: Token) -> bool:
        """Whether text shows that a `<head>` was never closed."""
        stack = self._open.stack
        if not stack or stack[-1].name != "head" or not self._page[token.start : token.end].strip():
            return False
        self._open.close("head")
        return True

    def _add_lines(self, token: Token) -> None:
        start = token.start
        for match in _NEWLINE.finditer(self._page, token.start, token.end):
            self._add(start, match.start())
            start = match.end()
            self._maker.cut(start)
        self._add(start, token.end)

    def _add(self, start: int, end: int) -> None:
        count = self._maker.add(start, end, self._counts.bold > 0)
        if not count:
            return
        line = self._maker.line
        if not line.tag:
            self._describe(line)
        self.shown += self._running(start, end)
        self.texts_shown.append(self._page[start:end])
        line.link += count if self._counts.link else 0
        line.file_link += count if self._counts.file else 0

    def _running(self, start: int, end: int) -> int:
        """Return the size of a text node if it reads like a sentence."""
        return end - start if self._rules.html.running.search(self._page, start, end) else 0

    def _describe(self, line: HtmlLine) -> None:
        """Note what the open elements say of a line, at its first character."""
        stack = self._open.stack
        line.tag = "tr" if self._maker.in_row else _tag(stack)
        line.list_depth = self._counts.lists if line.tag == "li" else 0
        line.node = stack[-1].node if stack else 0
        line.frame = self._counts.frame > 0
        line.hint = self._counts.hint > 0

    # --- elements

    def _start_tag(self, token: Token) -> None:
        name = token.name
        if name in VOID:
            self._void(token)
            return
        if self._open.make_room(name) and not self._maker.in_row:
            self._maker.cut(token.start)
        element = self._element(token)
        self._open.push(element)
        self._count(element, 1)
        if name == "table":
            self._tables.append(token.start if token.start in self._data_tables else -1)
        if name == "tr" and self._tables and self._tables[-1] >= 0:
            self._maker.start_row(token.start, self._tables[-1])
        elif name in ("td", "th") and self._maker.in_row:
            self._maker.start_cell(token)
        elif name in BLOCKS:
            self._maker.end_block(token.start, token.start)

    def _void(self, token: Token) -> None:
        if token.name not in ("br", "hr"):
            return
        if token.name == "br" and any(element.name in HEADINGS for element in self._open.stack[-4:]):
            self._maker.gap(token.start, token.end)  # a title on two lines
        else:
            self._maker.end_block(token.end, token.start)

    def _end_tag(self, token: Token) -> None:
        if token.name == "br":
            self._maker.end_block(token.end, token.start)
            return
        if token.name in ("tr", "table") and self._maker.in_row:
            self._maker.cut(token.end)
        closed = self._open.close(token.name)
        if token.name in BLOCKS and (closed or token.name == "p"):
            self._maker.end_block(token.end, token.start)

    def _element(self, token: Token) -> Element:
        name = token.name
        outer = self._open.stack[-1].node if self._open.stack else 0
        element = Element(name, unseen=name in UNSEEN, frame=name in FRAME, preformatted=name == "pre", node=outer)
        element.bold = name in ("b", "strong", "th")
        element.unseen |= name in STRUCK and self._is_short(token)
        if name in BLOCKS and not self._maker.in_row:
            element.node = self._container(outer)
        if token.attributes and _TELLING.search(token.attributes):
            self._read_attributes(element, attributes(token))
        return element

    def _is_short(self, token: Token) -> bool:
        """Whether an element ends soon: one that was never closed would take the rest of the page along."""
        reach = self._page[token.end : token.end + self._rules.html.struck_most].lower()
        return f"</{token.name}" in reach

    def _read_attributes(self, element: Element, stated: dict[str, str]) -> None:
        html = self._rules.html
        style = stated.get("style", "")
        element.hidden = "hidden" in stated or bool(style and html.hidden_style.search(style))
        if self._veiled:
            names = [f".{name}" for name in stated.get("class", "").split()] + [f"#{stated.get('id', '')}"]
            element.veiled = not self._veiled.isdisjoint(names)
        element.preformatted |= bool(style and html.preformatted_style.search(style))
        element.frame |= stated.get("role", "").lower() in FRAME_ROLES
        if element.name == "a":
            element.link = link_address(stated)
            element.first_line = len(self._maker.lines)
        elif element.name in BLOCKS and element.name not in ("html", "body"):
            element.hint = bool(html.frame_class.search(f"{stated.get('class', '')} {stated.get('id', '')}"))

    def _container(self, outer: int) -> int:
        if self._depths[outer] >= DEEPEST:
            return outer
        self._parents.append(outer)
        self._depths.append(self._depths[outer] + 1)
        return len(self._parents) - 1

    def _leave(self, element: Element) -> None:
        self._count(element, -1)
        self._forget_runaway_link(element)
        if element.name == "table" and self._tables:
            self._tables.pop()

    def _forget_runaway_link(self, element: Element) -> None:
        """A link over many lines was never closed: what follows it is no link."""
        if element.link is None:
            return
        lines = [*self._maker.lines[element.first_line :], self._maker.line]
        if sum(line.link > 0 for line in lines) > self._rules.html.link_lines:
            for line in lines:
                line.link = line.file_link = 0

    def _count(self, element: Element, change: int) -> None:
        counts = self._counts
        counts.hidden += change * element.hidden
        counts.veiled += change * element.veiled
        counts.unseen += change * element.unseen
        counts.frame += change * element.frame
        counts.hint += change * element.hint
        counts.bold += change * element.bold
        counts.preformatted += change * element.preformatted
        counts.lists += change * (element.name in LISTS)
        if element.link is not None:
            counts.link += change
            counts.file += change * bool(self._rules.main_text.file_link.search(element.link))


def _tag(stack: list[Element]) -> str:
    """Return the tag that a line is known by: the heading it stands in, else the nearest item, cell or block."""
    names = [element.name for element in reversed(stack) if element.name in NAMED]
    heading = next((name for name in names if name in HEADINGS), "")
    if heading or not names:
        return heading or "p"
    if names[0] != "p":
        return names[0]
    holder = next((name for name in names if name in ("li", "td", "th", "dd")), "")
    return "li" if holder == "li" else "p"  # a paragraph of a list item belongs to the item
