"""How values are read as facts, as data: `ontology/rules/claims.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ontology.rules import rules


@dataclass(frozen=True)
class Measure:
    """A rule that makes a value a fact of a kind."""

    name: str
    kind: str
    units: tuple[str, ...]
    left: re.Pattern[str] | None = None
    right: re.Pattern[str] | None = None
    topic: re.Pattern[str] | None = None
    needs: re.Pattern[str] | None = None  # must stand in the block or a heading
    without: re.Pattern[str] | None = None  # must not stand in the block
    bounds: tuple[str, ...] = ()  # only values so bound; empty: all
    weak: bool = False  # counts only where no other cue stands
    both: bool = False  # its cues must stand on both sides of the value, and then win
    default: bool = False  # counts where no cue stands at all, without one of its own
    subject: bool = False  # a default only for a value that stands for a care type, a level or a group
    percent_needs_base: bool = False
    tight_right: bool = False  # the cue behind the value must touch it, and then wins
    prefer_right: bool = False  # a cue behind the value wins over one before it
    conditional: bool = False  # counts although its clause is a condition (缴费满25年的,)
    off_topic: bool = False
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class BareSum:
    """Words right beside a number that make it a sum of money: before it, or else behind it."""

    cue: re.Pattern[str]  # some of the words; without them in the block nothing is looked for
    left: re.Pattern[str] | None = None
    right: re.Pattern[str] | None = None
    needs: re.Pattern[str] | None = None  # what must stand in the block, too


@dataclass(frozen=True)
class BaseBound:
    """Words in front of a base that bound the share of it."""

    bound: str
    before: re.Pattern[str]


@dataclass(frozen=True)
class ExactWhen:
    """Words in front of a value that state all of it, for the rules so named."""

    rules: tuple[str, ...]
    words: re.Pattern[str]


@dataclass(frozen=True)
class ClaimRules:
    """`ontology/rules/claims.yaml`; the comments there say what each key means."""

    measures: tuple[Measure, ...]
    care_units: tuple[str, ...]
    without_care: tuple[str, ...]
    group_of_own_words: tuple[str, ...]
    of_a_service: tuple[str, ...]
    time_field: re.Pattern[str]
    units_as_points: tuple[str, ...]
    base: re.Pattern[str]
    base_opening: re.Pattern[str]
    base_phrase: str
    base_bounds: tuple[BaseBound, ...]
    list_gap: re.Pattern[str]
    bare_sums: tuple[BareSum, ...]
    bare_sum_end: re.Pattern[str]
    bare_number: re.Pattern[str]
    least_bare_sum: int
    unwritten: re.Pattern[str]
    unwritten_units: tuple[str, ...]
    unwritten_places: re.Pattern[str]
    unwritten_ratio: int
    zero: re.Pattern[str]
    zero_confidence: float
    increase: re.Pattern[str]
    decrease: re.Pattern[str]
    increase_object: re.Pattern[str]
    decrease_object: re.Pattern[str]
    compared: re.Pattern[str]
    compared_less: re.Pattern[str]
    limit_is_exact: re.Pattern[str]
    cap_is_exact: re.Pattern[str]
    exact_when_full: ExactWhen
    unit_line: re.Pattern[str]
    unit_lines_above: int
    unit_lines_below: int
    cell_unit: re.Pattern[str]
    cell_number: re.Pattern[str]
    cell_aside: re.Pattern[str]
    cell_measures: re.Pattern[str]
    cell_counts: re.Pattern[str]
    condition_after: re.Pattern[str]
    duration_condition_after: re.Pattern[str]
    counted_from: re.Pattern[str]
    entitled: re.Pattern[str]
    entitling: re.Pattern[str]
    tier_share: re.Pattern[str]
    stretch_before: re.Pattern[str]
    tier_before: re.Pattern[str]
    band_gap: re.Pattern[str]
    item_after: re.Pattern[str]
    amount_cue: re.Pattern[str]
    domain: re.Pattern[str]
    domain_title: re.Pattern[str]
    domain_density: float
    domain_length: int
    slot_mark: str
    slot_units: Mapping[str, re.Pattern[str]]
    about_before: re.Pattern[str]
    hedges: re.Pattern[str]
    hedge_factor: float
    label_factor: float
    earlier_factor: float
    heading_factor: float
    title_factor: float
    disclaimer_factor: float


@cache
def claim_rules() -> ClaimRules:
    """Return the rules of `claims.yaml`."""
    return rules("claims", ClaimRules)
