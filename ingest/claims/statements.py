"""One claim: a value as it is read, with its subjects, its conditions and its evidence."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from ingest.article import Claim
from ingest.claims.claim_rules import claim_rules
from ingest.claims.evidence import evidence
from ingest.claims.restrictions import Stated, grounds
from ingest.claims.surroundings import Surroundings
from ingest.edits.draft import Span
from ingest.quantities import Quantity


def claim(around: Surroundings, stated: Stated) -> Claim:
    """Return the claim that a block states with a value."""
    value, block = stated.value, around.block
    kind = stated.reading.measure.kind
    start, end = evidence(around.part, value.start, value.end, around.values)
    raw_start, raw_end = block.text.raw_span(start, end)
    unit, bound, low, high = _ends(stated, around)
    found = [*grounds(around, stated, (start, end))]
    slots = {ground.slot: ground.value for ground in found if ground.slot != "condition"}
    words = dict.fromkeys(ground.value for ground in found if ground.slot == "condition")
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
        approximate=value.approximate or _is_about(around, value),
        condition=",".join(words) or None,
        on_topic=not stated.reading.measure.off_topic and "off_topic" not in block.reasons,
        confidence=_confidence(around, stated, (start, end)),
        conditions=tuple(around.condition(ground, value.core_start) for ground in found),
        **slots,
    )


def _is_about(around: Surroundings, value: Quantity) -> bool:
    """Tell whether a word before the verb calls the value approximate: 大概报五成."""
    clause = around.part.clauses[around.part.clause(value.core_start)]
    return claim_rules().about_before.search(around.part.text, clause[0], value.start) is not None


def _ends(stated: Stated, around: Surroundings) -> tuple[str, str, Decimal | None, Decimal | None]:
    """Return unit, bound, least and greatest value as the contract wants them."""
    value, data, kind = stated.value, claim_rules(), stated.reading.measure.kind
    unit, bound, low, high = value.unit, value.bound, value.value_min, value.value_max
    if stated.change:
        points = unit == "percent" and kind in data.units_as_points
        return "percentage_point" if points else unit, stated.change.direction, low, high
    if stated.reading.bound and bound == "exact":
        at_most = stated.reading.bound == "at_most"
        return unit, stated.reading.bound, None if at_most else low, high if at_most else None
    words = around.part.text[value.start : value.core_start]
    full = data.exact_when_full
    if bound == "at_least" and stated.reading.measure.name in full.rules and full.words.search(words):
        return unit, "exact", low, low
    itself = {"cap": data.cap_is_exact, "contribution": data.limit_is_exact}.get(kind)
    if itself and bound == "at_most" and itself.search(words):
        return unit, "exact", high, high
    return unit, bound, low, high


def _confidence(around: Surroundings, stated: Stated, span: Span) -> float:
    data = claim_rules()
    sure = stated.reading.measure.confidence * stated.reading.factor
    if data.hedges.search(around.part.text[slice(*span)]):
        sure *= data.hedge_factor
    if around.disclaimed:
        sure *= data.disclaimer_factor
    return round(min(sure, 1.0), 3)


def _identifier(around: Surroundings, stated: Stated, unit: str, bound: str) -> str:
    """Return a name that the same words at the same place of the same article always get."""
    value = stated.value
    raw = around.block.text.raw_span(value.start, value.end)
    parts = (around.article.raw.name, *raw, stated.reading.measure.kind, value.value_min, value.value_max, unit, bound)
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]
