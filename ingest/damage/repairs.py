"""The stages that mend one block, in their order."""

from __future__ import annotations

from ingest.damage.blanks import mend_blanks
from ingest.damage.brackets import mend_brackets, mend_law_titles
from ingest.damage.cuts import mark_cut_head, mark_cut_tail
from ingest.damage.lost_numbers import mark_lost_numbers
from ingest.damage.lost_words import mark_lost_words
from ingest.damage.wording import mark_substitutions, mend_punctuation
from ingest.piece import Piece

STAGES = (
    mark_cut_head,
    mark_cut_tail,
    mark_lost_numbers,
    mend_blanks,
    mark_lost_words,
    mend_law_titles,
    mend_brackets,
    mend_punctuation,
    mark_substitutions,
)


def repair(piece: Piece) -> None:
    """Repair what is proven and flag the rest of one block."""
    for stage in STAGES:
        stage(piece)
