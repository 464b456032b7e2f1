"""Which kind of fact a value is: the words beside it, then its sentence, its block, the headings above it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.clauses import Layout
from ingest.edits import Span
from ingest.quantities import Quantity
from ontology.rules import rules

NO_FACT = "none"
MASK = "\ufffc"


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
    base_opening: re.Pattern[str]
    list_gap: re.Pattern[str]
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
    amount_cue: re.Pattern[str]
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


# where a cue can stand, nearest first
TOUCHING, BEHIND, OWN_CLAUSE, BEHIND_AFTER, SENTENCE, LABEL, EARLIER, HEADING, WEAK = range(9)


def reading(
    part: Layout, value: Quantity, values: Sequence[Quantity], headings: Sequence[str], *, changes: bool
) -> Reading | None:
    """Return how `value` of a block is read; None where no rule knows it or it is no fact.

    Args:
        part: the block.
        value: one of its quantities.
        values: all its quantities: a cue behind one of them belongs to that one.
        headings: the folded headings in force, innermost first.
        changes: whether the value is an increase or a decrease.
    """
    spans = bases(part, values)
    base = spans.get(value.core_start)
    text = _masked(part.text, spans.values())
    cues = [
        cue
        for order, measure in enumerate(claim_rules().measures)
        if _allowed(measure, part, value, headings)
        for cue in _cues(measure, order, replace(part, text=text), value, values, headings)
        if base or not _lacks_base(measure, value, cue, changes)
    ]
    best = min(cues, key=lambda cue: (cue.place, cue.distance, -cue.length, cue.order), default=None)
    if best is None or best.measure.kind == NO_FACT:
        return None
    return Reading(best.measure, best.factor, part.text[slice(*base)].strip() if base else None)


def bases(part: Layout, values: Sequence[Quantity]) -> dict[int, Span]:
    """Return where the quantity stands that a percentage is a share of (本人养老金的5%), by the start of its number."""
    data = claim_rules()
    found: dict[int, Span] = {}
    for value in values:
        clause = part.clauses[part.clause(value.core_start)]
        match = data.base.search(part.text[clause[0] : value.start]) if value.unit == "percent" else None
        if match is None:
            continue
        words = match["base"]
        cut = max((m.end() for m in data.base_opening.finditer(words) if m.end() < len(words) - 1), default=0)
        found[value.core_start] = (clause[0] + match.start("base") + cut, clause[0] + match.end("base"))
    return found


def _masked(text: str, spans: Iterable[Span]) -> str:
    """Return `text` with the spans made unreadable for cues; offsets stay."""
    for start, end in spans:
        text = text[:start] + MASK * (end - start) + text[end:]
    return text


def _allowed(measure: Measure, part: Layout, value: Quantity, headings: Sequence[str]) -> bool:
    if value.unit not in measure.units or (measure.bounds and value.bound not in measure.bounds):
        return False
    around = "\n".join((part.text, *headings))
    if measure.without and measure.without.search(around):
        return False
    return measure.needs is None or measure.needs.search(around) is not None


def _lacks_base(measure: Measure, value: Quantity, cue: Cue, changes: bool) -> bool:
    """Tell whether a percentage cannot be of this measure: it needs a base, or is a change named in its own clause."""
    if not measure.percent_needs_base or value.unit not in ("percent", "percentage_point"):
        return False
    return not (changes and cue.place <= OWN_CLAUSE)


def _cues(
    measure: Measure, order: int, part: Layout, value: Quantity, values: Sequence[Quantity], headings: Sequence[str]
) -> Iterator[Cue]:
    """Yield the nearest cue of a measure at each place where it stands."""
    data = claim_rules()
    clause = part.clauses[part.clause(value.core_start)]
    sentence = part.sentences[part.sentence(value.core_start)]
    behind = _behind(measure, part, value, values) if measure.right else None
    if behind:
        place = TOUCHING if measure.tight_right else BEHIND if measure.prefer_right else BEHIND_AFTER
        yield Cue(place, behind.end() - behind.start(), len(behind.group()), order, measure, 1.0)
    label = part.label or (0, 0)
    for place, start, end, factor in (
        (OWN_CLAUSE, clause[0], value.core_start, 1.0),
        (SENTENCE, sentence[0], clause[0], 1.0),
        (LABEL, *label, data.label_factor),
        (EARLIER, 0, sentence[0], data.earlier_factor),
    ):
        last = _last(measure.left, part.text, start, end)
        if last:
            place = WEAK if measure.weak else place
            yield Cue(place, end - last.end(), len(last.group()), order, measure, factor)
    for i, heading in enumerate(headings):
        last = _last(measure.topic or measure.left, heading, 0, len(heading))
        if last:
            distance = 1000 * i + len(heading) - last.end()
            yield Cue(
                WEAK if measure.weak else HEADING, distance, len(last.group()), order, measure, data.heading_factor
            )


def _behind(measure: Measure, part: Layout, value: Quantity, values: Sequence[Quantity]) -> re.Match[str] | None:
    """Return a cue behind the value; in a list (职工按60%、居民按40%支付) the one behind its last value serves all."""
    end = part.clauses[part.clause(value.core_start)][1]
    following = next((v for v in values if v.start >= value.end and v.start < end), None)
    match = measure.right.match(part.text, value.end, following.start if following else end) if measure.right else None
    if match and match.group():
        return match
    gap = part.text[value.end : following.start] if following and following.unit == value.unit else ""
    if following and claim_rules().list_gap.fullmatch(gap):
        return _behind(measure, part, following, values)
    return None


def _last(pattern: re.Pattern[str] | None, text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the last match inside [start, end); the end counts as the end of the text."""
    found = None
    for match in pattern.finditer(text, start, end) if pattern else ():
        if match.group():
            found = match
    return found
