"""Which kind of fact a value is: the words beside it, then its sentence, its block, the headings above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from ingest.claims.bases import bases, masked
from ingest.claims.claim_rules import Measure, claim_rules
from ingest.claims.clauses import Layout
from ingest.claims.subjects import marks
from ingest.edits.draft import Span
from ingest.quantities import Quantity
from ontology.sieve import Sieve

NO_FACT = "none"
REACH = 400  # characters that a cue of an earlier sentence reaches
WINDOW = 24  # characters before a base that can bound it
GAP = 4  # characters between a subject and its bare value: 一级医院为92%
BARE = 2  # characters before a value that stands alone


@dataclass(frozen=True, slots=True)
class Reading:
    """How a value is read: the rule that fired, how sure, and where the words stand that it is a share of."""

    measure: Measure
    factor: float  # lower the further away the cue stands
    base_at: Span | None = None
    bound: str | None = None  # of a share, where the words stand in front of its base


class Cue(NamedTuple):
    """A measure's cue and how near it stands; lower is nearer."""

    place: int
    distance: int
    length: int
    order: int
    measure: Measure
    factor: float


class Sought(NamedTuple):
    """A measure, and where the words of a block can cue it."""

    order: int
    measure: Measure
    left: bool
    right: bool
    titled: bool
    above: tuple[int, ...]  # of the headings


# where a cue can stand, nearest first
TOUCHING, BEHIND, OWN_CLAUSE, BEHIND_AFTER, SENTENCE, LABEL, EARLIER, HEADING, WEAK, DEFAULT, TITLE = range(11)


class Reader:
    """Reads the values of one block."""

    def __init__(self, part: Layout, values: Sequence[Quantity], title: str = "") -> None:
        """Look for the bases of the block's shares once: no cue counts inside one, nor in 不设起付线.

        Args:
            part: the block.
            values: its quantities.
            title: of the page; it can satisfy what a measure needs, and is a cue of last resort.
        """
        self._part = part
        self._title = title
        self._values = values
        self._bases = bases(part, values)
        zeros = [match.span() for match in claim_rules().zero.finditer(part.text)]
        self._masked = replace(part, text=masked(part.text, [*self._bases.values(), *zeros]))
        self._titled = frozenset(_above().passing(title))
        self._sides = frozenset(_beside().passing(self._masked.text))
        self._known: dict[tuple[tuple[str, ...], str], tuple[Sought, ...]] = {}

    def reading(self, value: Quantity, headings: tuple[str, ...], *, changes: bool) -> Reading | None:
        """Return how a value is read; None where no rule knows it or it is no fact.

        Args:
            value: one of the block's values.
            headings: the folded headings that reach it, innermost first.
            changes: whether the value is an increase or a decrease.
        """
        base = self._bases.get(value.core_start)
        cues = [
            cue
            for sought in self._measures(headings, value.unit)
            if not sought.measure.bounds or value.bound in sought.measure.bounds
            for cue in self._cues(sought, value, headings)
            if base or not _lacks_base(sought.measure, value, cue, changes)
        ]
        cues += _cue_of_base(self._part, base)
        best = min(cues, key=lambda cue: (cue.place, cue.distance, -cue.length, cue.order), default=None)
        if best is None or best.measure.kind == NO_FACT:
            return None
        if base is None:
            return Reading(best.measure, best.factor)
        before = self._part.text[max(0, base[0] - WINDOW) : base[0]]
        bound = next((b.bound for b in claim_rules().base_bounds if b.before.search(before)), None)
        return Reading(best.measure, best.factor, base, bound)

    def _measures(self, headings: tuple[str, ...], unit: str) -> tuple[Sought, ...]:
        """Return the measures of a unit that the words of the block and its headings cue and allow, in their order."""
        key = headings, unit
        if key not in self._known:
            around = "\n".join((self._part.text, *headings))
            above: dict[int, list[int]] = {}
            for i, heading in enumerate(headings):
                for place in _above().passing(heading):
                    above.setdefault(place, []).append(i)
            every = (self._sought(order, measure, above) for order, measure in _of_unit(unit))
            self._known[key] = tuple(s for s in every if s and _allowed(s.measure, around, self._title))
        return self._known[key]

    def _sought(self, order: int, measure: Measure, above: Mapping[int, Sequence[int]]) -> Sought | None:
        left, right = (order, "left") in self._sides, (order, "right") in self._sides
        titled = order in self._titled and measure.kind != NO_FACT
        if not (left or right or titled or measure.default or order in above):
            return None
        if measure.both:  # no heading stands on both sides of a value
            return Sought(order, measure, left, right, False, ()) if left and right else None
        return Sought(order, measure, left, right, titled, tuple(above.get(order, ())))

    def _cues(self, sought: Sought, value: Quantity, headings: Sequence[str]) -> Iterator[Cue]:
        """Yield where the words of a measure stand, nearest first, and last of all that it needs none."""
        order, measure = sought.order, sought.measure
        yield from self._beside(sought, value)
        for i in sought.above:
            yield from _in_heading(order, measure, headings[i], i)
        if measure.default and (not measure.subject or self._has_subject(value, headings)):
            yield Cue(DEFAULT, 0, 0, order, measure, 1.0)
        if sought.titled and (self._part.row or self._has_subject(value, headings)):  # a cell stands for its head
            last = _last(measure.topic or measure.left, self._title, 0, len(self._title))
            if last:
                away = len(self._title) - last.end()
                yield Cue(TITLE, away, len(last.group()), order, measure, claim_rules().title_factor)

    def _beside(self, sought: Sought, value: Quantity) -> Iterator[Cue]:
        """Yield the nearest cue of a measure behind a value, and in each of the parts before it."""
        part, measure, at = self._masked, sought.measure, value.core_start
        clause = part.clauses[part.clause(at)]
        behind = _behind(measure, part, value, self._values) if sought.right else None
        if measure.both and not (behind and sought.left and _last(measure.left, part.text, clause[0], at)):
            return
        if behind:
            touching = measure.tight_right or measure.both
            place = TOUCHING if touching else BEHIND if measure.prefer_right else BEHIND_AFTER
            length = len(behind.group())
            yield Cue(place, length, length, sought.order, measure, 1.0)
        if not sought.left:
            return
        for place, start, end, factor in _places_before(part, at, clause[0]):
            last = _last(measure.left, part.text, start, end) if start < end else None
            if last:
                place = WEAK if measure.weak else place
                yield Cue(place, end - last.end(), last.end() - last.start(), sought.order, measure, factor)

    def _has_subject(self, value: Quantity, headings: Sequence[str]) -> bool:
        """Tell whether a value stands for a care type, a level or a group: named before it, or above its bare number.

        For a share in points it is enough that its sentence names one.
        """
        part = self._part
        if value.unit == "percentage_point":
            start = part.sentences[part.sentence(value.core_start)][0]
            return any(marks(text) for text in (part.text[start : value.core_start], part.label_text, *headings))
        left = part.text[part.clauses[part.clause(value.core_start)][0] : value.start]
        named = marks(left)
        if named:
            return len(left) - named[-1].end <= GAP
        return len(left.strip()) <= BARE and any(marks(text) for text in (part.label_text, *headings))


@cache
def _beside() -> Sieve[tuple[int, str]]:
    """Return the cues that stand in the block of a value, by the place of their measure and their side."""
    every = enumerate(claim_rules().measures)
    sides = {
        (i, side): pattern for i, m in every for side, pattern in (("left", m.left), ("right", m.right)) if pattern
    }
    return Sieve(sides)


@cache
def _above() -> Sieve[int]:
    """Return the cues that stand in headings, by the place of their measure."""
    cues = {i: m.topic or m.left for i, m in enumerate(claim_rules().measures)}
    return Sieve({i: pattern for i, pattern in cues.items() if pattern})


def _cue_of_base(part: Layout, base: Span | None) -> list[Cue]:
    """Return the cue that a base gives itself: a share of 封顶线 is a cap."""
    if base is None:
        return []
    named = [m for m in claim_rules().measures if m.percent_needs_base]
    lasts = [(m, _last(m.left, part.text, *base)) for m in named]
    return [Cue(TOUCHING, 0, 0, i, m, 1.0) for i, (m, last) in enumerate(lasts) if last and last.end() == base[1]]


def _allowed(measure: Measure, around: str, title: str) -> bool:
    if measure.without and measure.without.search(around):
        return False
    if measure.needs is None:
        return True
    return (measure.needs.search(around) or measure.needs.search(title)) is not None


def _lacks_base(measure: Measure, value: Quantity, cue: Cue, changes: bool) -> bool:
    """Tell whether a percentage cannot be of this measure: it needs a base, or is a change named in its own clause."""
    if not measure.percent_needs_base or value.unit not in ("percent", "percentage_point"):
        return False
    return not (changes and cue.place <= OWN_CLAUSE)


def _places_before(part: Layout, at: int, clause: int) -> Iterator[tuple[int, int, int, float]]:
    """Yield the parts of a block before a value, nearest first: place, start, end, factor."""
    data = claim_rules()
    sentence = part.sentences[part.sentence(at)][0]
    label = part.label or (0, 0)
    yield OWN_CLAUSE, clause, at, 1.0
    yield SENTENCE, sentence, clause, 1.0
    yield LABEL, *label, data.label_factor
    yield EARLIER, sentence if part.row else max(0, sentence - REACH), sentence, data.earlier_factor


def _in_heading(order: int, measure: Measure, heading: str, above: int) -> Iterator[Cue]:
    """Yield the nearest cue of a measure in the heading that is so many above the innermost."""
    inside = heading.rstrip(") ")  # 机构护理(每月上限): what a closing bracket says counts where nothing else does
    said = _last(measure.topic or measure.left, heading, 0, len(heading))
    last = said or _last(measure.topic or measure.left, heading, 0, len(inside))
    if last:
        distance = 1000 * above + len(heading) - last.end()
        place = WEAK if measure.weak or not said else HEADING
        yield Cue(place, distance, len(last.group()), order, measure, claim_rules().heading_factor)


@cache
def _of_unit(unit: str) -> tuple[tuple[int, Measure], ...]:
    """Return the measures that a value of a unit can have, with their order."""
    return tuple((order, measure) for order, measure in enumerate(claim_rules().measures) if unit in measure.units)


def _behind(measure: Measure, part: Layout, value: Quantity, values: Sequence[Quantity]) -> re.Match[str] | None:
    """Return a cue behind the value; in a list (职工按60%、居民按40%支付) the one behind its last value serves all."""
    end = part.clauses[part.clause(value.core_start)][1]
    following = next((v for v in values if v.start >= value.end and v.start < end), None)
    at = value.end + (part.text[value.end : value.end + 1] == ")")  # (2%)全部计入
    match = measure.right.match(part.text, at, following.start if following else end) if measure.right else None
    if match and match.group():
        return match
    gap = part.text[value.end : following.start] if following and following.unit == value.unit else ""
    if following and claim_rules().list_gap.fullmatch(gap):
        return _behind(measure, part, following, values)
    return None


def _last(pattern: re.Pattern[str] | None, text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the last match inside [start, end); the end counts as the end of the text."""
    found = None
    closed = ")" in text[start:end]
    for match in pattern.finditer(text, start, end) if pattern else ():
        if match.end() == match.start():
            continue
        # what a closed parenthesis says is over
        if not closed or text.count(")", match.end(), end) <= text.count("(", match.end(), end):
            found = match
    return found
