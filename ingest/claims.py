"""Quantitative claims: every value of an article that a rule can read, with its conditions and its evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.article import Article, Claim, Mention
from ingest.attachment import Attached, attached
from ingest.changes import change, restricts, states_no_fact
from ingest.clauses import layout
from ingest.conditions import condition_rules, marks, opens_own_topic, period, stated_conditions
from ingest.edits import Span
from ingest.evidence import evidence
from ingest.measures import Reading, claim_rules, reading
from ingest.quantities import Quantity, effective_from
from ingest.surroundings import Surroundings, surroundings
from ontology.folding import fold

HEADINGS = ("title", "heading", "question")
SHARES = ("percent", "percentage_point")


@dataclass(frozen=True, slots=True)
class Stated:
    """A value with the way it is read."""

    value: Quantity
    reading: Reading
    direction: str | None = None  # increase | decrease


def claims(article: Article, mentions: Sequence[Mention]) -> list[Claim]:
    """Return the quantitative claims of `article` in text order; titles, headings and dropped blocks make none."""
    by_block: dict[int, list[Mention]] = {}
    for mention in mentions:
        by_block.setdefault(mention.block, []).append(mention)
    found: list[Claim] = []
    for index, headings in governed(article):
        around = surroundings(article, index, headings, by_block.get(index, ()))
        for stated in sorted([*_values(around), *_zeros(around)], key=lambda s: (s.value.core_start, s.value.core_end)):
            found.append(_related(_claim(around, stated), found))
    return found


def governed(article: Article) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the blocks that may state facts, with the headings that reach them, innermost first.

    The page's title reaches none. A block whose label opens a topic of its own takes nothing from the headings above it
    and ends their reach.
    """
    closed: set[tuple[str, ...]] = set()
    for index, block in enumerate(article.blocks):
        if block.action == "drop" or block.kind in HEADINGS or not block.text.text.strip():
            continue
        path = block.heading_path
        if block.kind != "table_row" and opens_own_topic(layout(fold(block.text.text))):
            closed.add(path)
        reaching = path[1:] if path[:1] == (article.title,) else path
        yield index, () if path in closed else tuple(reversed(reaching))


def _values(around: Surroundings) -> Iterator[Stated]:
    """Yield the quantities of a block that are facts."""
    part, values = around.part, around.values
    for value in values:
        if _damaged(around, value.start, value.end) or states_no_fact(part, value) or restricts(part, value, values):
            continue
        direction = change(part, value)
        headings = around.headings_at(value.core_start)
        read = reading(part, value, values, headings, changes=direction is not None)
        if read is not None:
            yield Stated(value, read, direction)


def _zeros(around: Surroundings) -> Iterator[Stated]:
    """Yield the deductibles of nothing that words state: 不设起付线."""
    data = claim_rules()
    rule = next(measure for measure in data.measures if measure.kind == "deductible")
    for match in data.zero.finditer(around.part.text):
        start, end = match.span()
        zero = Quantity(start, end, Decimal(0), Decimal(0), "CNY", "exact", False, start, end)
        if not _damaged(around, start, end) and not states_no_fact(around.part, zero):
            yield Stated(zero, Reading(replace(rule, name=f"{rule.name}-zero"), data.zero_confidence / rule.confidence))


def _damaged(around: Surroundings, start: int, end: int) -> bool:
    return any(left < end and start < right for left, right in around.block.damage)


# --- one claim --------------------------------------------------------------------------------------------------------
def _claim(around: Surroundings, stated: Stated) -> Claim:
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
    words = around.part.text[value.start : value.core_start]
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
    """Return what restricts the value, in words: diseases, circumstances, age bands and stretches of costs, the base."""
    value, part = stated.value, around.part
    others = [v for v in around.values if v.unit != "count" and not _restricting(around, v)]
    previous = max((v.core_end for v in others if v.core_end <= value.core_start), default=0)
    start = max(span[0], previous)
    sentence = _sentence(around, value)[0]
    bands = [v for v in around.values if max(previous, sentence) <= v.start < value.start and _restricting(around, v)]
    found = [
        *_levels(around, value, start),
        *around.diseases(value),
        *stated_conditions(part.text[start : span[1]], part.text[sentence : value.start]),
        *(part.text[v.start : v.end].strip() for v in bands[-1:]),
        *([f"基数为{stated.reading.base}"] if stated.reading.base else []),
    ]
    return ",".join(dict.fromkeys(found)) or None


def _restricting(around: Surroundings, value: Quantity) -> bool:
    return value.unit in ("years_of_age", "CNY") and restricts(around.part, value, around.values)


def _levels(around: Surroundings, value: Quantity, start: int) -> list[str]:
    """Return the words of a level without a formal grade that the value is for: 社区, 二级及以上."""
    named = [m for m in marks(around.part.text) if m.slot == "level" and start <= m.start and m.end <= value.core_start]
    if not named or named[-1].value is not None:
        return []
    text = around.part.text[named[-1].start : named[-1].end + 14]
    opened = condition_rules().open_level_after.match(text, named[-1].end - named[-1].start)
    return [text[: opened.end()] if opened else text[: named[-1].end - named[-1].start]]


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


def _related(claim: Claim, before: Sequence[Claim]) -> Claim:
    """Return an increment with the claim it starts from: the nearest one before it of its kind, care type and level."""
    if claim.bound not in ("increase", "decrease"):
        return claim
    for other in reversed(before):
        near = other.block == claim.block or other.heading_path == claim.heading_path
        alike = (other.kind, other.care_type) == (claim.kind, claim.care_type)
        level = claim.facility_level in (other.facility_level, None) and (
            other.unit == claim.unit or claim.unit in SHARES
        )
        if near and alike and level and other.bound not in ("increase", "decrease"):
            return replace(claim, relative_to=other.id)
    return claim
