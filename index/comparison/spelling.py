"""Conditions as they are compared: one spelling for those that say the same."""

from __future__ import annotations

from functools import lru_cache

from index.settings import settings


@lru_cache(4096)
def spelt(condition: str) -> str:
    """Return a condition in the spelling that it is compared in; several, joined by commas, each once and sorted.

    >>> spelt("出院后,年满70周岁")
    '70岁以上,出院后'
    """
    return ",".join(sorted({_one(part) for part in condition.split(",")}))


def _one(condition: str) -> str:
    for spelling in settings().conflicts.spellings:
        if found := spelling.pattern.fullmatch(condition):
            return found.expand(spelling.written)
    return condition


def only_starts(condition: str | None) -> bool:
    """Whether a spelt condition says when a term begins, and nothing of who or what it is for."""
    return condition is not None and settings().conflicts.term_start.fullmatch(condition) is not None
