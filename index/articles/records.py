"""From the dataclasses of an article to the JSON lines that other tools read: only here their fields are named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from index.articles.passages import Passage
from index.settings import settings
from ingest.article import Analysis, Article, Block, Claim, Condition, Mention, Relation, Step
from ingest.cleaning.composition import edit_log
from ingest.cleaning.structure.section_tree import section_tree
from ingest.edits.edit_log import Record
from ingest.mentions.seats import seats
from ontology.candidates import candidate_rules
from ontology.vocabulary import vocabulary

Row = dict[str, Any]


def block_rows(article: Article, edits: bool = False) -> Iterator[Row]:
    """Yield the blocks of an article, which tile its raw text; with `edits` each with its part of the edit log."""
    if not edits:
        yield from (_block_row(article, block) for block in article.blocks)
        return
    records: dict[int, list[Row]] = {}
    for record in edit_log(article).records:
        records.setdefault(record.block, []).append(_edit_row(record))
    for i, block in enumerate(article.blocks):
        yield {**_block_row(article, block), "edits": records.get(i, [])}


def article_row(article: Article, content_hash: str, about: Sequence[str] = ()) -> Row:
    """Return what is known of an article as a whole; `about`: codes of the regions that it is about."""
    return {
        "article": article.raw.name,
        "title": article.title,
        "issued": article.issued,
        "publisher": article.publisher,
        "author": article.raw.metadata.get("author") or None,
        "url": article.url,
        "source_kind": article.source_kind,
        "article_place": place_label(article.place),
        "place_code": article.place,
        "about_places": list(about),
        "media_type": article.raw.media_type,
        "encoding": article.raw.encoding,
        "content_hash": content_hash,
        "raw_length": len(article.raw.text),
        "blocks": len(article.blocks),
        "problems": list(article.problems),
        "on_topic": not article.other_topic,
        "other_topic": article.other_topic or None,
        "sections": list(_section_rows(article)),
    }


def fact_row(claim: Claim, article: Article) -> Row:
    """Return a quantitative claim with its conditions and evidence."""
    return {
        "id": claim.id,
        "article": article.raw.name,
        "kind": claim.kind,
        "value_min": number(claim.value_min),
        "value_max": number(claim.value_max),
        "unit": claim.unit,
        "bound": claim.bound,
        "approximate": claim.approximate,
        "care_type": claim.care_type,
        "insured_type": claim.insured_type,
        "employment": claim.employment,
        "facility_level": claim.facility_level,
        "place": claim.place,
        "article_place": place_label(article.place),
        "condition": claim.condition,
        "relative_to": claim.relative_to,
        "period": claim.period,
        "effective_from": claim.effective_from,
        "effective_until": claim.effective_until,
        "policy_year": claim.policy_year,
        "service": claim.service,
        "hedge": hedge(claim, article),
        "on_topic": claim.on_topic,
        "quote": claim.quote,
        "text": claim.text,
        "raw_start": claim.raw_start,
        "raw_end": claim.raw_end,
        "start": claim.start,
        "end": claim.end,
        "block": claim.block,
        "heading_path": list(claim.heading_path),
        "confidence": claim.confidence,
        "rule": claim.rule,
        "conditions": [_condition_row(condition, article) for condition in claim.conditions],
    }


def _condition_row(condition: Condition, article: Article) -> Row:
    """Return what fills a slot of a claim, with the words that say so."""
    return {
        "slot": condition.slot,
        "value": condition.value,
        "scope": condition.scope,
        "rule": condition.rule,
        "quote": article.raw.text[condition.raw_start : condition.raw_end],
        "raw_start": condition.raw_start,
        "raw_end": condition.raw_end,
    }


def entity_rows(analysis: Analysis) -> Iterator[Row]:
    """Yield the entities of an article, each with all its mentions, in order of first mention."""
    entities: dict[tuple[str, str], list[tuple[Mention, str | None]]] = {}
    places = seats(analysis.mentions)
    for number, mention in enumerate(analysis.mentions):
        named = entities.setdefault((mention.type, mention.code or mention.label), [])
        named.append((mention, places.get(number)))
    for mentions in entities.values():
        yield _entity_row(analysis.article, mentions)


def relation_row(relation: Relation, article: str) -> Row:
    """Return a stated relation with its evidence; of a path the object is the list of its steps."""
    return {
        "id": relation_id(relation, article),
        "article": article,
        "relation": relation.relation,
        "subject": relation.subject,
        "subject_code": relation.subject_code or None,
        "object": _steps(relation.object),
        "object_code": relation.object_code or None,
        "object_aliases": list(relation.object_aliases),
        "raw_start": relation.raw_start,
        "raw_end": relation.raw_end,
        "quote": relation.quote,
        "service": relation.service or None,
        "form": relation.form,
        "copies": relation.copies,
        "alternative_group": relation.alternative_group,
        "only_if": relation.only_if,
        "seal": relation.seal,
        "channel": relation.channel or None,
        "channel_code": relation.channel_code or None,
        "parts": [{"role": one.role, "raw_start": one.raw_start, "raw_end": one.raw_end} for one in relation.parts],
        "confidence": relation.confidence,
        "rule": relation.rule,
    }


def passage_row(passage: Passage) -> Row:
    """Return a passage."""
    return {
        "id": passage.id,
        "article": passage.article,
        "title": passage.title,
        "issued": passage.issued,
        "heading_path": list(passage.heading_path),
        "text": passage.text,
        "raw_start": passage.raw_start,
        "raw_end": passage.raw_end,
    }


def number(value: Decimal | None) -> int | float | None:
    """Return a decimal as a JSON number, whole where it is."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def place_label(code: str | None) -> str | None:
    """Return the label of a GB/T 2260 code, the code itself where the vocabulary lacks it."""
    if code is None:
        return None
    concept = vocabulary().concepts.get(f"region-{code}")
    return concept.pref_label if concept else code


def hedge(claim: Claim, article: Article) -> str | None:
    """Return the word that limits a claim to places or cases that it does not name, None if there is none."""
    limits = settings().conflicts
    block = article.blocks[claim.block]
    before = block.text.text[: max(0, claim.start - block.start)]
    clause = limits.clause_break.split(before)[-1] + claim.text + (claim.condition or "")
    return next((word for word in limits.hedges if word in clause), None)


def entity_id(mention: Mention) -> str:
    """Return the id of what a mention names: its concept code, or a digest of type and label."""
    return mention.code or f"{mention.type}-{digest(mention.type, mention.label)}"


def relation_id(relation: Relation, article: str) -> str:
    """Return a name for a relation that no other relation has."""
    stated = json.dumps(_steps(relation.object), ensure_ascii=False)
    span = f"{relation.raw_start}-{relation.raw_end}"
    return digest(article, relation.relation, relation.subject, stated, relation.service, span)


def digest(*parts: str) -> str:
    """Return a short stable name for some strings."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _block_row(article: Article, block: Block) -> Row:
    return {
        "article": article.raw.name,
        "raw_start": block.raw_start,
        "raw_end": block.raw_end,
        "raw": article.raw.text[block.raw_start : block.raw_end],
        "clean": block.clean,
        "action": block.action,
        "reasons": list(block.reasons),
        "kind": block.kind,
        "heading_path": list(block.heading_path),
    }


def _edit_row(record: Record) -> Row:
    return {
        "raw_start": record.raw_start,
        "raw_end": record.raw_end,
        "operation": record.operation,
        "outcome": record.outcome,
        "before": record.before,
        "after": record.after,
        "rule": record.rule,
        "rules": list(record.rules),
        "evidence": record.evidence,
        "confidence": record.confidence,
    }


def _section_rows(article: Article) -> Iterator[Row]:
    """Yield the sections in text order; `parent` is the place of the one above in this list, None of the outermost."""
    found = list(section_tree(article).walk())[1:]
    above = {child.block: i for i, section in enumerate(found) for child in section.children}
    for section in found:
        yield {
            "heading": section.heading,
            "level": section.level,
            "number": section.number,
            "raw_start": article.blocks[section.first].raw_start,
            "raw_end": article.blocks[section.last - 1].raw_end,
            "parent": above.get(section.block),
        }


def _entity_row(article: Article, mentions: list[tuple[Mention, str | None]]) -> Row:
    """Return an entity; its place is that of all its mentions which have one, if that is one and the same."""
    first = mentions[0][0]
    concept = vocabulary().concepts.get(first.code)
    known = concept.alt_labels if concept else ()
    seen = (name for mention, _ in mentions for name in (mention.label, article.text[mention.start : mention.end]))
    places = {place for _, place in mentions if place}
    return {
        "id": entity_id(first),
        "article": article.raw.name,
        "type": first.type,
        "label": first.label,
        "aliases": [alias for alias in dict.fromkeys((*known, *seen)) if alias != first.label],
        "place": place_label(places.pop().removeprefix("region-")) if len(places) == 1 else None,
        "candidate": candidate_rules().is_candidate(first.type, first.code, first.label),
        "mentions": [
            {
                "raw_start": mention.raw_start,
                "raw_end": mention.raw_end,
                "surface": mention.surface,
                "place": place_label(place.removeprefix("region-")) if place else None,
                "rule": mention.rule or None,
            }
            for mention, place in mentions
        ],
    }


def _steps(value: str | tuple[Step, ...]) -> Any:
    if isinstance(value, str):
        return value
    return [step if isinstance(step, str) else list(step) for step in value]
