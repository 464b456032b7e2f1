"""The span grammar as data: `ontology/rules/quantities.yaml`, with its patterns compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from ingest.numerals import numerals
from ontology.rules import rules


@dataclass(frozen=True)
class Unit:
    """A unit as it is written behind a number, or in front of it."""

    code: str
    pattern: re.Pattern[str]
    factor: Decimal = Decimal(1)
    plus: Decimal = Decimal(0)
    only: re.Pattern[str] | None = None
    tail: bool = False
    part_of: str = ""


@dataclass(frozen=True)
class Bound:
    """Words beside a value that make a limit of it."""

    bound: str
    before: str = ""
    after: str = ""
    units: tuple[str, ...] = ()
    approximate: bool = False


@dataclass(frozen=True)
class Grammar:
    """All of `quantities.yaml`; the comments there say what each key means."""

    units: tuple[Unit, ...]
    prefixes: tuple[Unit, ...]
    whole: re.Pattern[str]
    foreign: re.Pattern[str]
    loose: str
    few: str
    connector: re.Pattern[str]
    connector_between: re.Pattern[str]
    between: re.Pattern[str]
    spread_list: re.Pattern[str]
    compound: re.Pattern[str]
    bounds: tuple[Bound, ...]
    excluded: str
    included: str
    filler: str
    linking: str
    limits_gap: re.Pattern[str]
    list_gap: re.Pattern[str]
    approximate_before: str
    approximate_after: str
    span_tail: str
    silent: tuple[str, ...]
    effective: re.Pattern[str]

    @cached_property
    def number(self) -> re.Pattern[str]:
        """A number, with 余/多/几 in it or behind it, and a note on inclusion."""
        scales = re.escape("".join(numerals().scales))
        few = f"(?P<few>{self.few})(?=[{re.escape(''.join(numerals().multipliers))}])"
        after = rf"\s{{0,2}}(?P<loose>{self.loose})\s{{0,2}}(?P<scale>[{scales}]*)"
        return re.compile(rf"(?:{few})?(?P<run>{numerals().run})(?:{after})?(?P<note>\s*{self.included})?")

    @cached_property
    def tail_digit(self) -> re.Pattern[str]:
        """The digit behind a unit that counts its tenths."""
        data = numerals()
        digits = re.escape("".join(data.digits))
        return re.compile(rf"\s?(?P<zero>[{data.zeros}])?(?P<tenth>[{digits}]|{data.half})")

    @cached_property
    def tail_words(self) -> re.Pattern[str]:
        """The words behind a value that change nothing in it."""
        words = [self.span_tail, *(bound.after for bound in self.bounds if bound.after)]
        return re.compile(rf"\s*(?:{'|'.join(words)})")

    @cached_property
    def silence(self) -> re.Pattern[str]:
        """Everything that looks like a quantity and is none."""
        return re.compile("|".join(f"(?:{pattern})" for pattern in self.silent))

    @cached_property
    def limits(self) -> tuple[tuple[Bound, re.Pattern[str] | None, re.Pattern[str] | None], ...]:
        """The bounds with their compiled patterns: what ends before a value, what starts behind it."""
        return tuple(
            (
                bound,
                re.compile(f"(?:{bound.before}){self.filler}{{0,4}}$") if bound.before else None,
                re.compile(rf"\s*(?:{bound.after})") if bound.after else None,
            )
            for bound in self.bounds
        )


@cache
def grammar() -> Grammar:
    """Return the grammar of `ontology/rules/quantities.yaml`."""
    return rules("quantities", Grammar)
