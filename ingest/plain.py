"""Lines and plain text: one segment per line, aligned one to one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.article import Segment
from ingest.edits import AlignedText

_LINE = re.compile(r"(?P<mark>\A\ufeff?)?(?P<text>[^\r\n]*)(?P<end>\r\n|\n|\r|\Z)")
Line = tuple[int, int, int, int]  # start and end of the line; start and end of its text, without mark and newline


def lines(text: str) -> Iterator[Line]:
    r"""Yield the lines of `text`; a newline (\n, \r\n or a lone \r) belongs to its line but not to the line's text.

    >>> list(lines("\ufeff甲\r\n乙"))
    [(0, 4, 1, 2), (4, 5, 4, 5)]
    """
    for match in _LINE.finditer(text):
        if match.start() < match.end():
            yield match.start(), match.end(), match.start("text"), match.end("text")


def plain_segments(text: str) -> list[Segment]:
    """Return a segment per line of `text`."""
    return [Segment(start, end, AlignedText.of(text[first:last], first)) for start, end, first, last in lines(text)]
