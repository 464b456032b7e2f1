"""Dates with a year, in every notation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingest.quantities.grammar import Grammar, grammar
from ingest.quantities.numerals import numeral
from ontology.folding import fold


@dataclass(frozen=True, slots=True)
class Date:
    """A date at [start, end) of a text; month and day are None where the text leaves them out."""

    start: int
    end: int
    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Refuse 2025年13月."""
        date(self.year, self.month or 1, self.day or 1)

    @property
    def iso(self) -> str:
        """As much as the text says: 2025-02-24, 2025-02, 2025."""
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)])

    @property
    def first_day(self) -> str:
        """The ISO date of its first day."""
        return date(self.year, self.month or 1, self.day or 1).isoformat()


def dates(text: str, rule: Grammar | None = None) -> list[Date]:
    """Return the dates of `text` that name their year, from left to right; what is no date of the calendar is none.

    >>> [one.iso for one in dates("2025年2月24日印发,二〇二五年三月一日起施行,有效期至2027.12.31")]
    ['2025-02-24', '2025-03-01', '2027-12-31']
    """
    rule = rule or grammar()
    found: list[Date] = []
    for one in sorted(_dates(rule.respelt(fold(text)), rule), key=lambda one: one.start):
        if not found or found[-1].end <= one.start:
            found.append(one)
    return found


def _dates(text: str, rule: Grammar) -> Iterator[Date]:
    for written in rule.dates:
        for match in written.pattern.finditer(text):
            try:
                yield Date(*match.span(), *_parts(match))
            except ValueError:  # 2025年13月: no date
                continue


def _parts(match: re.Match[str]) -> Iterator[int]:
    """Yield year, month and day, as far as they are written."""
    signs = (match[name] for name in ("year", "month", "day"))
    return (int(numeral(part)) for part in signs if part)
