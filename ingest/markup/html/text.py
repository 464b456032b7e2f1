"""Text nodes → visible text aligned with the raw page: entities resolved, blanks collapsed as a browser shows them."""

from __future__ import annotations

import html
import re

from ingest.edits.draft import AlignedText

BLANKS = " \t\n\r\f\xa0\u2002-\u200a\u202f\u205f\u3000"
_ENTITY = r"(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31})"
_PIECE = re.compile(
    rf"(?P<blank>[{BLANKS}]+)|(?P<twice>&amp;{_ENTITY};)|(?P<entity>&{_ENTITY};?)|(?P<run>[^{BLANKS}&]+)|(?P<other>&)"
)
_BLANK = re.compile(rf"[{BLANKS}]+")


class VisibleText:
    """The visible text of one line of a page, growing node by node."""

    def __init__(self) -> None:
        """Start with no text."""
        self._parts: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._gap: tuple[int, int] | None = None  # blanks seen since the last character, not yet shown
        self._broken = False  # the gap holds a newline
        self._last = ""
        self.shown = 0  # characters that are neither blank nor separator

    def __len__(self) -> int:
        return len(self._starts)

    @property
    def end(self) -> int:
        """Raw end of the last character; -1 before the first."""
        return self._ends[-1] if self._ends else -1

    def add(self, page: str, start: int, end: int) -> int:
        """Add the text node [start, end) of `page`; return how many visible characters it has."""
        before = self.shown
        for match in _PIECE.finditer(page, start, end):
            kind, piece = match.lastgroup, match.group()
            if kind == "run" or kind == "other":
                self._show(piece, match.start())
            elif kind == "blank":
                self.gap(match.start(), match.end(), "\n" in piece or "\r" in piece)
            else:
                self._entity(piece, match.start(), match.end())
        return self.shown - before

    def _entity(self, piece: str, start: int, end: int) -> None:
        once = html.unescape(piece)
        value = html.unescape(once) if piece.startswith("&amp;") else once
        if value == once and once != "&" and piece.startswith("&amp;"):  # "&amp;" before what is no entity
            self._show("&", start, start + 5)
            self._show(piece[5:], start + 5)
        elif value == piece:
            self._show(piece, start)
        elif _BLANK.fullmatch(value):
            self.gap(start, end)
        elif value:
            self._show(value, start, end)

    def gap(self, start: int, end: int, newline: bool = False) -> None:
        """Note a blank at raw [start, end); blanks in a row show as one, none at the ends of a line."""
        self._gap = (self._gap[0], end) if self._gap else (start, end)
        self._broken = self._broken or newline

    def separate(self, separator: str, start: int, end: int) -> None:
        """Put `separator` between two cells; it stands for raw [start, end)."""
        self._gap, self._broken = None, False
        self._append(separator, [start] * len(separator), [end] * len(separator))

    def _show(self, piece: str, start: int, end: int | None = None) -> None:
        """Show `piece`: one to one from `start` on, or all of it standing for [start, end)."""
        if self._gap:
            joined = self._broken and _is_wide(self._last) and _is_wide(piece[0])  # no blank where a line of Han breaks
            if self._last and self._last != " " and not joined:
                self._append(" ", [self._gap[0]], [self._gap[1]])
            self._gap, self._broken = None, False
        if end is None:
            starts, ends = range(start, start + len(piece)), range(start + 1, start + len(piece) + 1)
            self._append(piece, starts, ends)
        else:
            self._append(piece, [start] * len(piece), [end] * len(piece))
        self.shown += len(piece)

    def _append(self, piece: str, starts: range | list[int], ends: range | list[int]) -> None:
        self._parts.append(piece)
        self._starts.extend(starts)
        self._ends.extend(ends)
        self._last = piece[-1]

    def aligned(self) -> AlignedText:
        """Return the text with its alignment."""
        return AlignedText.at("".join(self._parts), self._starts, self._ends)


def _is_wide(char: str) -> bool:
    return (
        "\u2e80" <= char <= "\ua4cf"
        or "\uf900" <= char <= "\ufaff"
        or "\ufe30" <= char <= "\ufe4f"
        or "\uff00" <= char <= "\uff60"
    )
