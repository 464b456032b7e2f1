"""Blanks inside words, and before or behind numbers."""

from __future__ import annotations

import re

from ingest.cleaning.damage.replacing import replace_each
from ingest.cleaning.damage.rules import damage_rules
from ingest.cleaning.piece import Piece
from ontology.segmenter import words

BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")


def mend_blanks(piece: Piece) -> None:
    """Take out blanks that lay out lost text."""
    data = damage_rules()
    for pattern in (data.blank_before_number, data.blank_after_number, data.blank_at_bracket):
        replace_each(piece, pattern, lambda match: "", "broken_spacing")
    for match in reversed(list(BETWEEN.finditer(piece.text))):
        if _inside_word(piece.text, match.start(), match.end()):
            piece.cut(*match.span(), "broken_spacing", None, "a blank inside a word of the dictionary")


def _inside_word(text: str, start: int, end: int) -> bool:
    """Whether the blank [start, end) splits a word that the dictionary knows."""
    left = re.search(r"[\u4e00-\u9fff]{1,4}$", text[max(0, start - 4) : start])
    right = re.match(r"[\u4e00-\u9fff]{1,4}", text[end : end + 4])
    if not left or not right or (len(left.group()) > 1 and len(right.group()) > 1):
        return False
    border, at = len(left.group()), 0
    for word in words(left.group() + right.group()):
        if at < border < at + len(word):
            return True
        at += len(word)
    return False
