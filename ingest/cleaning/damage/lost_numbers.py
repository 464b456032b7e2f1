"""Numbers that the scrape lost: their slot is marked and never filled."""

from __future__ import annotations

from functools import cache

from ingest.cleaning.damage.rules import damage_rules
from ingest.cleaning.piece import Piece
from ontology.sieve import Sieve


def mark_lost_numbers(piece: Piece) -> None:
    """Mark the empty slots of numbers."""
    data = damage_rules()
    for at in _slots().in_turn(lambda: piece.text):
        for match in reversed(list(data.lost_numbers[at].finditer(piece.text))):
            if data.mark_number in piece.text[max(0, match.start() - 6) : match.end() + 6]:
                continue
            start, end = match.span("hole")
            piece.flagged("missing_number", match.span(), "a slot for a number without one")
            piece.draft.replace(start, end, data.mark_number, "missing_number", 1.0, "a slot for a number without one")
            piece.damaged(start, start + len(data.mark_number))


@cache
def _slots() -> Sieve[int]:
    return Sieve(dict(enumerate(damage_rules().lost_numbers)))
