"""Lines of a counted series (【来信一】…, K001 …): body, whatever words of a page's frame they hold."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.frame_rules import dirt_rules
from ingest.ordinals import number_of
from ingest.piece import Piece


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


def _mark(run: Sequence[tuple[int, Piece]], least: int) -> None:
    if len(run) >= least:
        for _, piece in run:
            piece.counted = True
