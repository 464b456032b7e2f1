"""Answers and articles that end in the middle of a sentence without saying so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.cleaning.damage.rules import damage_rules
from ingest.cleaning.piece import Piece
from ingest.language.model import language_model
from ontology.segmenter import words

REASON = "truncated_tail"
HAN_END = re.compile(r"[\u4e00-\u9fff]{2}$")
OPEN_TO_CLOSED = {"(": ")", "（": "）", "“": "”", "「": "」", "《": "》", "【": "】"}


def mark_cut_ends(pieces: Sequence[Piece]) -> None:
    """Flag the last block of an article, and of each floor of a thread, where its last clause breaks off."""
    data = damage_rules()
    for piece in _last_blocks(pieces):
        text = piece.text.rstrip()
        sentences = len(text) >= data.cut_length and data.cut_sentence.search(text)
        why = _why(text) if sentences and REASON not in piece.reasons else None
        if why:
            clause = data.cut_clause.search(text)
            start = clause.start() if clause else 0
            piece.flagged(REASON, (start, len(text)), why, data.cut_confidence)
            piece.damaged(start, len(text))


def _last_blocks(pieces: Sequence[Piece]) -> Iterator[Piece]:
    last: Piece | None = None
    for piece in pieces:
        if piece.body:
            last = piece
        elif "floor_marker" in piece.reasons and last is not None:
            yield last
            last = None
    if last is not None:
        yield last


def _why(text: str) -> str | None:
    """Return what shows that the last clause breaks off."""
    data = damage_rules()
    if data.cut_open.search(text) or data.cut_warning.search(text) or _last_word(text) in data.cut_words.split():
        return "the last clause goes on"
    unclosed = _unclosed(data.cut_last.findall(text)[-1])
    if unclosed:
        return f"{unclosed} is not closed"
    if HAN_END.search(text):
        end = language_model().log_probability(text[-2:] + "\n")
        if end < data.cut_odds:
            return f"no sentence ends in {text[-2:]} (log probability {end:.1f})"
    return None


def _last_word(text: str) -> str:
    """Return the word that a text ends in, "" where no Han character does."""
    clause = re.search(r"[\u4e00-\u9fff]{1,10}$", text)
    return [*words(clause.group())][-1] if clause else ""


def _unclosed(sentence: str) -> str | None:
    for opened, closed in OPEN_TO_CLOSED.items():
        if sentence.count(opened) > sentence.count(closed) and sentence.rfind(opened) > sentence.rfind(closed):
            return opened
    return None
