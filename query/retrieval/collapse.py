"""Passages that say the same: shown once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

from ingest.cleaning.repetition.alignment import VALUE_DIFFERS, compared
from query.retrieval.ranking import Candidate
from query.retrieval.rules import retrieval_rules

DIGITS = re.compile(r"\d")


def collapsed(candidates: Iterable[Candidate], wanted: int) -> list[tuple[Candidate, tuple[int, ...]]]:
    """Return the first `wanted` passages that differ, each with the ids of those left out for it.

    Passages with other numbers, levels, audiences or labels are never the same, however alike their words.
    """
    kept: list[tuple[Candidate, _Shape, list[int]]] = []
    for candidate in candidates:
        shape = _Shape(candidate.passage.text)
        same = next((others for _, known, others in kept if known.says_the_same(shape)), None)
        if same is not None:
            same.append(candidate.passage.id)
        elif len(kept) < wanted:
            kept.append((candidate, shape, []))
    return [(candidate, tuple(others)) for candidate, _, others in kept]


class _Shape:
    """What two passages are compared by: their digits and their pairs of neighbouring characters."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._digits = DIGITS.findall(text)

    @cached_property
    def _pairs(self) -> set[str]:
        """Made only where the digits agree."""
        return {a + b for a, b in pairwise(character for character in self._text if character.isalnum())}

    def says_the_same(self, other: _Shape) -> bool:
        """Whether the words are alike and no value differs; places may, since a template has another in each copy."""
        return self._is_like(other) and self._text_differs_in_no_value(other)

    def _text_differs_in_no_value(self, other: _Shape) -> bool:
        return self._text == other._text or compared(self._text, other._text).verdict != VALUE_DIFFERS

    def _is_like(self, other: _Shape) -> bool:
        if self._digits != other._digits:
            return False
        union = len(self._pairs | other._pairs)
        return bool(union) and len(self._pairs & other._pairs) / union >= retrieval_rules().alike
