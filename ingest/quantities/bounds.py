"""What bounds a value: 以上, 不超过, 年满, (含), and the words that only make it vague."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.quantities.line import Line

LOWER = {"at_least", "above"}
UPPER = {"at_most", "below"}
REACH = 14  # characters before a value that its bound words start in
NEAR = 8  # of those that make it vague
OPENING = ' <《"('  # what can stand between the words and a name
WITHIN = {"above": "at_least", "below": "at_most"}
WITHOUT = {"at_least": "above", "at_most": "below"}


class Limit(NamedTuple):
    """A bound and where its words begin and end."""

    bound: str
    start: int
    end: int
    approximate: bool


def approximate_before(line: Line, start: int) -> int | None:
    """Return where the words begin that make the value at `start` vague."""
    left = max(0, start - NEAR)
    match = line.rule.approximately.search(line.text[left:start])
    return left + match.start() if match else None


def approximate_after(line: Line, end: int) -> int | None:
    """Return where the words end that stand behind a value and make it vague."""
    match = line.rule.or_so.match(line.text, end)
    return match.end() if match else None


def limit(line: Line, start: int, end: int, unit: str) -> Limit | None:
    """Return the bound of the value at [start, end); the words in front win."""
    left = max(0, start - REACH)
    found: Limit | None = None
    for bound, before, after in line.limits:
        if bound.units and unit not in bound.units:
            continue
        match = before.search(line.text[left:start]) if before else None
        if bound.both and not (match and after and after.match(line.text, end)):
            continue
        if match and (found is None or found.start == start):
            found = Limit(bound.bound, left + match.start(), found.end if found else end, bound.approximate)
        right = _behind(line, end, after, bound.bound) if after else None
        if right:
            name, to = right
            if found is None:
                found = Limit(name, start, to, bound.approximate)
            else:  # 可达80%以上: at least; else the words in front win
                wins = name if found.bound in UPPER and name in LOWER else found.bound
                found = found._replace(bound=wins, end=to)
            if found.start < start:
                break
    return _noted(line, found) if found and found.end == end else found


def limit_before(line: Line, start: int, unit: str) -> str | None:
    """Return the bound whose words end at `start`, where what a value is a share of begins: 不低于工资的60%."""
    left = line.text[max(0, start - REACH) : start].rstrip(OPENING)
    for bound, before, _ in line.limits:
        if before and not (bound.units and unit not in bound.units) and before.search(left):
            return bound.bound
    return None


def tail(line: Line, end: int) -> int:
    """Return the end of what stands behind a value and changes nothing in it: 不等, 内 behind a range, (含2万元)."""
    match = line.rule.tail_words.match(line.text, end)
    end = match.end() if match else end
    note = line.rule.inclusion.match(line.text, end)
    return note.end() if note else end


def _noted(line: Line, found: Limit) -> Limit:
    """Return a limit whose words stand in front with the note behind its value: 低于45岁(含)."""
    note = line.rule.inclusion.match(line.text, found.end)
    if note is None:
        return found
    notes = WITHOUT if note["without"] else WITHIN
    return found._replace(bound=notes.get(found.bound, found.bound), end=note.end())


def _behind(line: Line, end: int, after: re.Pattern[str], bound: str) -> tuple[str, int] | None:
    """Return bound and end of the words behind a value; (不含…) takes the limit itself away, (含…) keeps it."""
    note = line.rule.inclusion.match(line.text, end)
    match = after.match(line.text, note.end() if note else end)
    if match is None:
        return None
    later = line.rule.inclusion.match(line.text, match.end())
    notes = [n for n in (note, later) if n]
    if any(n["without"] for n in notes):
        bound = WITHOUT.get(bound, bound)
    elif any(n["within"] for n in notes):
        bound = WITHIN.get(bound, bound)
    return bound, (later or match).end()
