"""A block cut wherever a change, a flag or a piece of evidence begins or ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a block: `before` in the raw page, `after` in the clean text."""

    before: str
    after: str
    change: str = ""  # outcome of the edit: repair, flag, drop or layout; "" where nothing changed
    flagged: bool = False
    marks: tuple[str, ...] = ()  # kinds of the spans over it: fact, relation, linked

    @property
    def classes(self) -> str:
        """The style classes of both sides."""
        changed = () if self.change in ("", "layout") else (f"is-{self.change}",)
        flagged = ("is-flag",) if self.flagged else ()
        return " ".join(dict.fromkeys((*changed, *flagged, *(f"is-{mark}" for mark in self.marks))))


def segments(block: Row, spans: Sequence[Row]) -> list[Segment]:
    """Return the segments of a block row that has its `edits`.

    Args:
        block: raw text, raw offsets and edits; applied in order they give its clean text.
        spans: `kind`, `raw_start` and `raw_end` of what is marked; those elsewhere are left out.
    """
    start, end = block["raw_start"], block["raw_end"]
    near = [span for span in spans if span["raw_start"] < end and start < span["raw_end"]]
    edits = sorted((one for one in block["edits"]), key=lambda one: (one["raw_start"], one["raw_end"]))
    flags = [one for one in edits if one["operation"] == "flag" and one["outcome"] == "flag"]
    flags = [one for one in flags if (one["raw_start"], one["raw_end"]) != (start, end)]
    found: list[Segment] = []
    at = start
    for edit in edits:
        if edit["operation"] == "flag":
            continue
        found.extend(_kept(block, at, edit["raw_start"], flags, near))
        marks, flagged = _over(edit["raw_start"], edit["raw_end"], flags, near)
        found.append(Segment(edit["before"], edit["after"], edit["outcome"], flagged, marks))
        at = max(at, edit["raw_end"])
    found.extend(_kept(block, at, end, flags, near))
    return found


def _kept(block: Row, start: int, end: int, flags: Sequence[Row], spans: Sequence[Row]) -> Iterator[Segment]:
    borders = {one[name] for one in (*flags, *spans) for name in ("raw_start", "raw_end")}
    for a, b in pairwise(sorted({start, end, *(border for border in borders if start < border < end)})):
        text = block["raw"][a - block["raw_start"] : b - block["raw_start"]]
        marks, flagged = _over(a, b, flags, spans)
        yield Segment(text, text, "", flagged, marks)


def _over(start: int, end: int, flags: Sequence[Row], spans: Sequence[Row]) -> tuple[tuple[str, ...], bool]:
    """Return the kinds of the spans over [start, end), and whether a flag is; an insertion lies inside or outside."""

    def over(one: Row) -> bool:
        if start == end:
            return bool(one["raw_start"] < start < one["raw_end"])
        return bool(one["raw_start"] < end and start < one["raw_end"])

    return tuple(dict.fromkeys(span["kind"] for span in spans if over(span))), any(map(over, flags))
