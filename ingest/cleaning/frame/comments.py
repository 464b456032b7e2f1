"""Comments of readers below an article: what they say is their own, and no statement of the page."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.cleaning.frame.frame_rules import dirt_rules
from ingest.cleaning.piece import Piece

REASON = "user_comment"


def drop_comments(pieces: Sequence[Piece]) -> None:
    """Drop the lines that begin with a reader's @name below a heading of comments, and that heading."""
    data = dirt_rules()
    heading: Piece | None = None
    below = False
    for piece in pieces:
        if not piece.body:
            continue
        if data.comments_heading.match(piece.text):
            heading, below = piece, True
        elif below and data.comment.match(piece.text):
            piece.dropped(REASON, "a reader speaks, below a heading of comments")
            if heading is not None:
                heading.dropped(REASON, "heads comments of readers")
                heading = None
        else:
            below = False
