"""Ordinals and bullets as one stream: hanging, doubled and lone ones, items that share a line, lost numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from ingest.cleaning.piece import Piece
from ingest.cleaning.structure.ordinals import number_of, ordinal
from ingest.cleaning.structure.structure_rules import HEADINGS, InlineOrdinal, structure_rules
from ontology.sieve import Sieve

TABLE = ("tr", "td", "th")


def split_items(pieces: Iterable[Piece]) -> list[Piece]:
    """Give each item of an enumeration that stands in one line a piece of its own, and an answer behind its question.

    Ordinals must count on.
    """
    answered = [part for piece in pieces for part in (_answered(piece) if _is_text(piece) else [piece])]
    return [part for piece in answered for part in (_items(piece) if _is_text(piece) else [piece])]


def _answered(piece: Piece) -> list[Piece]:
    found = structure_rules().answered.match(piece.text)
    return piece.split([found.start("answer")]) if found else [piece]


def _is_text(piece: Piece) -> bool:
    return piece.body and piece.segment.tag not in TABLE


def _items(piece: Piece) -> list[Piece]:
    ways = structure_rules().inline_ordinals
    chains = [_chain(ways[at], piece.text) for at in _ways().passing(piece.text)]
    cuts = max(chains, key=len, default=[])
    return piece.split(cuts) if cuts else [piece]


@cache
def _ways() -> Sieve[int]:
    return Sieve({at: way.pattern for at, way in enumerate(structure_rules().inline_ordinals)})


def _chain(way: InlineOrdinal, text: str) -> list[int]:
    """Return where the items behind the first part of a line begin."""
    last, first, cuts = 0, False, list[int]()
    for match in way.pattern.finditer(text):
        number, start = number_of(match["number"]), match.start("mark")
        if number is not None and not text[:start].strip():
            last, first = number, True
        elif number == last + 1:
            cuts.append(start)
            last += 1
    behind_stop = bool(cuts) and text[: cuts[0]].rstrip()[-1] in "。;；!！?？"
    return cuts if first or behind_stop or len(cuts) >= way.least else []


def mend_enumeration(pieces: Sequence[Piece]) -> None:
    """Give ordinals that hang at a line's end, or stand alone, to the next line; collapse doubled ones."""
    last = owed = 0  # number of the last item; number that the line before left for this one
    for piece in pieces:
        if "floor_marker" in piece.reasons:
            last = owed = 0
        if not _is_text(piece):
            continue
        own = ordinal(piece.text)
        lone = _lone(piece)
        if lone is not None:
            piece.dropped("broken_enumeration", "a bullet or an ordinal cut from its text")
            owed = lone or owed
            continue
        if owed and not own:
            piece.number = owed
            piece.mark("broken_enumeration")
        last, owed = own.number if own else owed or last, 0
        _collapse(piece)
        owed = _cut_hanging(piece, last)


def _lone(piece: Piece) -> int | None:
    """Return the number of a line that is an ordinal and nothing else, 0 for a bullet, None for all else."""
    data = structure_rules()
    if data.lone_bullet.match(piece.text):
        return 0
    return number_of(piece.text) if data.lone_ordinal.match(piece.text) else None


def _cut_hanging(piece: Piece, last: int) -> int:
    """Cut the ordinal at a line's end and return its number, 0 if there is none."""
    data = structure_rules()
    present = _hanging().passing(piece.text)
    hanging = data.trailing_ordinal.search(piece.text) if "trailing" in present else None
    glued = data.glued_ordinal.search(piece.text) if "glued" in present and last else None
    if not hanging and glued and number_of(glued["number"]) == last + 1:
        hanging = glued
    if not hanging:
        return 0
    piece.cut(*hanging.span(), "broken_enumeration", evidence="the ordinal belongs to the next line")
    return number_of(hanging["number"]) or 0


@cache
def _hanging() -> Sieve[str]:
    data = structure_rules()
    return Sieve({"trailing": data.trailing_ordinal, "glued": data.glued_ordinal})


def _collapse(piece: Piece) -> None:
    """Cut the first of two ordinals that say the same number: 1. 第一步, 1、1."""
    doubled = structure_rules().doubled_ordinal.match(piece.text)
    if not doubled:
        return
    piece.mark("broken_enumeration")
    again = doubled["step"] or doubled["again"]
    if number_of(again) == number_of(doubled["number"]):
        piece.cut(*doubled.span(), "broken_enumeration", evidence=f"doubled by {again}")


def flag_gaps(pieces: Sequence[Piece]) -> None:
    """Flag the line that lost its number: the last one between two items of a floor whose numbers skip one."""
    held: list[Piece] = []
    number, style = 0, ""
    for piece in pieces:
        if "floor_marker" in piece.reasons or (piece.body and piece.kind in HEADINGS):
            held, number = [], 0
        if not _is_text(piece) or piece.kind in HEADINGS:
            continue
        own = ordinal(piece.text)
        if not own:
            number = piece.number or number
            held.append(piece)
            continue
        if held and own.style == style and number and own.number == number + 2 and not _says(held, number + 1):
            held[-1].flagged(
                "broken_enumeration", evidence=f"{number}, {own.number}: {number + 1} is missing", confidence=0.7
            )
        held, number, style = [], own.number, own.style


def _says(pieces: Sequence[Piece], number: int) -> bool:
    """Whether the number stands somewhere in the lines."""
    return any(re.search(rf"(?<!\d){number}\s*[.、．,，)）]", piece.text) for piece in pieces)
