"""What restricts a value, slot by slot, each with the words that say so: subjects, place, circumstances, time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.claims.attachment import attached
from ingest.claims.attachment import grounds as subject_grounds
from ingest.claims.changes import Change
from ingest.claims.claim_rules import Measure, claim_rules
from ingest.claims.clauses import Layout, trimmed
from ingest.claims.conditions import condition_rules, period, stated_conditions
from ingest.claims.grounds import Ground
from ingest.claims.measures import NO_FACT, Reading
from ingest.claims.services import service
from ingest.claims.subjects import marks
from ingest.claims.surroundings import Surroundings
from ingest.claims.validity import effective
from ingest.edits.draft import Span
from ingest.quantities import Quantity

GROUP = ("insured_type", "employment")


@dataclass(frozen=True, slots=True)
class Stated:
    """A value with the way it is read."""

    value: Quantity
    reading: Reading
    change: Change | None = None  # of an increment


def grounds(around: Surroundings, stated: Stated, span: Span) -> Iterator[Ground]:
    """Yield what fills the slots of a value whose evidence stands at `span` of its block."""
    at = stated.value.core_start
    yield from _who(around, stated)
    place, named = around.place(at), service(around, at, stated.reading.measure.kind)
    if place:
        yield place
    yield from _conditions(around, stated, span)
    yield from _period(around, stated)
    yield from effective(around.part, at, around.over(at))
    if named:
        yield named


def _who(around: Surroundings, stated: Stated) -> Iterator[Ground]:
    """Yield the subjects; what is off topic is about no insured group."""
    if stated.reading.measure.off_topic:
        return
    value, part = stated.value, around.part
    start, end = part.sentences[part.sentence(value.core_start)][0], part.clauses[part.clause(value.core_start)][1]
    apart = stated.change is not None and condition_rules().levels_apart.search(part.text, start, end) is not None
    at = value.core_start, value.core_end
    found = attached(part, at, around.values, around.headings_at(value.core_start), apart=apart)
    data, kind = claim_rules(), stated.reading.measure.kind
    of_care = value.unit in data.care_units and kind not in data.without_care
    for ground in subject_grounds(found, part, value.core_start):
        if ground.slot == "care_type" and not of_care:
            continue
        if ground.slot in GROUP and ground.scope == "section" and kind in data.group_of_own_words:
            continue
        yield ground


def _conditions(around: Surroundings, stated: Stated, span: Span) -> Iterator[Ground]:
    """Yield what restricts the value, in words: level, disease, circumstances, age band, stretch of costs, base."""
    value, part = stated.value, around.part
    sentence = part.sentences[part.sentence(value.core_start)][0]
    here = [v for v in around.values if sentence <= v.core_start and v.core_end <= value.core_start]
    facts = [v for v in here if v.unit != "count" and not _restricting(around, v) and not _replaced(part, v)]
    previous = max((v.core_end for v in facts), default=0)
    start = max(span[0], previous)
    bracket = part.text.find("(", value.end, span[1])
    end = bracket if bracket >= 0 else span[1]
    yield from (_worded(around, value, words, "level") for words in _levels(around, value, start))
    for disease in around.diseases(value):
        yield _worded(around, value, around.span(disease), "disease")._replace(value=disease.label)
    for words in stated_conditions(part.text, (start, end), (sentence, value.start)):
        yield _worded(around, value, words, "circumstance")
    nearest = max(previous, sentence, part.text.rfind(";", 0, value.start))
    for band in _bands(around, stated, here, nearest):
        yield _worded(around, value, (_lower_end(around, band), band.end), "band")
    if around.key:
        yield Ground("condition", part.text[slice(*around.key)], *around.key, "row", "row-head")
    yield from _case_of_row(part, value)
    yield from _name_of_row(around, value)
    if stated.reading.base_at:
        base = _worded(around, value, stated.reading.base_at, "base")
        yield base._replace(value=claim_rules().base_phrase.format(base.value))


def _case_of_row(part: Layout, value: Quantity) -> Iterator[Ground]:
    """Yield what brackets in the first cell of a row say beside its name: 三级(市外); subjects have their own slots."""
    if not part.row or not part.clause(value.core_start):
        return
    start, end = part.clauses[0]
    data, cell = condition_rules(), part.text[start:end].strip()
    case = None if data.row_measure.search(cell) else data.row_case.fullmatch(cell)
    if case and all(mark.value is None for mark in marks(case["case"])):
        at = part.text.index(case["case"], start)
        yield Ground("condition", case["case"], at, at + len(case["case"]), "row", "row-head")


def _name_of_row(around: Surroundings, value: Quantity) -> Iterator[Ground]:
    """Yield what the first cell of a row says that its sums and shares are for, where no slot holds it: 顺产."""
    part = around.part
    if not part.row or not part.clause(value.core_start) or value.unit not in claim_rules().care_units:
        return
    start, end = trimmed(part.text, *part.clauses[0])
    data = condition_rules()
    if sign := data.row_sign.match(part.text, start, end):
        start = sign.end()
    if measure := data.row_measure.search(part.text[start:end]):
        end = start + measure.start()
    name = part.text[start:end]
    if any(start <= around.span(place)[0] < end for place in around.mentions.get("place", ())):
        return
    if data.row_name.fullmatch(name) and not marks(name) and not around.diseases(value):
        yield Ground("condition", name, start, end, "row", "row-head")


def _bands(around: Surroundings, stated: Stated, here: list[Quantity], nearest: int) -> list[Quantity]:
    """Return the age, the span of time or the stretch of costs that the value is for, or of its label."""
    value, label = stated.value, around.part.label or (0, 0)
    alike = not stated.reading.measure.conditional  # of two required spans of years neither restricts the other
    bands = [v for v in here if (alike or v.unit != value.unit) and nearest <= v.start and _restricting(around, v)]
    return (bands or [v for v in around.values if label[0] <= v.start < label[1] and v is not value])[-1:]


def _lower_end(around: Surroundings, band: Quantity) -> int:
    """Return where a stretch begins: at the value before, where it is the lower end (1.5万元以上至5万元)."""
    before = [v for v in around.values if v.end <= band.start and v.unit == band.unit][-1:]
    joined = before and claim_rules().band_gap.fullmatch(around.part.text, before[0].end, band.start)
    return before[0].start if joined else band.start


def _replaced(part: Layout, value: Quantity) -> bool:
    """Tell whether a value gives way to the next one: 由1000元提高到2000元."""
    return any(m.right.match(part.text, value.end) for m in _former_values() if m.right and value.unit in m.units)


@cache
def _former_values() -> tuple[Measure, ...]:
    return tuple(m for m in claim_rules().measures if m.kind == NO_FACT and m.tight_right)


def _worded(around: Surroundings, value: Quantity, words: Span, rule: str) -> Ground:
    """Return a condition as it is written at `words`."""
    said = around.part.text[slice(*words)]
    start = words[0] + len(said) - len(said.lstrip())
    scope = around.part.scope(value.core_start, start)
    return Ground("condition", said.strip(), start, words[0] + len(said.rstrip()), scope, rule)


def _restricting(around: Surroundings, value: Quantity) -> bool:
    return value.unit not in ("percent", "percentage_point", "count") and around.restricts(value)


def _levels(around: Surroundings, value: Quantity, start: int) -> list[Span]:
    """Return the words of a level without a formal grade that the value is for: 社区, 二级及以上."""
    named = [m for m in marks(around.part.text) if m.slot == "level" and start <= m.start and m.end <= value.core_start]
    if not named or named[-1].value is not None:
        return []
    last = named[-1]
    opened = condition_rules().open_level_after.match(around.part.text[last.end :])
    return [(last.start, last.end + (opened.end() if opened else 0))]


def _period(around: Surroundings, stated: Stated) -> Iterator[Ground]:
    """Yield the period of an amount, from its clause, its sentence or the heading that named its kind."""
    if stated.value.unit != "CNY":
        return
    part, value = around.part, stated.value
    clause = part.clauses[part.clause(value.core_start)]
    sentence = part.sentences[part.sentence(value.core_start)][0], value.core_start
    for scope, words in (("clause", clause), ("sentence", sentence), ("label", part.label or (0, 0))):
        found = period(part.text, *words)
        if found:
            yield Ground("period", found[0], *found[1], scope, "period")
            return
    for heading in around.headings_at(value.core_start)[:1] if stated.reading.factor < 1 else ():
        found = period(heading, 0, len(heading))
        if found:
            yield Ground("period", found[0], *found[1], "section", "heading", 0)
