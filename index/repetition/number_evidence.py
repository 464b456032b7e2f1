"""When another page says what a lost number was: it speaks of the same place, and no figure of the two differs.

A template is filled with the figures of each city anew, so a sibling page of another place says nothing about a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from index.repetition.texts import Texts
from ingest.cleaning.repetition.alignment import Difference
from ingest.cleaning.repetition.repetition_rules import repetition_rules
from ingest.cleaning.repetition.tokens import NUMBER, PLACE, Token

UNIT = "unit"
Figures = dict[int, set[int]]  # a line without its numbers → the same line with them, as hashes


class NumberEvidence:
    """Judges of two blocks whether the second is evidence for a number that the first lost."""

    def __init__(self, texts: Texts) -> None:
        """Read places and figures from `texts`."""
        self._texts = texts
        self._figures = lru_cache(maxsize=None)(self._figures_of)

    def holds(self, row: int, other: int, found: Sequence[Difference], gap: Difference, its: Sequence[Token]) -> bool:
        """Whether block `other` has at `gap` what block `row` lost.

        Args:
            row: the damaged block.
            other: the block of another article.
            found: all differences of the two.
            gap: the one in question.
            its: what stands in `other` there.
        """
        values = {*repetition_rules().tokens.values, PLACE}
        kinds = {token.kind for token in its}
        return (
            NUMBER in kinds
            and kinds <= {NUMBER, UNIT}
            and not any(one.kind in values for one in found if one is not gap)
            and self._texts.places(row) == self._texts.places(other)
            and self._agree(row, other)
        )

    def _agree(self, row: int, other: int) -> bool:
        """Whether lines that both articles hold have the same figures in them."""
        articles = self._texts.blocks.articles
        mine, its = self._figures(int(articles[row])), self._figures(int(articles[other]))
        return all(mine[line] <= its[line] for line in mine.keys() & its.keys())

    def _figures_of(self, article: int) -> Figures:
        blocks = self._texts.blocks
        found: Figures = {}
        for row in blocks.rows[blocks.articles == article]:
            if not row["damage"]:
                found.setdefault(int(row["line"]), set()).add(int(row["slot"]))
        return found
