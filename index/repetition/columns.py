"""The blocks of one place in a template, aligned token by token: what varies is a column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.cleaning.repetition.alignment import aligned
from ingest.cleaning.repetition.repetition_rules import repetition_rules
from ingest.cleaning.repetition.tokens import Token

VALUE, TEXT = "value", "text"
Line = tuple[Token, ...]
Cut = tuple[int, int, int, int]  # tokens [a, b) of the first stand where another line has [c, d)


@dataclass(frozen=True, slots=True)
class Column:
    """Where the lines differ: tokens [start, end) of the first line, and what each line has there."""

    kind: str  # place site date: a slot · text: another slot · value: numbers, levels … which are no slot
    start: int
    end: int
    values: tuple[Line, ...]  # one for each line


def columns(lines: Sequence[Line]) -> list[Column]:
    """Return the columns of lines that are alike, from left to right.

    >>> from ingest.cleaning.repetition.tokens import tokens
    >>> lines = [tokens(text) for text in ("太原市住院报80%", "合肥市住院报70%")]
    >>> [(column.kind, [token.text for line in column.values for token in line]) for column in columns(lines)]
    [('place', ['太原市', '合肥市']), ('value', ['80', '70'])]
    """
    first = lines[0]
    known: dict[Line, list[Cut]] = {}
    cuts = [known.setdefault(line, _cuts(first, line)) if line not in known else known[line] for line in lines]
    spans = _joined(sorted({(a, b) for found in cuts for a, b, _, _ in found}))
    found = []
    for start, end in spans:
        values = tuple(line[slice(*_there(start, end, mine))] for line, mine in zip(lines, cuts, strict=True))
        found.append(Column(_kind(values), start, end, values))
    return found


def _cuts(first: Line, line: Line) -> list[Cut]:
    """Return where a line differs from the first one; what is only inserted takes its left neighbour along."""
    found = []
    for one in aligned(first, line).differences:
        a, b, c, d = one.here_start, one.here_end, one.there_start, one.there_end
        if a == b and a > 0 and c > 0:
            a, c = a - 1, c - 1
        elif a == b and b < len(first) and d < len(line):
            b, d = b + 1, d + 1
        found.append((a, b, c, d))
    return found


def _joined(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    held: tuple[int, int] | None = None
    for start, end in spans:
        if held and start < held[1]:
            held = held[0], max(held[1], end)
            continue
        if held:
            yield held
        held = start, end
    if held:
        yield held


def _there(start: int, end: int, cuts: Sequence[Cut]) -> tuple[int, int]:
    """Return the tokens of a line that stand at [start, end) of the first: both ends lie at or outside its cuts."""
    left, right = start, end
    for a, b, c, d in cuts:
        if b <= start:
            left = start + d - b
        if a <= start < b:
            left = c + (start - a if start > a else 0)
        if b <= end:
            right = end + d - b
    return left, max(left, right)


def _kind(values: Sequence[Line]) -> str:
    kinds = {token.kind for line in values for token in line}
    data = repetition_rules().tokens
    if len(kinds) == 1 and kinds <= {*data.slots}:
        return next(iter(kinds))
    return VALUE if kinds & {*data.values} else TEXT


def shown(line: Line, text: str) -> str:
    """Return the words of `text` that some tokens of it stand for."""
    return text[line[0].start : line[-1].end] if line else ""


def places(column: Column) -> list[Mapping[str, str]]:
    """Return the places in a column, by line: code and name."""
    return [{token.code: token.text for token in line if token.kind == "place"} for line in column.values]
