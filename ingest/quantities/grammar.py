"""The span grammar as data: `ontology/rules/quantities.yaml`, with its patterns compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from ingest.numerals import numerals
from ontology.rules import rules
from ontology.sieve import Sieve


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
    def approximately(self) -> re.Pattern[str]:
        """What makes the value that it stands before a vague one."""
        return re.compile(rf"(?:{self.approximate_before}){self.linking}{{0,2}}$")

    @cached_property
    def or_so(self) -> re.Pattern[str]:
        """What makes the value that it stands behind a vague one."""
        return re.compile(rf"\s*(?:{self.approximate_after})")

    @cached_property
    def inclusion(self) -> re.Pattern[str]:
        """A note on whether a limit belongs to what it limits."""
        return re.compile(rf"\s*(?:(?P<without>{self.excluded})|(?P<within>{self.included}))")

    def units_in(self, text: str) -> tuple[Unit, ...]:
        """Return the units that can stand behind a number of `text`."""
        return self._units.passing(text)

    def prefixes_in(self, text: str) -> tuple[Unit, ...]:
        """Return the units that can stand before a number of `text`."""
        return self._prefixes.passing(text)

    def limits_in(self, text: str) -> tuple[tuple[Bound, re.Pattern[str] | None, re.Pattern[str] | None], ...]:
        """Return the bounds that `text` can name, with their patterns: what ends before a value, what starts behind."""
        places = dict.fromkeys(place for place, _ in self._words.passing(text))
        return tuple((self.bounds[place], *self._limits[place]) for place in places)

    @cached_property
    def _units(self) -> Sieve[Unit]:
        return Sieve({unit: unit.pattern for unit in self.units})

    @cached_property
    def _prefixes(self) -> Sieve[Unit]:
        return Sieve({unit: unit.pattern for unit in self.prefixes})

    @cached_property
    def _limits(self) -> tuple[tuple[re.Pattern[str] | None, re.Pattern[str] | None], ...]:
        return tuple(
            (
                re.compile(f"(?:{bound.before}){self.filler}{{0,4}}$") if bound.before else None,
                re.compile(rf"\s*(?:{bound.after})") if bound.after else None,
            )
            for bound in self.bounds
        )

    @cached_property
    def _words(self) -> Sieve[tuple[int, int]]:
        """The words of each bound, by its place and their side."""
        sides = ((i, limit[side], side) for i, limit in enumerate(self._limits) for side in (0, 1))
        return Sieve({(i, side): pattern for i, pattern, side in sides if pattern})


@cache
def grammar() -> Grammar:
    """Return the grammar of `ontology/rules/quantities.yaml`."""
    return rules("quantities", Grammar)
