"""Passages that say the same: shown once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from operator import add

from ingest.cleaning.repetition.alignment import VALUE_DIFFERS, aligned
from ingest.cleaning.repetition.tokens import Token, tokens
from query.retrieval.ranking import Candidate
from query.retrieval.rules import retrieval_rules

DIGITS = re.compile(r"\d")


def collapsed(candidates: Iterable[Candidate], wanted: int) -> list[tuple[Candidate, tuple[int, ...]]]:
    """Return the first `wanted` passages that differ, each with the ids of those left out for it.

    Passages with other numbers, levels, audiences or labels are never the same, however alike their words.
    """
    kept: list[tuple[Candidate, list[int]]] = []
    shapes: dict[str, list[tuple[_Shape, list[int]]]] = {}  # those of the kept ones, by their digits
    for candidate in candidates:
        shape = _Shape(candidate.passage.text)
        alike = shapes.setdefault("".join(DIGITS.findall(candidate.passage.text)), [])
        same = next((others for known, others in alike if known.says_the_same(shape)), None)
        if same is not None:
            same.append(candidate.passage.id)
        elif len(kept) < wanted:
            kept.append((candidate, []))
            alike.append((shape, kept[-1][1]))
    return [(candidate, tuple(others)) for candidate, others in kept]


class _Shape:
    """What passages with the same digits are compared by: their pairs of neighbouring characters."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _pairs(self) -> set[str]:
        """Made only where the digits agree."""
        letters = "".join(filter(str.isalnum, self._text))
        return set(map(add, letters, letters[1:]))

    def says_the_same(self, other: _Shape) -> bool:
        """Whether the words are alike and no value differs; places may, since a template has another in each copy."""
        return self._is_like(other) and (self._text == other._text or _differ_in_no_value(self._text, other._text))

    def _is_like(self, other: _Shape) -> bool:
        alike = retrieval_rules().alike
        fewer, more = sorted((len(self._pairs), len(other._pairs)))
        if not more or fewer / more < alike:
            return False
        shared = len(self._pairs & other._pairs)
        return shared / (fewer + more - shared) >= alike


@lru_cache(maxsize=4096)  # the copies of a template are found together, question after question
def _differ_in_no_value(one: str, other: str) -> bool:
    return aligned(_tokens(one), _tokens(other)).verdict != VALUE_DIFFERS


@lru_cache(maxsize=256)
def _tokens(text: str) -> tuple[Token, ...]:
    return tokens(text)
