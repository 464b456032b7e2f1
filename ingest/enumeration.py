"""Ordinals and bullets: hanging, doubled and lone ones, items that share a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.piece import Piece
from ingest.structure_rules import structure_rules


def mend_enumeration(pieces: Sequence[Piece]) -> None:
    """Move ordinals that hang at a line's end away, collapse doubled ones, drop bullets cut from their text."""
    data = structure_rules()
    for piece in pieces:
        if not piece.body:
            continue
        if data.lone_bullet.match(piece.text):
            piece.dropped("broken_enumeration")
            continue
        hanging = data.trailing_ordinal.search(piece.text)
        if hanging:
            piece.cut(*hanging.span(), "broken_enumeration")
        doubled = data.doubled_ordinal.match(piece.text)
        if doubled and piece is not pieces[0]:
            piece.mark("broken_enumeration")


def split_items(pieces: Iterable[Piece]) -> list[Piece]:
    """Give each item of an enumeration that stands in one line a piece of its own; ordinals must count on."""
    return [part for piece in pieces for part in (_items(piece) if piece.body else [piece])]


def _items(piece: Piece) -> list[Piece]:
    data = structure_rules()
    first = re.match(r"\s*(\d{1,2})\s*[.、．]", piece.text)
    last = int(first.group(1)) if first else 0
    cuts = []
    for match in data.inline_ordinal.finditer(piece.text):
        if int(match["number"]) == last + 1:
            cuts.append(match.start("number"))
            last += 1
    return piece.split(cuts)


def strip_ordinal(text: str) -> str:
    """Return the text without its ordinal.

    >>> strip_ordinal("1、一级医院:")
    '一级医院:'
    """
    for style in structure_rules().ordinals:
        match = style.pattern.match(text)
        if match and match.end() < len(text):
            return text[match.end() :]
    return text
