"""Words that were deleted without a trace: the half or the sentence that is left shows it. Flagged, never filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ingest.cleaning.damage.rules import damage_rules
from ingest.cleaning.piece import Piece
from ingest.language.gaps import MARGIN
from ingest.language.model import language_model
from ontology.segmenter import frequencies

LONGEST = 4  # characters of a word that may hold the left-over character


def mark_lost_words(piece: Piece) -> None:
    """Flag the places of a block where a word, or half of one, is gone."""
    text = piece.text
    for match in damage_rules().missing_word.finditer(text):
        piece.flagged("missing_word", match.span(), "the sentence lacks a word here")
    for at in _lone(text):
        found = completions(text, at)
        if found and found[0][1] >= damage_rules().bound_gain:
            shown = ", ".join(f"{word} {gain:.1f}" for word, gain in found[:3])
            piece.flagged("missing_word", (at, at + 1), f"half a word; candidates (log odds): {shown}")
            piece.damaged(at, at + 1)


def completions(text: str, at: int) -> list[tuple[str, float]]:
    """Return the words of two characters that `text[at]` may be half of, each with its gain in ln P, the best first."""
    model = language_model()
    left, right = ("\n" * MARGIN + text[:at])[-MARGIN:], (text[at + 1 :] + "\n" * MARGIN)[:MARGIN]
    plain = model.log_probability(left + text[at] + right)
    gains = [(word, model.log_probability(left + word + right) - plain) for word in _pairs().get(text[at], ())]
    return sorted(gains, key=lambda gain: (-gain[1], gain[0]))


def _lone(text: str) -> Iterator[int]:
    """Yield the places of bound characters between Han characters that no known word holds."""
    for match in bound_character().finditer(text):
        if not _in_word(text, match.start()):
            yield match.start()


def _in_word(text: str, i: int) -> bool:
    """Whether a known word, the short ones first, holds character i."""
    known, least = frequencies(), damage_rules().bound_word_count
    return any(
        known.get(text[start : start + size], 0) >= least
        for size in range(2, LONGEST + 1)
        for start in range(max(0, i - size + 1), i + 1)
    )


@cache
def bound_character() -> re.Pattern[str]:
    """Return the pattern of a bound character between Han characters."""
    return re.compile(f"(?<=[\u4e00-\u9fff])[{re.escape(damage_rules().bound)}](?=[\u4e00-\u9fff])")


@cache
def _pairs() -> dict[str, tuple[str, ...]]:
    """Each bound character → the common words of two characters that hold it."""
    data = damage_rules()
    common = [word for word, count in frequencies().items() if len(word) == 2 and count >= data.bound_pair_count]
    return {bound: tuple(sorted(word for word in common if bound in word)) for bound in data.bound}
