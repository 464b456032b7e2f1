"""Lines longer than any page has, cut into several.

What is done for each match in a line looks at the line around it; in a line of a megabyte that takes hours. Cut into
stretches of bounded length, any page takes time in proportion to its size.
"""

from __future__ import annotations

from collections.abc import Iterator

from ingest.cleaning.piece import Piece
from ingest.decoding.reading_rules import reading_rules


def short_enough(piece: Piece) -> list[Piece]:
    """Return the piece, or the parts of a very long one; these end where a sentence does, never amid a number."""
    if piece.drop or len(piece.text) <= reading_rules().line_characters:
        return [piece]
    return piece.split(list(cuts(piece.text, reading_rules().line_characters)))


def cuts(text: str, longest: int) -> Iterator[int]:
    """Yield where `text` is cut, so that no part has more than `longest` characters."""
    at = 0
    while len(text) - at > longest:
        at += _end(text[at : at + longest])
        yield at


def _end(window: str) -> int:
    """Return where the first part of `window` ends: the whole where nothing in it can end one."""
    found = (match.end() for ending in reading_rules().line_endings if (match := ending.match(window)))
    return next(found, len(window))
