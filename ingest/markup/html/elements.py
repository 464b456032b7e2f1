"""The elements of HTML that matter to a reader of text, and the stack of open ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "basefont",
        "bgsound",
        "frame",
        "keygen",
    ]
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LISTS = frozenset({"ul", "ol", "menu", "dir"})
BLOCKS = (
    HEADINGS
    | LISTS
    | frozenset(
        [
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
            "dialog",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "header",
            "hgroup",
            "html",
            "legend",
            "li",
            "main",
            "nav",
            "noframes",
            "p",
            "pre",
            "search",
            "section",
            "select",
            "summary",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "option",
            "optgroup",
            "button",
            "label-group",
        ]
    )
)
NAMED = HEADINGS | frozenset(
    ["li", "dt", "dd", "pre", "blockquote", "figcaption", "caption", "td", "th", "p"]
)  # tags that a line is known by
FRAME = frozenset({"nav", "footer", "aside", "button", "select", "option", "search"})
FRAME_ROLES = frozenset({"navigation", "contentinfo", "search", "banner", "menu", "menubar", "toolbar"})
UNSEEN = frozenset({"head", "template", "svg", "object", "canvas", "audio", "video", "datalist", "map"})
STRUCK = frozenset({"s", "strike", "del"})  # what stands in them holds no more
IN_HEAD = frozenset({"head", "title", "meta", "link", "script", "style", "base", "noscript", "template"})
_CELL_SCOPE = frozenset({"td", "th", "table", "caption"})
_CLOSES: dict[str, tuple[frozenset[str], frozenset[str]]] = {  # what an opening tag closes, and what shields it
    "li": (frozenset({"li"}), LISTS | _CELL_SCOPE),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"}) | _CELL_SCOPE),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"}) | _CELL_SCOPE),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "th": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "thead": (frozenset({"thead", "tbody", "tfoot"}), frozenset({"table"})),
    "tbody": (frozenset({"thead", "tbody", "tfoot"}), frozenset({"table"})),
    "tfoot": (frozenset({"thead", "tbody", "tfoot"}), frozenset({"table"})),
    "option": (frozenset({"option"}), frozenset({"select"})),
    "body": (frozenset({"head"}), frozenset()),
}
_ENDS_PARAGRAPH = BLOCKS - frozenset(
    {"option", "optgroup", "button", "select", "td", "th", "tr", "tbody", "thead", "tfoot"}
)
_TABLE_PARTS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"})


@dataclass(slots=True)
class Element:
    """An open element and what it means for the text in it."""

    name: str
    hidden: bool = False  # by a style or attribute
    veiled: bool = False  # by a class or id that the page's style sheet hides
    unseen: bool = False  # by its nature
    link: str | None = None  # address; None for what is no link
    frame: bool = False
    hint: bool = False  # class or id sounds like page frame
    bold: bool = False
    preformatted: bool = False
    node: int = 0  # the container that it opens, or stands in
    first_line: int = 0  # how many lines there were before it


class OpenElements:
    """The stack of open elements; `on_close` is told of each one that closes."""

    def __init__(self, on_close: Callable[[Element], None]) -> None:
        """Start empty."""
        self.stack: list[Element] = []
        self._count: Counter[str] = Counter()
        self._on_close = on_close

    def push(self, element: Element) -> None:
        """Open `element`."""
        self.stack.append(element)
        self._count[element.name] += 1

    def make_room(self, name: str) -> bool:
        """Close what the opening tag `name` ends without saying so; True if anything was."""
        closed = False
        if name == "a":
            self.close("a")  # links do not nest: one that was never closed ends here
        if name in _ENDS_PARAGRAPH and self._count["p"]:
            closed = self._close(frozenset({"p"}), _CELL_SCOPE | LISTS | {"button"})
        if name in HEADINGS and self.stack and self.stack[-1].name in HEADINGS:
            closed = self._close(frozenset({self.stack[-1].name}), frozenset())
        if name in _CLOSES:
            closed = self._close(*_CLOSES[name]) or closed
        if self._count["head"] and name not in IN_HEAD:
            closed = self._close(frozenset({"head"}), frozenset()) or closed
        return closed

    def _close(self, names: frozenset[str], shields: frozenset[str]) -> bool:
        if not any(self._count[name] for name in names):
            return False
        for index in range(len(self.stack) - 1, -1, -1):
            if self.stack[index].name in names:
                self._cut(index)
                return True
            if self.stack[index].name in shields:
                return False
        return False

    def _cut(self, index: int) -> None:
        while len(self.stack) > index:
            self._closed(self.stack.pop())

    def _closed(self, element: Element) -> None:
        self._count[element.name] -= 1
        self._on_close(element)

    def close(self, name: str) -> bool:
        """Close the nearest open `name`: a block with all in it, an inline element alone. False if none is open."""
        if not self._count[name]:
            return False
        for index in range(len(self.stack) - 1, -1, -1):
            if self.stack[index].name == name:
                if name in BLOCKS or index == len(self.stack) - 1 or self.stack[index].unseen:
                    self._cut(index)
                else:
                    self._closed(self.stack.pop(index))
                return True
            if self.stack[index].name in _CELL_SCOPE and name not in _TABLE_PARTS:
                return False
        return False


def link_address(attributes: dict[str, str]) -> str | None:
    """Return where a link leads; None for an anchor without address."""
    return attributes.get("href", "").strip() or None


def span(attributes: dict[str, str], name: str, most: int) -> int:
    """Return a column or row span, 1 where it is no sensible number."""
    value = attributes.get(name, "").strip()
    return min(max(int(value), 1), most) if re.fullmatch(r"[0-9]{1,6}", value) else 1
