"""What a reader of plain text is handed of a page: its words without markup, and where each character stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.article import RawArticle
from ingest.cleaning.cleaner import clean

MARKUP = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>|&nbsp;", re.IGNORECASE | re.DOTALL)
MARKED = "text/html"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text."""

    text: str
    places: Sequence[int]  # of each character in the raw page

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where characters [start, end) stand in the raw page.

        Raises:
            IndexError: if there are no such characters.
        """
        if not 0 <= start < end:
            raise IndexError(f"no characters {start} to {end}")
        return self.places[start], self.places[end - 1] + 1


def whole(raw: RawArticle) -> list[Piece]:
    """Return all of a page as one piece."""
    return [_piece(raw, 0, len(raw.text))]


def body(raw: RawArticle) -> list[Piece]:
    """Return a piece for each block that yibao's cleaner leaves in, as it stands in the page."""
    return [_piece(raw, block.raw_start, block.raw_end) for block in clean(raw).body]


def _piece(raw: RawArticle, start: int, end: int) -> Piece:
    if raw.media_type != MARKED:
        return Piece(raw.text[start:end], range(start, end))
    places = [at for a, b in _unmarked(raw.text, start, end) for at in range(a, b)]
    return Piece("".join(raw.text[at] for at in places), places)


def _unmarked(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for tag in MARKUP.finditer(text, start, end):
        yield at, tag.start()
        at = tag.end()
    yield at, end
