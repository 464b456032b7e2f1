"""Time codes of subtitles and transcripts (00:12 …, [01:02], 00:01,000 --> 00:03,000): cut from the lines they open."""

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
    found = {i: match for i, piece in enumerate(pieces) if (match := data.code.match(piece.text))}
    times = [_seconds(match) for match in found.values()]
    if len(found) < data.least or len(found) < data.share * len(pieces) or any(a > b for a, b in pairwise(times)):
        return
    for i, match in found.items():
        if pieces[i].text[match.end() :].strip():
            pieces[i].cut(*match.span(), REASON, None, "the times of these lines rise")
            continue
        pieces[i].dropped(REASON)
        if i and data.counter.match(pieces[i - 1].text):
            pieces[i - 1].dropped(REASON)


def _seconds(match: re.Match[str]) -> int:
    hours, minutes, seconds = match["hours"] or 0, match["minutes"], match["seconds"]
    return 3600 * int(hours) + 60 * int(minutes) + int(seconds)
