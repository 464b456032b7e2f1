"""Headings that do not fit what stands under them."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.piece import Piece
from ingest.structure_rules import HEADINGS, structure_rules
from ontology.matcher import matcher
from ontology.vocabulary import vocabulary


def flag_mismatches(pieces: Sequence[Piece]) -> None:
    """Flag sections whose heading names channels of one side (on site, online) over text that names only the other."""
    for i, piece in enumerate(pieces):
        if piece.body and piece.kind == "heading":
            below = _children(pieces, i)
            own, others = _sides(piece.text), [_sides(child.text) for child in below]
            spoken = set().union(*others) if others else set()
            if len(own) == 1 and spoken and not spoken & own:
                for child in [piece, *(c for c, sides in zip(below, others, strict=True) if sides)]:
                    child.flagged("heading_mismatch")


def _children(pieces: Sequence[Piece], i: int) -> list[Piece]:
    found = []
    for piece in pieces[i + 1 :]:
        if piece.body and piece.kind in HEADINGS:
            break
        if "floor_marker" in piece.reasons:
            break
        if piece.body:
            found.append(piece)
    return found


def _sides(text: str) -> set[str]:
    """Return the sides of the channels that a text names."""
    known = vocabulary()
    codes = {code for match in matcher("channel").matches(text) for code in match.codes}
    kinds = {known.concept(code).attributes.get("type", "") for code in codes}
    return {side for side, members in structure_rules().channel_sides.items() if kinds & set(members)}
