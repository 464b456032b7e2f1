"""What proves a censored word: the same words around it in a statute or in another passage of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.cleaning.damage.law_text import paragraphs
from ontology.folding import fold

BOUND = re.compile(r"[^\u3400-\u9fff,，、]")  # contexts end at a sentence, a hole, a number


@dataclass(frozen=True, slots=True)
class Proof:
    """The word that stood in a hole, and what says so."""

    word: str
    evidence: str


def proof(
    left: str, right: str, copies: str, sides: tuple[int, int], statute: tuple[int, int], longest: int
) -> Proof | None:
    """Return the one word that stands between `left` and `right` in a statute or in `copies`, if there is one.

    Args:
        left: the text left of the hole.
        right: the text right of it.
        copies: the text of the page; the hole itself shows its censor marks there and so matches nothing.
        sides: characters that must be the same on each side, and on both together, in a copy.
        statute: the same for a statute.
        longest: characters of the word.
    """
    for paragraph in paragraphs():
        words = _between(left, right, [paragraph.text], *statute, longest)
        if len(words) == 1:
            return Proof(words.pop(), f"{paragraph.name} has the word here")
    words = _between(left, right, [fold(copies)], *sides, longest)
    return Proof(words.pop(), "a copy in the page has the word here") if len(words) == 1 else None


def _between(left: str, right: str, texts: Iterable[str], side: int, both: int, longest: int) -> set[str]:
    before, after = _context(fold(left)[::-1])[::-1], _context(fold(right))
    if len(before) < side or len(after) < side or len(before) + len(after) < both:
        return set()
    tail = before[-max(side, both - len(after)) :]
    head = after[: max(side, both - len(tail))]
    pattern = re.compile(f"{re.escape(tail)}([\\u4e00-\\u9fff]{{1,{longest}}}?){re.escape(head)}")
    return {match[1] for text in texts for match in pattern.finditer(text)}


def _context(text: str) -> str:
    end = BOUND.search(text)
    return text[: end.start()] if end else text
