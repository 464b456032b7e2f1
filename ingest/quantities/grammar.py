"""The span grammar as data: `ontology/rules/quantities.yaml`, with its patterns compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from ingest.quantities.numerals import numerals
from ingest.quantities.rule import Alike, Bound, Rule, Step, Unit
from ontology.rules import rules
from ontology.sieve import Sieve

KINDS = ("units", "prefixes", "whole", "silent", "limits", "steps", "shares")
BoundWords = tuple[Bound, re.Pattern[str] | None, re.Pattern[str] | None]  # with its words before and behind a value


@dataclass(frozen=True, eq=False)
class Grammar:
    """All of `quantities.yaml`; the comments there say what each key means."""

    alike: Alike
    units: tuple[Unit, ...]
    prefixes: tuple[Unit, ...]
    whole: Rule
    foreign: Rule
    grouped: Rule
    loose: Rule
    nearly: Rule
    few: Rule
    loose_after: Rule
    connector: Rule
    connector_between: Rule
    between: Rule
    spread_list: Rule
    spread_words: Rule
    spread_cue: Rule
    compound: Rule
    bounds: tuple[Bound, ...]
    excluded: Rule
    included: Rule
    filler: Rule
    linking: Rule
    limits_gap: Rule
    up_to: Rule
    list_gap: Rule
    approximate_before: Rule
    approximate_after: Rule
    span_tail: Rule
    steps: tuple[Step, ...]
    step_bases: tuple[Rule, ...]
    step_filler: Rule
    share_base: Rule
    times_base: Rule
    base_opening: Rule
    silent: tuple[Rule, ...]
    dates: tuple[Rule, ...]

    @cached_property
    def number(self) -> re.Pattern[str]:
        """A number, with 余/多/来 in it or behind it, and a note on inclusion."""
        scales = re.escape("".join(numerals().scales))
        few = f"(?P<few>{self.few.source})(?=[{re.escape(''.join(numerals().multipliers))}])"
        loose = f"(?:(?P<loose>{self.loose.source})|(?P<nearly>{self.nearly.source}))"
        after = rf"\s{{0,2}}{loose}\s{{0,2}}(?P<scale>[{scales}]*)"
        run = f"(?P<run>{self.grouped.source}|{numerals().run})"
        return re.compile(rf"(?:{few})?{run}(?:{after})?(?P<note>\s*{self.included.source})?")

    @cached_property
    def first_sign(self) -> re.Pattern[str]:
        """A sign that a number can begin with."""
        data = numerals()
        signs = (*data.digits, *data.tens, *data.multipliers, data.point, data.half)
        return re.compile(rf"[\d.{re.escape(''.join(signs))}]|{self.few.source}")

    def numbers(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the numbers of `text`; most of its signs begin none, and a set of signs is searched for quickly."""
        at = 0
        while start := self.first_sign.search(text, at):
            match = self.number.match(text, start.start())
            at = match.end() if match else start.end()
            if match:
                yield match

    @cached_property
    def tail_digit(self) -> re.Pattern[str]:
        """The digit behind a unit that counts its tenths."""
        data = numerals()
        digits = re.escape("".join(data.digits))
        return re.compile(rf"\s?(?P<zero>[{data.zeros}])?(?P<tenth>[{digits}]|{data.half})")

    @cached_property
    def tail_words(self) -> re.Pattern[str]:
        """The words behind a value that change nothing in it."""
        words = [self.span_tail.source, *(bound.after for bound in self.bounds if bound.after)]
        return re.compile(rf"\s*(?:{'|'.join(words)})")

    @cached_property
    def approximately(self) -> re.Pattern[str]:
        """What makes the value that it stands before a vague one."""
        return re.compile(rf"(?:{self.approximate_before.source}){self.linking.source}{{0,2}}$")

    @cached_property
    def or_so(self) -> re.Pattern[str]:
        """What makes the value that it stands behind a vague one."""
        return re.compile(rf"\s*(?:{self.approximate_after.source})")

    @cached_property
    def inclusion(self) -> re.Pattern[str]:
        """A note on whether a limit belongs to what it limits."""
        return re.compile(rf"\s*(?:(?P<without>{self.excluded.source})|(?P<within>{self.included.source}))")

    @cached_property
    def stepping_from(self) -> tuple[re.Pattern[str], ...]:
        """What a step starts from, up to the words of the step."""
        return tuple(re.compile(rf"{base.source}(?:{self.step_filler.source})*$") for base in self.step_bases)

    def respelt(self, text: str) -> str:
        """Return `text`, of the same length, in the signs that the patterns know."""
        if not self.alike.anywhere.search(text):
            return text
        plain = text.translate(self.alike.table)
        return self.alike.misread.sub(lambda match: self.alike.meant * len(match.group()), plain)

    def possible(self, text: str) -> Mapping[str, list[Any]]:
        """Return the rules whose words stand in `text`, by what they are: most texts can hold few."""
        return self.by_kind(self._sieve.passing(text))

    def by_kind(self, places: Iterable[int]) -> Mapping[str, list[Any]]:
        """Return the rules at `places` of all that are looked for, by what they are."""
        found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
        for place in places:
            kind, rule = self.listed[place][:2]
            if not (found[kind] and found[kind][-1] is rule):  # a bound's words before a value and those behind it
                found[kind].append(rule)
        return found

    @cached_property
    def listed(self) -> tuple[tuple[str, Any, re.Pattern[str]], ...]:
        """Return what is looked for: its kind, itself, and what tells that it can stand in a text."""
        return (
            *(("units", unit, unit.telling) for unit in self.units),
            *(("prefixes", unit, unit.pattern) for unit in self.prefixes),
            ("whole", self.whole, self.whole.pattern),
            *(("silent", rule.source, rule.pattern) for rule in self.silent),
            *(("limits", limit, side) for limit in self._limits for side in limit[1:] if side),
            *(("steps", step, step.pattern) for step in self.steps),
            *(("shares", rule, rule.pattern) for rule in (self.share_base, self.times_base)),
        )

    @cached_property
    def _sieve(self) -> Sieve[int]:
        return Sieve({place: telling for place, (_, _, telling) in enumerate(self.listed)})

    @cached_property
    def _limits(self) -> tuple[BoundWords, ...]:
        return tuple(
            (
                bound,
                re.compile(f"(?:{bound.before}){self.filler.source}{{0,4}}$") if bound.before else None,
                re.compile(rf"\s*(?:{bound.after})") if bound.after else None,
            )
            for bound in self.bounds
        )


@lru_cache(maxsize=256)
def either(sources: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that matches what any of `sources` does, and nothing if there are none."""
    return re.compile("|".join(f"(?:{source})" for source in sources) or r"(?!)")


@cache
def grammar() -> Grammar:
    """Return the grammar of `ontology/rules/quantities.yaml`."""
    return rules("quantities", Grammar)
