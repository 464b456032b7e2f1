"""Numbers that the scrape lost: their slot is marked and never filled."""

from __future__ import annotations

from ingest.damage.rules import damage_rules
from ingest.piece import Piece


def mark_lost_numbers(piece: Piece) -> None:
    """Mark the empty slots of numbers."""
    data = damage_rules()
    for pattern in data.lost_numbers:
        for match in reversed(list(pattern.finditer(piece.text))):
            if data.mark_number in piece.text[max(0, match.start() - 6) : match.end() + 6]:
                continue
            start, end = match.span("hole")
            piece.flagged("missing_number", match.span(), "a slot for a number without one")
            piece.draft.replace(start, end, data.mark_number, "missing_number", 1.0, "a slot for a number without one")
            piece.damaged(start, start + len(data.mark_number))
