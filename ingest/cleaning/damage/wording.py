"""Punctuation, literal labels of a template, and words that stand for another."""

from __future__ import annotations

from ingest.cleaning.damage.replacing import replace_each
from ingest.cleaning.damage.rules import damage_rules
from ingest.cleaning.piece import Piece


def mend_punctuation(piece: Piece) -> None:
    """Mend a mark that separates what it should join, and cut the literal label of a template."""
    data = damage_rules()
    replace_each(piece, data.enumeration_comma, lambda match: ",", "broken_punctuation")
    label = data.literal_labels.search(piece.text)
    if label and len(piece.text) < data.label_length and label.start() > 0:
        piece.flagged("broken_heading", label.span(), "a label of the template inside a heading")
        piece.cut(*label.span(), "broken_heading", "literal_label", "a label of the template inside a heading")


def mark_substitutions(piece: Piece) -> None:
    """Note a word that a page put in the place of a common one."""
    if any(word.found.search(piece.text) for word in damage_rules().word_substitutions):
        piece.mark("word_substitution")
