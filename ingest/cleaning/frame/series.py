"""Lines that are body whatever words of frame they hold: of a counted series (【来信一】…, K001 …), a signature."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ingest.cleaning.frame.frame_rules import dirt_rules
from ingest.cleaning.piece import Piece
from ingest.cleaning.structure.ordinals import number_of


def mark_series(pieces: Sequence[Piece]) -> None:
    """Mark the pieces whose heads are the same but for numbers that count up."""
    data = dirt_rules()
    runs: dict[tuple[str, str], list[tuple[int, Piece]]] = {}
    for piece in pieces:
        head = data.series.match(piece.text) if piece.body else None
        number = number_of(head["number"]) if head else None
        if head is None or number is None:
            continue
        run = runs.setdefault((head["head"], head["mark"]), [])
        if run and number != run[-1][0] + 1:
            _mark(run, data.series_least)
            run.clear()
        run.append((number, piece))
    for run in runs.values():
        _mark(run, data.series_least)
    _mark_signature([piece for piece in pieces if piece.body])


def _mark_signature(body: Sequence[Piece]) -> None:
    """Mark the office and the date that stand below a letter or a notice."""
    data = dirt_rules()
    for office, day in pairwise(body[len(body) // 2 :]):
        if data.signature.match(office.text) and data.signature_date.match(day.text):
            office.counted = day.counted = True


def _mark(run: Sequence[tuple[int, Piece]], least: int) -> None:
    if len(run) >= least:
        for _, piece in run:
            piece.counted = True
