"""Many patterns, few of which can match a text: which ones are worth trying, found in one pass over the text.

Each match of a pattern holds one of a few strings: every match of 激活(?:医保卡|社保卡) holds 激活. All of them are
looked for at once; a pattern none of whose strings stands in a text matches nowhere in it, nor in any part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from re import _constants, _parser  # type: ignore[attr-defined]  # the one reader of Python's own patterns
from threading import Lock
from typing import Any, Generic, TypeVar

from ahocorasick_rs import AhoCorasick

from ontology.matcher import findable
from ontology.remembering import of_lines

MOST = 64  # strings of one pattern: more of them say little
MASKS = 4096  # sets of patterns that a sieve remembers

K = TypeVar("K")
Needed = frozenset[str] | None  # None: no string is needed
_ZERO_WIDTH = (_constants.ASSERT, _constants.ASSERT_NOT, _constants.AT)
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)


class Sieve(Generic[K]):
    """Tells which of many patterns can match a text.

    >>> sieve = Sieve({"card": re.compile("(?:激活|启用).{0,3}卡"), "code": re.compile("医保码|凭证")})
    >>> sieve.passing("医保码怎么领"), sieve.passing("怎么激活")
    (('code',), ('card',))
    """

    def __init__(self, patterns: Mapping[K, re.Pattern[str]]) -> None:
        """Read what strings each pattern needs; each has a key, by which it is told."""
        self._keys = tuple(patterns)
        self._patterns = dict(patterns)
        needs = [needed(pattern) for pattern in patterns.values()]
        self._always = sum(1 << place for place, strings in enumerate(needs) if strings is None)
        self._number = _STRINGS.join(needs)
        self._known: dict[int, tuple[K, ...]] = {}  # the keys that a mask stands for

    def passing_pairs(self, text: str) -> list[tuple[K, re.Pattern[str]]]:
        """Return the patterns that can match `text`, each with its key, in their order."""
        return [(key, self._patterns[key]) for key in self.passing(text)]

    def passing(self, text: str) -> tuple[K, ...]:
        """Return the keys of the patterns that can match `text` or a part of it, in their order."""
        mask = self._always | _STRINGS.found(text).get(self._number, 0)
        known = self._known.get(mask)
        if known is None:
            known = tuple(key for place, key in enumerate(self._keys) if mask >> place & 1)
            if len(self._known) < MASKS:
                self._known[mask] = known
        return known


class _Strings:
    """The strings that the patterns of all sieves need: one automaton, since all are asked about the same lines."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sieves = 0
        self._last: tuple[str, int, Mapping[int, int]] = (
            "",
            0,
            {},
        )  # what was asked last: line by line many ask the same
        self._users: dict[str, list[tuple[int, int]]] = {}  # string → number of the sieve, place of the pattern in it

    def join(self, needs: Sequence[Needed]) -> int:
        """Take in the strings of a sieve's patterns and return the number of the sieve."""
        with self._lock:  # a server's threads may come to their first sieves together
            for place, strings in enumerate(needs):
                for string in strings or ():
                    self._users.setdefault(string, []).append((self._sieves, place))
            self._sieves += 1
            return self._sieves - 1

    def found(self, text: str) -> Mapping[int, int]:
        """Return the patterns whose strings stand in `text`, one bit for each, by the number of their sieve."""
        last = self._last
        if last[0] is text and last[1] == self._sieves:
            return last[2]
        found = _found(text, self._sieves)
        self._last = (text, self._sieves, found)
        return found

    def automaton(self) -> tuple[AhoCorasick, list[tuple[tuple[int, int], ...]]]:
        """Return the automaton over the strings, and of each who uses it: number of the sieve, bits of its patterns."""
        with self._lock:
            return AhoCorasick(list(self._users)), [_masks(users) for users in self._users.values()]


def _masks(users: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found: dict[int, int] = {}
    for number, place in users:
        found[number] = found.get(number, 0) | 1 << place
    return tuple(found.items())


_STRINGS = _Strings()


@of_lines(512)  # the lines of an article, which stage after stage asks about
def _found(text: str, sieves: int) -> Mapping[int, int]:
    automaton, users = _automaton(sieves)
    found: dict[int, int] = {}
    for string in {i for i, _, _ in automaton.find_matches_as_indexes(findable(text), overlapping=True)}:
        for number, mask in users[string]:
            found[number] = found.get(number, 0) | mask
    return found


@lru_cache(maxsize=1)
def _automaton(sieves: int) -> tuple[AhoCorasick, list[tuple[tuple[int, int], ...]]]:
    """Return the automaton of so many sieves: one that comes later is not in those before."""
    return _STRINGS.automaton()


def needed(pattern: re.Pattern[str]) -> Needed:
    """Return strings of which each match of `pattern` holds at least one; None where no such strings are to be told.

    >>> sorted(needed(re.compile("(?:激活|启用).{0,3}卡")))
    ['启用', '激活']
    >>> needed(re.compile(r"\\d+"))
    """
    if pattern.flags & re.IGNORECASE:
        return None
    return _of_sequence(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))


def _of_sequence(items: Iterable[Any]) -> Needed:
    """Return the most telling strings of what stands one behind the other."""
    best: Needed = None
    run = ""
    for code, value in [*items, (None, None)]:
        if code is _constants.LITERAL:
            run += chr(value)
            continue
        if code in _ZERO_WIDTH:
            found = _of_sequence(value[1]) if code is _constants.ASSERT else None
        else:
            best, run = _better(best, frozenset({run}) if run else None), ""
            found = _of_item(code, value)
        best = _better(best, found)
    return best


def _of_item(code: Any, value: Any) -> Needed:
    if code is _constants.IN:
        return _of_signs(value)
    if code is _constants.SUBPATTERN:
        return _of_sequence(value[3])
    if code is _constants.ATOMIC_GROUP:
        return _of_sequence(value)
    if code is _constants.BRANCH:
        return _of_branches([_of_sequence(branch) for branch in value[1]])
    if code in _REPEATS and value[0]:
        return _of_sequence(value[2])
    return None


def _of_signs(items: Iterable[Any]) -> Needed:
    """Return the characters of a set such as [的之] or [2-8]; those of [^,。] are beyond number."""
    signs: set[str] = set()
    for code, value in items:
        if code is _constants.LITERAL:
            signs.add(chr(value))
        elif code is _constants.RANGE and value[1] - value[0] < MOST:
            signs |= {chr(sign) for sign in range(value[0], value[1] + 1)}
        else:
            return None
    return _few(signs)


def _of_branches(branches: Sequence[Needed]) -> Needed:
    known = [strings for strings in branches if strings is not None]
    return _few(string for strings in known for string in strings) if len(known) == len(branches) else None


def _few(strings: Iterable[str]) -> Needed:
    """Return the strings without those that hold another one; None if they are too many to tell anything."""
    every = set(strings)
    least = frozenset(one for one in every if not any(other in one for other in every if other != one))
    return least if len(least) <= MOST else None


def _better(one: Needed, other: Needed) -> Needed:
    """Return the rarer strings: long ones are, and few."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda strings: (min(map(len, strings)), -len(strings)))
