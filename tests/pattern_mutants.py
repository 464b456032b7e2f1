"""Patterns with one part taken out: an alternative, or a look ahead or behind. What no test notices is not tested."""

from collections.abc import Iterator
from itertools import pairwise

LOOKS = ("(?=", "(?!", "(?<=", "(?<!")


def mutants(pattern: str, depth: int = 1) -> Iterator[tuple[str, str]]:
    """Yield (what is missing, pattern without it) for the alternatives down to `depth` groups and for all lookarounds.

    >>> dict(mutants("a|b(?!c)"))
    {'a': 'b(?!c)', 'b(?!c)': 'a', '(?!c)': 'a|b'}
    """
    for start, end in _alternations(pattern, depth):
        cuts = [start, *(at + 1 for at in _bars(pattern, start, end)), end + 1]
        if len(cuts) > 2:
            for left, right in pairwise(cuts):
                rest = pattern[start:left] + pattern[right:end] if right <= end else pattern[start : left - 1]
                yield pattern[left : right - 1], pattern[:start] + rest + pattern[end:]
    for start, end in _groups(pattern):
        if pattern.startswith(LOOKS, start):
            yield pattern[start : end + 1], pattern[:start] + pattern[end + 1 :]


def _tokens(pattern: str) -> Iterator[tuple[int, str]]:
    """Yield the signs of a pattern that mean something: no escapes, nothing inside a set."""
    at, inside = 0, False
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 2
            continue
        if inside:
            inside = sign != "]" or pattern[at - 1] == "["
        elif sign == "[":
            inside = True
        else:
            yield at, sign
        at += 1


def _groups(pattern: str) -> Iterator[tuple[int, int]]:
    """Yield where each group opens and closes."""
    opened: list[int] = []
    for at, sign in _tokens(pattern):
        if sign == "(":
            opened.append(at)
        elif sign == ")":
            yield opened.pop(), at


def _alternations(pattern: str, depth: int) -> Iterator[tuple[int, int]]:
    """Yield the inside of the pattern and of its groups, no deeper than `depth` and outside lookarounds."""
    yield 0, len(pattern)
    every = sorted(_groups(pattern))
    for start, end in every:
        around = [(a, b) for a, b in every if a < start and end < b]
        looks = [one for one in [*around, (start, end)] if pattern.startswith(LOOKS, one[0])]
        if len(around) < depth and not looks:
            inside = pattern.index(">", start) + 1 if pattern.startswith("(?P<", start) else start + 1
            yield (start + 3 if pattern.startswith("(?:", start) else inside), end


def _bars(pattern: str, start: int, end: int) -> Iterator[int]:
    """Yield where alternatives meet between `start` and `end`, outside the groups in there."""
    level = 0
    for at, sign in _tokens(pattern):
        if start <= at < end:
            level += (sign == "(") - (sign == ")")
            if sign == "|" and level == 0:
                yield at
