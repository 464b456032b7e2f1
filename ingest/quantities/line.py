"""A text with the rules that can matter in it, found in one pass and not for each of its numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.quantities.grammar import BoundWords, Grammar, either
from ingest.quantities.rule import Step, Unit


@dataclass(frozen=True, slots=True)
class Line:
    """What is read: a text, folded and respelt, and what can stand in it."""

    text: str
    rule: Grammar
    units: tuple[Unit, ...]
    prefixes: tuple[Unit, ...]
    whole: bool  # whether 百分之百 can stand in it
    limits: tuple[BoundWords, ...]
    steps: tuple[Step, ...]
    shares: bool
    silences: tuple[str, ...]  # patterns

    @property
    def silent(self) -> re.Pattern[str]:
        """The pattern of what looks like a quantity in the text and is none."""
        return either(self.silences)


def line(text: str, rule: Grammar) -> Line:
    """Return `text`, which is folded and respelt, with the rules that can matter in it."""
    found = rule.possible(text)
    return Line(
        text=text,
        rule=rule,
        units=tuple(found["units"]),
        prefixes=tuple(found["prefixes"]),
        whole=bool(found["whole"]),
        limits=tuple(found["limits"]),
        steps=tuple(found["steps"]),
        shares=bool(found["shares"]),
        silences=tuple(found["silent"]),
    )
