"""A passage cut where its evidence begins and ends."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

Piece = tuple[str, str]  # text, what it is: "fact", "term" or ""


def pieces(text: str, facts: Iterable[str], terms: Iterable[str]) -> list[Piece]:
    """Return `text` in pieces: what states a fact, what the question named, and the rest.

    >>> pieces("退休人员90%起", ["90%"], ["退休"])
    [('退休', 'term'), ('人员', ''), ('90%', 'fact'), ('起', '')]
    """
    kinds = [""] * len(text)
    for kind, wanted in (("term", terms), ("fact", facts)):
        for words in {one for one in wanted if one.strip()}:
            at = text.find(words)
            while at >= 0:
                kinds[at : at + len(words)] = [kind] * len(words)
                at = text.find(words, at + len(words))
    borders = [i for i in range(1, len(text)) if kinds[i] != kinds[i - 1]]
    return [(text[a:b], kinds[a]) for a, b in pairwise([0, *borders, len(text)]) if a < b]
