"""Time codes of subtitles and transcripts (00:12 …, [01:02], 00:01,000 --> 00:03,000): taken off the lines they open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.cleaning.piece import Piece
from ingest.cleaning.structure.structure_rules import structure_rules

REASON = "time_code"


def cut_time_codes(pieces: Sequence[Piece]) -> None:
    """Cut the time that each line of a transcript opens with; a line that is only a time, or counts one, is dropped.

    A page is a transcript where enough of its lines open so and the times never go back: opening hours do.
    """
    data = structure_rules().time_codes
    body = [piece for piece in pieces if piece.body]
    found = {i: match for i, piece in enumerate(body) if (match := data.code.match(piece.text))}
    times = [_seconds(match) for match in found.values()]
    if len(found) < data.least or len(found) < data.share * len(body) or any(a > b for a, b in pairwise(times)):
        return
    for i, match in found.items():
        if body[i].text[match.end() :].strip():
            body[i].cut(*match.span(), REASON, None, "the times of these lines rise")
            continue
        body[i].dropped(REASON)
        if i and data.counter.match(body[i - 1].text):
            body[i - 1].dropped(REASON)


def _seconds(match: re.Match[str]) -> int:
    hours, minutes, seconds = match["hours"] or 0, match["minutes"], match["seconds"]
    return 3600 * int(hours) + 60 * int(minutes) + int(seconds)
