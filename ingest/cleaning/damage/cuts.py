"""Blocks whose head or tail was cut off."""

from __future__ import annotations

from ingest.cleaning.damage.rules import damage_rules
from ingest.cleaning.piece import Piece


def mark_cut_head(piece: Piece) -> None:
    """Flag a block that begins with what must close something, and take that off."""
    match = damage_rules().truncated_head.match(piece.text)
    if match:
        piece.flagged("truncated_head", match.span(), "begins with the end of something")
        piece.draft.replace(*match.span(), "", "truncated_head", 1.0, "begins with the end of something")


def mark_cut_tail(piece: Piece) -> None:
    """Flag a block that ends in dots; its open clause is damaged."""
    data = damage_rules()
    if data.truncated_tail.search(piece.text) and not data.truncated_not.search(piece.text):
        clause = data.truncated_tail_clause.search(piece.text)
        piece.flagged("truncated_tail", clause.span() if clause else None, "the last clause ends in dots")
        if clause:
            piece.damaged(*clause.span())
