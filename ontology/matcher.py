"""Labels found in running text: leftmost, longest, without overlap."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from ontology.folding import fold
from ontology.vocabulary import vocabulary

_INSIDE = re.compile(r"[0-9][0-9]|[a-z][a-z]")  # in folded text


@dataclass(frozen=True, slots=True)
class Match:
    """A label found at [start, end) of a text."""

    start: int
    end: int
    codes: tuple[str, ...]  # the concepts that the label may name, in the order of the vocabulary


class Matcher:
    """An Aho–Corasick automaton over labels.

    Width, ASCII case and the kind of quotation marks do not matter. A label without codes is passed over: it keeps the
    labels inside it from being found. So is a match that would cut a number or a Latin word: 12345 in 1234567.
    """

    def __init__(self, labels: Mapping[str, Sequence[str]]) -> None:
        """Compile `labels`: each label → the codes it names."""
        codes: dict[str, tuple[str, ...]] = {}
        for label, named in labels.items():
            key = fold(label)
            if key:  # spellings that fold to one key share their codes
                codes[key] = tuple(dict.fromkeys((*codes.get(key, ()), *named)))
        self._codes = list(codes.values())
        self._automaton = AhoCorasick(list(codes), matchkind=MatchKind.LeftmostLongest) if codes else None

    def matches(self, text: str) -> list[Match]:
        """Return the labels in `text` from left to right.

        >>> Matcher({"医保卡": ["material-card"], "医保卡号": ["material-card-number"]}).matches("输入医保卡号")
        [Match(start=2, end=6, codes=('material-card-number',))]
        """
        if self._automaton is None:
            return []
        folded = fold(text)
        found = self._automaton.find_matches_as_indexes(folded)  # offsets in code points
        return [
            Match(start, end, self._codes[i])
            for i, start, end in found
            if self._codes[i] and not (_cuts(folded, start) or _cuts(folded, end))
        ]


def _cuts(text: str, at: int) -> bool:
    """Tell whether both characters at the border `at` belong to one number or Latin word."""
    return 0 < at < len(text) and _INSIDE.match(text, at - 1) is not None


@cache
def matcher(*schemes: str) -> Matcher:
    """Return the matcher for all labels of the schemes (of all schemes if none is named), compiled once.

    Raises:
        DataError: if there is no such scheme.
    """
    return Matcher(vocabulary().labels(*schemes))
