"""Which kind of fact a value is: the words beside it, then its sentence, its block, the headings above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.clauses import Layout
from ingest.quantities import Quantity
from ontology.rules import rules

NO_FACT = "none"


@dataclass(frozen=True)
class Measure:
    """A rule that makes a value a fact of a kind."""

    name: str
    kind: str
    units: tuple[str, ...]
    left: re.Pattern[str]
    right: re.Pattern[str] | None = None
    topic: re.Pattern[str] | None = None
    needs: re.Pattern[str] | None = None  # must stand in the block or the headings
    needs_topic: re.Pattern[str] | None = None  # the same, of a cue in the value's own sentence
    percent_needs_base: bool = False
    tight_right: bool = False  # the cue behind the value must touch it, and then wins
    prefer_right: bool = False  # a cue behind the value wins over one before it
    off_topic: bool = False
    confidence: float = 0.9


@dataclass(frozen=True)
class ClaimRules:
    """`ontology/rules/claims.yaml`; the comments there say what each key means."""

    measures: tuple[Measure, ...]
    units_as_points: tuple[str, ...]
    base: re.Pattern[str]
    base_words: re.Pattern[str]
    zero: re.Pattern[str]
    zero_not: re.Pattern[str]
    zero_confidence: float
    increase: re.Pattern[str]
    decrease: re.Pattern[str]
    increase_object: re.Pattern[str]
    decrease_object: re.Pattern[str]
    compared: re.Pattern[str]
    compared_less: re.Pattern[str]
    comparison_only: re.Pattern[str]
    cap_is_exact: re.Pattern[str]
    condition_after: re.Pattern[str]
    duration_condition_after: re.Pattern[str]
    age_condition_after: re.Pattern[str]
    tier_before: re.Pattern[str]
    slot_mark: str
    hedges: re.Pattern[str]
    hedge_factor: float
    label_factor: float
    earlier_factor: float
    heading_factor: float
    disclaimer_factor: float


def claim_rules() -> ClaimRules:
    """Return the rules of `claims.yaml`."""
    return rules("claims", ClaimRules)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a value is read: the rule that fired, how sure, and what the value is a share of."""

    measure: Measure
    factor: float  # lower the further away the cue stands
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """A measure's cue and how near it stands; lower is nearer."""

    place: int
    distance: int
    length: int
    order: int
    measure: Measure
    factor: float


def reading(part: Layout, value: Quantity, others: Sequence[Quantity], headings: Sequence[str], change: bool) -> Reading | None:
    """Return how `value` of a block is read; None where no rule knows it or it is no fact.

    Args:
        part: the block.
        value: one of its quantities.
        others: the other quantities: a cue behind one of them belongs to that one.
        headings: the folded headings in force, innermost first.
        change: whether the value is an increase or a decrease.
    """
    left = part.text[: value.start]
    base = _base(left, part)
    masked = left[: len(left) - len(base[1])] if base else left
    share = value.unit == "percent" and not change
    allowed = [
        (i, m)
        for i, m in enumerate(claim_rules().measures)
        if value.unit in m.units and (not share or base or not m.percent_needs_base) and _needed(m, part, headings)
    ]
    cues = [cue for order, m in allowed for cue in _cues(m, order, part, value, others, masked, headings)]
    best = min(cues, key=lambda cue: (cue.place, cue.distance, -cue.length, cue.order), default=None)
    if best is None or best.measure.kind == NO_FACT:
        return None
    return Reading(best.measure, best.factor, base[0] if base else None)


def _base(left: str, part: Layout) -> tuple[str, str] | None:
    """Return the quantity that a share is of, and the words to leave out when cues are sought."""
    match = claim_rules().base.search(left, part.clauses[part.clause(max(0, len(left) - 1))][0])
    if match is None:
        return None
    words = list(claim_rules().base_words.finditer(match["base"]))
    base = match["base"]
    start = max((base.rfind(sign) + 1 for sign in "按为是到于达占"), default=0)
    if words and words[-1].start() < start:
        start = 0
    return base[start:].strip(), match.group()[start:]


def _needed(measure: Measure, part: Layout, headings: Sequence[str]) -> bool:
    around = "\n".join((part.text, *headings))
    return all(pattern is None or pattern.search(around) for pattern in (measure.needs, measure.needs_topic))


def _cues(
    measure: Measure,
    order: int,
    part: Layout,
    value: Quantity,
    others: Sequence[Quantity],
    masked: str,
    headings: Sequence[str],
) -> Iterator[Cue]:
    """Yield the nearest cue of a measure at each place where it stands."""
    data = claim_rules()
    clause = part.clauses[part.clause(value.core_start)]
    sentence = part.sentences[part.sentence(value.core_start)]
    reach = min([o.start for o in others if o.start >= value.end and o.start < clause[1]], default=clause[1])
    if measure.right:
        found = measure.right.match(part.text[value.end : reach])
        if found and found.group():
            place = 0 if measure.tight_right else 1 if measure.prefer_right else 3
            yield Cue(place, found.end(), len(found.group()), order, measure, 1.0)
    for place, start, end, factor in (
        (2, clause[0], value.core_start, 1.0),
        (4, sentence[0], clause[0], 1.0),
        (5, part.label[0] if part.label else 0, part.label[1] if part.label else 0, data.label_factor),
        (6, 0, sentence[0], data.earlier_factor),
    ):
        text = masked + part.text[value.start : value.core_start] if place == 2 else part.text[:end]
        yield from _last(measure.left, text, start, place, order, measure, factor)
    for i, heading in enumerate(headings):
        yield from _last(measure.topic or measure.left, heading, 0, 7 + i, order, measure, data.heading_factor)


def _last(
    pattern: re.Pattern[str], text: str, start: int, place: int, order: int, measure: Measure, factor: float
) -> Iterator[Cue]:
    last = None
    for match in pattern.finditer(text, start):
        if match.group():
            last = match
    if last:
        yield Cue(place, len(text) - last.end(), len(last.group()), order, measure, factor)
