"""Where a condition of a value was read, before it is known where that stands in the raw text."""

from __future__ import annotations

from typing import NamedTuple


class Ground(NamedTuple):
    """Words that fill a slot of a claim."""

    slot: str
    value: str
    start: int  # in the text of the block, or of the heading
    end: int
    scope: str  # as in Condition
    rule: str
    above: int = -1  # which of the headings over the value; -1: its own block
