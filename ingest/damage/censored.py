"""Censored words: filled in where closed text proves them, marked as a hole elsewhere."""

from __future__ import annotations

from ingest.damage.rules import damage_rules
from ingest.piece import Piece


def mark_censored(piece: Piece) -> None:
    """Flag every hole of a block."""
    data = damage_rules()
    for hole in reversed(list(data.censored.finditer(piece.text))):
        left, right = piece.text[: hole.start()], piece.text[hole.end() :]
        word = next((f.word for f in data.fill if f.left.search(left) and f.right.search(right)), None)
        piece.flagged("censored")
        if word:
            piece.draft.replace(*hole.span(), word, "censored_fill", 0.9)
        else:
            piece.damaged(*hole.span())
            piece.draft.replace(*hole.span(), data.mark_word, "censored")
