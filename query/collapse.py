"""Passages that say the same: shown once."""

from __future__ import annotations

from collections.abc import Iterable

from index.passages import Passage
from query.retrieval import retrieval_rules


def collapsed(passages: Iterable[Passage], wanted: int) -> list[tuple[Passage, tuple[int, ...]]]:
    """Return the first `wanted` passages that differ, each with the ids of those left out for it.

    Passages with different numbers are never the same, however alike their words.
    """
    kept: list[tuple[Passage, _Shape, list[int]]] = []
    for passage in passages:
        shape = _Shape(passage.text)
        same = next((others for _, known, others in kept if known.is_like(shape)), None)
        if same is not None:
            same.append(passage.id)
        elif len(kept) < wanted:
            kept.append((passage, shape, []))
    return [(passage, tuple(others)) for passage, _, others in kept]


class _Shape:
    """What two passages are compared by: their digits and their pairs of neighbouring characters."""

    def __init__(self, text: str) -> None:
        letters = [character for character in text if character.isalnum()]
        self._digits = "".join(character for character in letters if character.isdigit())
        self._pairs = {a + b for a, b in zip(letters, letters[1:], strict=False)}

    def is_like(self, other: _Shape) -> bool:
        if self._digits != other._digits:
            return False
        union = len(self._pairs | other._pairs)
        return bool(union) and len(self._pairs & other._pairs) / union >= retrieval_rules().alike
