"""One replacement for each match of a pattern."""

from __future__ import annotations

import re
from collections.abc import Callable

from ingest.cleaning.piece import Piece


def replace_each(piece: Piece, pattern: re.Pattern[str], after: Callable[[re.Match[str]], str], reason: str) -> None:
    """Put `after(match)` in the place of every match and note the reason."""
    for match in reversed(list(pattern.finditer(piece.text))):
        piece.draft.replace(*match.span(), after(match), reason)
        piece.mark(reason)
