"""Paragraphs about another branch of social policy than the article."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.frame_rules import dirt_rules
from ingest.piece import Piece


def mark_off_topic(pieces: Sequence[Piece], title: str) -> None:
    """Flag paragraphs about another branch of social policy than the article's title, and headings over only such."""
    data = dirt_rules()
    strange = [topic for topic in data.off_topics if not topic.search(title)]
    if not data.domain_topic.search(title):
        return
    for piece in pieces:
        if piece.body and piece.kind not in ("title", "heading", "question"):
            hits = sum(len(topic.findall(piece.text)) for topic in strange)
            if hits and hits > len(data.domain_topic.findall(piece.text)):
                piece.flagged("off_topic")
    for i, piece in enumerate(pieces):
        if piece.body and piece.kind == "heading":
            below = _below(pieces, i)
            if below and all("off_topic" in child.reasons for child in below):
                piece.flagged("off_topic")


def _below(pieces: Sequence[Piece], i: int) -> list[Piece]:
    found = []
    for piece in pieces[i + 1 :]:
        if piece.level and piece.level <= pieces[i].level:
            break
        if piece.body:
            found.append(piece)
    return found
