"""What a rule of the span grammar is: a pattern with examples, a unit, a bound, a step, signs that look alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

BOUNDS = ("at_least", "at_most", "above", "below")
CHANGES = ("increase", "decrease")
UNITS = {  # those of facts, and two that no fact has: 折 (what is still paid, of a hundred) and 倍
    *("percent", "percentage_point", "CNY", "day", "workday", "month", "year", "years_of_age", "count"),
    *("discount", "times"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Rule:
    """A pattern; `examples` maps texts to what they give (tests/quantity_notation.py), "" for nothing.

    A pack's own rules may go without examples; none of the project's does, as the tests see to.
    """

    pattern: re.Pattern[str]
    examples: Mapping[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The pattern as it stands in the file, to be built into others."""
        return self.pattern.pattern


@dataclass(frozen=True, eq=False, kw_only=True)
class Unit(Rule):
    """A unit as it is written behind a number, or in front of it."""

    code: str
    factor: Decimal = Decimal(1)
    plus: Decimal = Decimal(0)
    only: re.Pattern[str] | None = None
    tail: bool = False
    more: bool = False
    part_of: str = ""

    def __post_init__(self) -> None:
        """Refuse units that nothing downstream knows, and a factor that is none."""
        if self.code not in UNITS:
            raise ValueError(f"unknown unit {self.code!r}; known: {', '.join(sorted(UNITS))}")
        if self.factor <= 0:
            raise ValueError(f"factor must be positive, not {self.factor}")

    @property
    def telling(self) -> re.Pattern[str]:
        """What tells whether the unit can stand in a text: the pattern of its number where it is unwritten itself."""
        unwritten = self.only is not None and self.pattern.match("") is not None
        return self.only if unwritten and self.only else self.pattern


@dataclass(frozen=True, eq=False, kw_only=True)
class Bound:
    """Words beside a value that make a limit of it."""

    bound: str
    before: str = ""
    after: str = ""
    units: tuple[str, ...] = ()
    approximate: bool = False
    both: bool = False  # the words before and behind belong together
    examples: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a bound without words, and words that are no pattern."""
        if self.bound not in BOUNDS:
            raise ValueError(f"unknown bound {self.bound!r}; known: {', '.join(BOUNDS)}")
        if not (self.before or self.after) or (self.both and not (self.before and self.after)):
            raise ValueError("a bound needs words before or after the value, or both")
        for words in (self.before, self.after):
            try:
                re.compile(words)
            except re.error as error:
                raise ValueError(f"no valid regular expression ({error}): {words!r}") from error


@dataclass(frozen=True, eq=False, kw_only=True)
class Step(Rule):
    """Words in front of a value that make it a step from another one: 提高5个百分点."""

    change: str
    units: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a direction that is none."""
        if self.change not in CHANGES:
            raise ValueError(f"unknown change {self.change!r}; known: {', '.join(CHANGES)}")


@dataclass(frozen=True, eq=False, kw_only=True)
class Alike:
    """What stands for another sign of the same length: traditional forms, an O for a zero."""

    signs: Mapping[str, str]
    misread: re.Pattern[str]
    meant: str
    examples: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what would move offsets."""
        long = [a + b for a, b in self.signs.items() if len(a) != 1 or len(b) != 1]
        if long or len(self.meant) != 1:
            raise ValueError(f"one sign for one sign, not {', '.join(long) or self.meant}")

    @cached_property
    def table(self) -> Mapping[int, str]:
        """The signs for `str.translate`."""
        return {ord(sign): meant for sign, meant in self.signs.items()}

    @cached_property
    def anywhere(self) -> re.Pattern[str]:
        """Finds whether there is anything to respell."""
        return re.compile(f"[{re.escape(''.join(self.signs))}]|{self.misread.pattern}")
