"""Lines and plain text: one segment per line, aligned one to one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ingest.article import Segment
from ingest.decoding.reading_rules import reading_rules
from ingest.edits.draft import AlignedText

_END = r"(?:\r\n|\n|\r)"
Line = tuple[int, int, int, int]  # start and end of the line; start and end of its text, without mark and newline


def lines(text: str) -> Iterator[Line]:
    r"""Yield the lines of `text`; a newline (\n, \r\n or a lone \r) belongs to its line but not to the line's text.

    Very many blank lines in a row are one line: they would take time and memory for nothing.

    >>> list(lines("\ufeff甲\r\n乙"))
    [(0, 4, 1, 2), (4, 5, 4, 5)]
    """
    for match in _line().finditer(text):
        if match["blank"]:
            yield match.start(), match.end(), match.start(), match.start()
        elif match.start() < match.end():
            yield match.start(), match.end(), match.start("text"), match.end("text")


@cache
def _line() -> re.Pattern[str]:
    blank = rf"(?P<blank>(?:[^\S\r\n]*+{_END}){{{reading_rules().blank_lines},}}+)"  # possessive: nothing to remember
    return re.compile(rf"{blank}|(?P<mark>\A\ufeff?)?(?P<text>[^\r\n]*)(?:{_END}|\Z)")


def plain_segments(text: str) -> list[Segment]:
    """Return a segment per line of `text`."""
    return [Segment(start, end, AlignedText.of(text[first:last], first)) for start, end, first, last in lines(text)]
