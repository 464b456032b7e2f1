"""Labels found in running text: leftmost, longest, without overlap."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from ontology.folding import fold
from ontology.remembering import of_lines
from ontology.vocabulary import vocabulary

_SURROGATE = re.compile("[\ud800-\udfff]")


class Match(NamedTuple):
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
        codes = _folded(labels)
        self._codes = list(codes.values())
        self._automaton = AhoCorasick(list(codes), matchkind=MatchKind.LeftmostLongest) if codes else None

    def matches(self, text: str) -> list[Match]:
        """Return the labels in `text` from left to right.

        >>> Matcher({"医保卡": ["material-card"], "医保卡号": ["material-card-number"]}).matches("输入医保卡号")
        [Match(start=2, end=6, codes=('material-card-number',))]
        """
        folded = fold(text)
        return _uncut(((start, end, self._codes[i]) for i, start, end in self._found(folded)), folded)

    def codes(self, text: str) -> Iterator[tuple[str, ...]]:
        """Yield the codes of each label in `text`: what `matches` finds, for who does not ask where.

        >>> [*Matcher({"医保卡": ["material-card"]}).codes("医保卡")]
        [('material-card',)]
        """
        folded = fold(text)
        for i, start, end in self._found(folded):
            if self._codes[i] and not (_cuts(folded, start) or _cuts(folded, end)):
                yield self._codes[i]

    def _found(self, folded: str) -> list[tuple[int, int, int]]:
        """Return the number of each label found, with its offsets in code points."""
        return self._automaton.find_matches_as_indexes(findable(folded)) if self._automaton else []


class _OfScheme(Matcher):
    """The matcher of one scheme: reads what one pass over the text found for all schemes."""

    def __init__(self, scheme: str) -> None:
        self._scheme = scheme
        self._together = _together()

    def matches(self, text: str) -> list[Match]:
        """Return the labels of the scheme in `text` from left to right."""
        return [*self._together.matches(fold(text)).get(self._scheme, ())]

    def codes(self, text: str) -> Iterator[tuple[str, ...]]:
        """Yield the codes of each label of the scheme in `text`."""
        return (match.codes for match in self.matches(text))


class _Together:
    """One automaton over the labels of all schemes: a line is asked for a dozen of them."""

    def __init__(self, schemes: Iterable[str]) -> None:
        users: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for scheme in schemes:
            for key, codes in _folded(vocabulary().labels(scheme)).items():
                users.setdefault(key, []).append((scheme, codes))
        self._users = list(users.values())
        self._automaton = AhoCorasick(list(users))
        self.matches = of_lines(512)(self._matches)  # every recogniser asks for the same lines

    def _matches(self, folded: str) -> Mapping[str, list[Match]]:
        """Return the labels of each scheme that has any in the text: leftmost, of these the longest, no overlap."""
        found = self._automaton.find_matches_as_indexes(findable(folded), overlapping=True)
        found.sort(key=_leftmost_longest)
        kept: dict[str, list[tuple[int, int, tuple[str, ...]]]] = {}
        for i, start, end in found:
            for scheme, codes in self._users[i]:
                own = kept.setdefault(scheme, [])
                if not own or own[-1][1] <= start:
                    own.append((start, end, codes))
        return {scheme: _uncut(own, folded) for scheme, own in kept.items()}


def findable(text: str) -> str:
    """Return a text that an automaton can read: lone surrogates are no UTF-8, and stand in no label."""
    return _SURROGATE.sub("\ufffd", text)


def _leftmost_longest(found: tuple[int, int, int]) -> tuple[int, int]:
    return found[1], -found[2]


def _folded(labels: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return the labels folded; spellings that fold to one key share their codes."""
    codes: dict[str, tuple[str, ...]] = {}
    for label, named in labels.items():
        key = fold(label)
        if key:
            codes[key] = tuple(dict.fromkeys((*codes.get(key, ()), *named)))
    return codes


def _uncut(found: Iterable[tuple[int, int, tuple[str, ...]]], folded: str) -> list[Match]:
    """Return the labels that have codes and cut no number or word."""
    return [Match(*one) for one in found if one[2] and not (_cuts(folded, one[0]) or _cuts(folded, one[1]))]


def _cuts(folded: str, at: int) -> bool:
    """Whether a place lies between two characters of one number or Latin word."""
    if not 0 < at < len(folded):
        return False
    before, behind = folded[at - 1], folded[at]
    return ("0" <= behind <= "9" and "0" <= before <= "9") or ("a" <= behind <= "z" and "a" <= before <= "z")


@cache
def _together() -> _Together:
    return _Together(vocabulary().schemes)


def schemes_in(text: str) -> Collection[str]:
    """Return the schemes that have labels in `text`."""
    return _together().matches(fold(text)).keys()


@cache
def matcher(*schemes: str) -> Matcher:
    """Return the matcher for all labels of the schemes (of all schemes if none is named), compiled once.

    Raises:
        DataError: if there is no such scheme.
    """
    if len(schemes) == 1 and schemes[0] in vocabulary().schemes:
        return _OfScheme(*schemes)
    return Matcher(vocabulary().labels(*schemes))
