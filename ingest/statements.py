"""One claim: a value as it is read, with its subjects, its conditions and its evidence."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal

from ingest.article import Claim
from ingest.attachment import Attached, attached
from ingest.changes import restricts
from ingest.claim_rules import claim_rules
from ingest.conditions import condition_rules, period, stated_conditions
from ingest.edits import Span
from ingest.evidence import evidence
from ingest.measures import Reading
from ingest.quantities import Quantity, effective_from
from ingest.subjects import marks
from ingest.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Stated:
    """A value with the way it is read."""

    value: Quantity
    reading: Reading
    direction: str | None = None  # increase | decrease


def claim(around: Surroundings, stated: Stated) -> Claim:
    """Return the claim that a block states with a value."""
    value, block = stated.value, around.block
    kind = stated.reading.measure.kind
    start, end = evidence(around.part, value.start, value.end, around.values)
    raw_start, raw_end = block.text.raw_span(start, end)
    unit, bound, low, high = _ends(stated, around)
    who = _who(around, stated)
    return Claim(
        id=_identifier(around, stated, unit, bound),
        kind=kind,
        value_min=low,
        value_max=high,
        unit=unit,
        bound=bound,
        start=block.start + start,
        end=block.start + end,
        raw_start=raw_start,
        raw_end=raw_end,
        quote=around.article.raw.text[raw_start:raw_end],
        text=block.text.text[start:end],
        block=around.index,
        heading_path=block.heading_path,
        rule=stated.reading.measure.name,
        approximate=value.approximate,
        care_type=who.care_type,
        insured_type=who.insured_type,
        employment=who.employment,
        facility_level=who.facility_level,
        place=around.place(value.core_start),
        condition=_condition(around, stated, (start, end)),
        period=_period(around, stated),
        effective_from=effective_from(around.part.text[slice(*_sentence(around, value))]),
        service=around.service(value.core_start),
        on_topic=not stated.reading.measure.off_topic and "off_topic" not in block.reasons,
        confidence=_confidence(around, stated, (start, end)),
    )


def _ends(stated: Stated, around: Surroundings) -> tuple[str, str, Decimal | None, Decimal | None]:
    """Return unit, bound, least and greatest value as the contract wants them."""
    value, data, kind = stated.value, claim_rules(), stated.reading.measure.kind
    unit, bound, low, high = value.unit, value.bound, value.value_min, value.value_max
    if stated.direction:
        points = unit == "percent" and kind in data.units_as_points
        return "percentage_point" if points else unit, stated.direction, low, high
    if stated.reading.bound and bound == "exact":
        at_most = stated.reading.bound == "at_most"
        return unit, stated.reading.bound, None if at_most else low, high if at_most else None
    words = around.part.text[value.start : value.core_start]
    full = data.exact_when_full
    if bound == "at_least" and stated.reading.measure.name in full.rules and full.words.search(words):
        return unit, "exact", low, low
    if kind == "cap" and bound == "at_most" and data.cap_is_exact.search(words):
        return unit, "exact", high, high
    return unit, bound, low, high


def _who(around: Surroundings, stated: Stated) -> Attached:
    """Return the subjects; what is off topic is about no insured group."""
    if stated.reading.measure.off_topic:
        return Attached()
    value, part = stated.value, around.part
    clause = part.text[slice(*part.clauses[part.clause(value.core_start)])]
    apart = stated.direction is not None and condition_rules().levels_apart.search(clause) is not None
    at = value.core_start, value.core_end
    return attached(part, at, around.values, around.headings_at(value.core_start), apart=apart)


def _sentence(around: Surroundings, value: Quantity) -> Span:
    return around.part.sentences[around.part.sentence(value.core_start)]


def _condition(around: Surroundings, stated: Stated, span: Span) -> str | None:
    """Return what restricts the value, in words: level, disease, circumstances, age band, stretch of costs, base."""
    value, part = stated.value, around.part
    sentence = _sentence(around, value)[0]
    here = [v for v in around.values if sentence <= v.core_start and v.core_end <= value.core_start]
    facts = [v for v in here if v.unit != "count" and not _restricting(around, v)]
    previous = max((v.core_end for v in facts), default=0)
    start = max(span[0], previous)
    bracket = part.text.find("(", value.end, span[1])
    end = bracket if bracket >= 0 else span[1]
    nearest = max(previous, sentence, part.text.rfind(";", 0, value.start))
    alike = not stated.reading.measure.conditional  # of two required spans of years neither restricts the other
    bands = [v for v in here if (alike or v.unit != value.unit) and nearest <= v.start and _restricting(around, v)]
    label = part.label or (0, 0)
    bands = bands or [v for v in around.values if label[0] <= v.start < label[1] and v is not value]
    found = [
        *_levels(around, value, start),
        *around.diseases(value),
        *stated_conditions(part.text[start:end], part.text[sentence : value.start]),
        *(part.text[v.start : v.end].strip() for v in bands[-1:]),
        *([around.key] if around.key else []),
        *([claim_rules().base_phrase.format(stated.reading.base)] if stated.reading.base else []),
    ]
    return ",".join(dict.fromkeys(found)) or None


def _restricting(around: Surroundings, value: Quantity) -> bool:
    return value.unit not in ("percent", "percentage_point", "count") and restricts(around.part, value, around.values)


def _levels(around: Surroundings, value: Quantity, start: int) -> list[str]:
    """Return the words of a level without a formal grade that the value is for: 社区, 二级及以上."""
    named = [m for m in marks(around.part.text) if m.slot == "level" and start <= m.start and m.end <= value.core_start]
    if not named or named[-1].value is not None:
        return []
    last = named[-1]
    opened = condition_rules().open_level_after.match(around.part.text[last.end :])
    return [around.part.text[last.start : last.end + (opened.end() if opened else 0)]]


def _period(around: Surroundings, stated: Stated) -> str | None:
    """Return the period of an amount, from its clause, its sentence or the heading that named its kind."""
    if stated.value.unit != "CNY":
        return None
    part, value = around.part, stated.value
    clause = part.clauses[part.clause(value.core_start)]
    texts = [part.text[slice(*clause)], part.text[_sentence(around, value)[0] : value.core_start], part.label_text]
    if stated.reading.factor < 1:
        texts += around.headings_at(value.core_start)[:1]
    return next((found for text in texts if (found := period(text))), None)


def _confidence(around: Surroundings, stated: Stated, span: Span) -> float:
    data = claim_rules()
    sure = stated.reading.measure.confidence * stated.reading.factor
    if data.hedges.search(around.part.text[slice(*span)]):
        sure *= data.hedge_factor
    if any("disclaimer" in block.reasons for block in around.article.blocks):
        sure *= data.disclaimer_factor
    return round(min(sure, 1.0), 3)


def _identifier(around: Surroundings, stated: Stated, unit: str, bound: str) -> str:
    """Return a name that the same words at the same place of the same article always get."""
    value = stated.value
    raw = around.block.text.raw_span(value.start, value.end)
    parts = (around.article.raw.name, *raw, stated.reading.measure.kind, value.value_min, value.value_max, unit, bound)
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]
