"""Many patterns, few of which can match a text: which ones are worth trying, found in one pass over the text.

Each match of a pattern holds one of a few strings: every match of 激活(?:医保卡|社保卡) holds 激活, and one of 医保卡
and 社保卡. The strings of all patterns are looked for at once. A pattern that lacks one of what it needs matches
nowhere in the text, nor in any part of it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from re import _constants, _parser  # type: ignore[attr-defined]  # the one reader of Python's own patterns
from threading import Lock
from typing import Any, Generic, TypeVar

from ahocorasick_rs import AhoCorasick

from ontology.matcher import findable

MOST = 256  # strings of one need: more of them say little
NEEDS = 3  # of one pattern: the most telling ones
LONGEST = 20_000  # characters of a text whose signs are kept
KEPT = 400_000  # characters of all texts whose signs are kept

K = TypeVar("K")
Need = frozenset[str]  # one of these strings stands in each match
Needs = tuple[Need, ...]  # each of them is met by each match; the most telling ones first
Patterns = re.Pattern[str] | Sequence[re.Pattern[str]]
_ZERO_WIDTH = (_constants.ASSERT, _constants.ASSERT_NOT, _constants.AT)
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
DIGIT, SPACE = "\ufdd0", "\ufdd1"  # noncharacters of Unicode, which no text holds: each stands for a whole class
_CLASSES = {_constants.CATEGORY_DIGIT: DIGIT, _constants.CATEGORY_SPACE: SPACE}
_CLASS_PATTERNS = {DIGIT: re.compile(r"\d"), SPACE: re.compile(r"\s")}


class Sieve(Generic[K]):
    """Tells which of many patterns can match a text.

    >>> sieve = Sieve({"card": re.compile("(?:激活|启用).{0,3}卡"), "code": re.compile("医保码|凭证")})
    >>> sieve.passing("医保码怎么领"), sieve.passing("怎么激活卡"), sieve.passing("怎么激活")
    (('code',), ('card',), ())
    """

    def __init__(self, patterns: Mapping[K, Patterns]) -> None:
        """Read what strings the patterns need; each, or each group of them, has a key by which it is told."""
        self._patterns = {key: one for key, one in patterns.items() if isinstance(one, re.Pattern)}
        groups = {key: [one] if isinstance(one, re.Pattern) else one for key, one in patterns.items()}
        self._keys = tuple(groups)
        self._always: set[int] = set()  # places of the keys that need nothing
        self._users: dict[int, list[tuple[int, int]]] = {}  # first bit of what is needed → all bits, place of the key
        for place, group in enumerate(groups.values()):
            for bits in _SIGNS.bits(needs for one in group for needs in needed(one)):
                if bits:
                    self._users.setdefault(bits[0], []).append((sum(bits), place))
                else:
                    self._always.add(place)
        self._first = sum(self._users)
        self._mask = self._first
        for every, _ in (user for users in self._users.values() for user in users):
            self._mask |= every
        self._least = self._found(self._always)
        self._known: dict[int, tuple[tuple[int, ...], tuple[K, ...]]] = {}

    def passing_pairs(self, text: str) -> list[tuple[K, re.Pattern[str]]]:
        """Return the patterns that can match `text`, each with its key, in order; for keys of one pattern each."""
        return [(key, self._patterns[key]) for key in self.passing(text)]

    def passing(self, text: str) -> tuple[K, ...]:
        """Return the keys of the patterns that can match `text` or a part of it, in their order."""
        return self._read(text)[1]

    def in_turn(self, text: Callable[[], str]) -> Iterator[K]:
        """Yield the keys of the patterns in their order, each if it can match what `text` returns when its turn comes.

        For patterns that are tried one after the other on a text that each may change.
        """
        now = text()
        places, at = self._read(now)[0], 0
        while at < len(places):
            done = places[at]
            yield self._keys[done]
            at += 1
            if text() is not now:
                now = text()
                places = self._read(now)[0]
                at = bisect_right(places, done)

    def _read(self, text: str) -> tuple[tuple[int, ...], tuple[K, ...]]:
        """Return the places and the keys of the patterns that can match `text`."""
        signs = _SIGNS.of(text)
        if not signs & self._first:
            return self._least
        signs &= self._mask
        found = self._known.get(signs)
        if found is None:
            if len(self._known) >= MOST:
                self._known.clear()
            found = self._known[signs] = self._found({*self._always, *self._places(signs)})
        return found

    def _found(self, places: Iterable[int]) -> tuple[tuple[int, ...], tuple[K, ...]]:
        order = tuple(sorted(places))
        return order, tuple(self._keys[place] for place in order)

    def _places(self, signs: int) -> Iterator[int]:
        first = signs & self._first
        while first:
            lowest = first & -first
            first ^= lowest
            yield from (place for bits, place in self._users[lowest] if signs & bits == bits)


class _Signs:
    """Which needs of the patterns of all sieves a text meets: one automaton, since all are asked about the same lines.

    Each need is a bit; equal needs of several patterns are one.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._needs: dict[Need, int] = {}
        self._automaton: tuple[AhoCorasick, list[int]] | None = None
        self._kept: dict[str, int] = {}
        self._room = KEPT

    def bits(self, wanted: Iterable[Needs]) -> list[list[int]]:
        """Return the bit of each need."""
        with self._lock:  # a server's threads may come to their first sieves together
            found = [[1 << self._needs.setdefault(need, len(self._needs)) for need in needs] for needs in wanted]
            self._automaton, self._kept, self._room = None, {}, KEPT
        return found

    def of(self, text: str) -> int:
        """Return the bits of the needs that `text` meets."""
        found = self._kept.get(text)
        return self._read(text) if found is None else found

    def _read(self, text: str) -> int:
        kept = self._kept  # those of the needs that the automaton knows, or of fewer: then nobody reads them again
        automaton, users = self._ready()
        found = 0
        for i, _, _ in automaton.find_matches_as_indexes(findable(text), overlapping=True):
            found |= users[i]
        for place, pattern in enumerate(_CLASS_PATTERNS.values()):
            if pattern.search(text):
                found |= users[place]
        if len(text) <= LONGEST:
            self._room -= len(text)
            if self._room < 0:
                kept.clear()
                self._room = KEPT
            kept[text] = found
        return found

    def _ready(self) -> tuple[AhoCorasick, list[int]]:
        """Return the automaton over the strings, and the bits of each: the classes of characters stand first."""
        ready = self._automaton
        if ready is None:
            with self._lock:
                users: dict[str, int] = dict.fromkeys(_CLASS_PATTERNS, 0)
                for need, bit in self._needs.items():
                    for string in need:
                        users[string] = users.get(string, 0) | 1 << bit
                ready = self._automaton = AhoCorasick([*users]), [*users.values()]
        return ready


_SIGNS = _Signs()


def needed(pattern: re.Pattern[str]) -> list[Needs]:
    r"""Return what each match of `pattern` holds: one string of each set of one of the alternatives.

    In the sets DIGIT and SPACE stand for any digit and any blank; an alternative without sets needs nothing.

    >>> [[sorted(need) for need in needs] for needs in needed(re.compile("(?:激活|停用).{0,3}卡"))]
    [[['激活'], ['卡']], [['停用'], ['卡']]]
    >>> needed(re.compile(r"[^卡]")), needed(re.compile(r"\d+")) == [(frozenset({DIGIT}),)]
    ([()], True)
    """
    if pattern.flags & re.IGNORECASE:
        return [()]
    return _alternatives(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))


def _alternatives(items: Iterable[Any]) -> list[Needs]:
    """Return what is needed by what stands one behind the other, for each branch of the part that has most of them."""
    parts = [*items]
    branches = [_branches(*part) for part in parts]
    most = max(range(len(parts)), key=lambda at: len(branches[at]), default=0)
    if not parts or not branches[most]:
        return [_of_sequence(parts)]
    around = _of_sequence([*parts[:most], (_constants.ANY, None), *parts[most + 1 :]])
    found = [_best((*around, *needs)) for branch in branches[most] for needs in _alternatives(branch)]
    return found if len(found) <= MOST else [_of_sequence(parts)]


def _branches(code: Any, value: Any) -> Sequence[Any]:
    """Return the branches of a part that each match goes through, none where it has no branches."""
    if code is _constants.BRANCH:
        return [*value[1]]
    if code is _constants.SUBPATTERN and not value[1] & re.IGNORECASE:
        inner = value[3]
    elif code in _REPEATS and value[0]:
        inner = value[2]
    else:
        return ()
    return _branches(*inner[0]) if len(inner) == 1 else ()


def _of_sequence(items: Iterable[Any]) -> Needs:
    """Return what is needed by what stands one behind the other."""
    found: list[Need] = []
    run = ""
    for code, value in [*items, (None, None)]:
        repeated = _repeated(code, value)
        run += repeated
        if code is _constants.LITERAL:
            continue
        if run:
            found.append(frozenset({run}))
            run = ""
        if code in _ZERO_WIDTH:
            found += _of_sequence(value[1]) if code is _constants.ASSERT else ()
        elif code is not None and not repeated:
            found += _of_item(code, value)
    return _best(found)


def _best(needs: Iterable[Need]) -> Needs:
    return tuple(sorted(dict.fromkeys(needs), key=_telling, reverse=True)[:NEEDS])


def _repeated(code: Any, value: Any) -> str:
    """Return the characters that a literal, or the least of its repetitions, stands for; "" for all else."""
    if code is _constants.LITERAL:
        return chr(value)
    if code in _REPEATS and len(value[2]) == 1 and value[2][0][0] is _constants.LITERAL:
        return chr(value[2][0][1]) * int(value[0])
    return ""


def _of_item(code: Any, value: Any) -> Needs:
    if code is _constants.IN:
        return _of_signs(value)
    if code is _constants.SUBPATTERN:
        return () if value[1] & re.IGNORECASE else _of_sequence(value[3])
    if code is _constants.ATOMIC_GROUP:
        return _of_sequence(value)
    if code is _constants.BRANCH:
        return _of_branches([_of_sequence(branch) for branch in value[1]])
    if code in _REPEATS and value[0]:
        return _of_sequence(value[2])
    return ()


def _of_signs(items: Iterable[Any]) -> Needs:
    """Return the characters of a set such as [的之] or [2-8]; those of [^,。] are beyond number."""
    signs: set[str] = set()
    for code, value in items:
        if code is _constants.LITERAL:
            signs.add(chr(value))
        elif code is _constants.RANGE and value[1] - value[0] < MOST:
            signs |= {chr(sign) for sign in range(value[0], value[1] + 1)}
        elif code is _constants.CATEGORY and value in _CLASSES:
            signs.add(_CLASSES[value])
        else:
            return ()
    return _few(signs)


def _of_branches(branches: Sequence[Needs]) -> Needs:
    """Return what one branch or another needs: their most telling needs together, then the next ones."""
    together = zip(*branches, strict=False)
    return tuple(one for needs in together for one in _few(string for need in needs for string in need))


def _few(strings: Iterable[str]) -> Needs:
    """Return the strings without those that hold another one; nothing if they are too many to tell anything."""
    every = set(strings)
    least = frozenset(one for one in every if not any(other in one for other in every if other != one))
    return (least,) if len(least) <= MOST else ()


def _telling(need: Need) -> tuple[int, int]:
    """Return how much it says that a need is met: the rarer its strings the more, and long ones are, and few."""
    return min(map(len, need)), -len(need)
