"""The stages that mend one block, in their order."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from ingest.cleaning.damage.blanks import BETWEEN, mend_blanks
from ingest.cleaning.damage.brackets import mend_brackets, mend_law_titles
from ingest.cleaning.damage.cuts import mark_cut_head, mark_cut_tail
from ingest.cleaning.damage.lost_numbers import mark_lost_numbers
from ingest.cleaning.damage.lost_words import bound_character, mark_lost_words
from ingest.cleaning.damage.rules import damage_rules
from ingest.cleaning.damage.wording import mark_substitutions, mend_punctuation
from ingest.cleaning.piece import Piece
from ontology.sieve import Sieve


def repair(piece: Piece) -> None:
    """Repair what is proven and flag the rest of one block."""
    mark_cut_head(piece)
    for stage in _stages().in_turn(lambda: piece.text):
        stage(piece)


@cache
def _stages() -> Sieve[Callable[[Piece], None]]:
    """Return the other stages in their order, each with what a block must hold for it to do anything."""
    data = damage_rules()
    return Sieve(
        {
            mark_cut_tail: data.truncated_tail,
            mark_lost_numbers: data.lost_numbers,
            mend_blanks: (data.blank_before_number, data.blank_after_number, data.blank_at_bracket, BETWEEN),
            mark_lost_words: (data.missing_word, bound_character()),
            mend_law_titles: (data.basis, re.compile("》")),
            mend_brackets: (data.template_residue, re.compile("[)）}】」』]")),
            mend_punctuation: (data.enumeration_comma, data.literal_labels),
            mark_substitutions: tuple(word.found for word in data.word_substitutions),
        }
    )
