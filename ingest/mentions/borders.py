"""Where words begin: short labels must not be found inside other words (最新余额 holds no 新余)."""

from __future__ import annotations

import re

from ontology.segmenter import words

HAN = re.compile(r"[\u3400-\u9fff]+")
WINDOW = 12  # characters left and right that are cut into words


def begins_word(text: str, start: int) -> bool:
    """Whether a word begins at `start`.

    >>> begins_word("医保定点", 0), begins_word("医保定点", 1)
    (True, False)
    """
    return start in _words(text, start)


def is_word(text: str, start: int, end: int) -> bool:
    """Whether [start, end) is a word, or the head of a compound, but no part of another word.

    >>> is_word("去大理", 1, 3), is_word("大理石", 0, 2)
    (True, False)
    """
    found = _words(text, start)
    if start not in found:
        return False
    return end - start > 2 or end in found or len(found[start]) >= end - start + 2


def _words(text: str, start: int) -> dict[int, str]:
    """Return the words around `start` by their offsets, an empty one at the end; outside Chinese text `start` alone."""
    left, right = max(0, start - WINDOW), start + WINDOW
    run = next((run for run in HAN.finditer(text, left, right) if run.start() <= start < run.end()), None)
    if run is None:
        return {start: ""}
    at, found = run.start(), {}
    for word in words(run[0]):
        found[at] = word
        at += len(word)
    return found | {at: ""}
