"""Scores of entities and relations, one pair of figures per type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ingest.edits import Span
from query.evaluation.gold import Gold, Judgement, f1, overlap, share

Row = dict[str, Any]
Located = tuple[str, Row]

PATH = "channel_has_path"
RELATIONS = (
    "service_has_channel",
    "service_requires_material",
    PATH,
    "service_has_condition",
    "law_article_states",
)
PATH_SHARE = 0.8  # of the judged steps that a found path must hold
PATH_EXTRA = 4  # steps more than judged that a found path may hold


def entity_scores(gold: Gold, rows: Iterable[Row], errors: list[str]) -> dict[str, float]:
    """Return precision, recall and F1 per type of entity, found when a mention overlaps a judged surface."""
    found = [(document, row) for row in rows if (document := gold.document(row["article"], "entities"))]
    judged = [case for case in gold.judgements("entities") if case.get("scope") != "nav"]
    scores: dict[str, float] = {}
    for kind in dict.fromkeys(case["type"] for case in judged):
        cases = [case for case in judged if case["type"] == kind]
        mine = [(document, row) for document, row in found if row["type"] == kind]
        pairs = [(case, [one for one in mine if _mentions(gold, case, one)]) for case in cases]
        scores |= _figures(kind, pairs, len(mine), errors, lambda case: f"{case['doc']} {case['canonical']}")
    return scores


def relation_scores(gold: Gold, rows: Iterable[Row], errors: list[str]) -> dict[str, float]:
    """Return precision, recall and F1 per relation, found when evidence and object agree."""
    found = [(document, row) for row in rows if (document := gold.document(row["article"], "relations"))]
    judged = gold.judgements("relations")
    scores: dict[str, float] = {}
    for name in RELATIONS:
        cases = [case for case in judged if case["rel"] == name]
        mine = [(document, row) for document, row in found if row["relation"] == name]
        if cases:
            pairs = [(case, [one for one in mine if _states(gold, case, one)]) for case in cases]
            scores |= _figures(
                name, pairs, len(mine), errors, lambda case: f"{case['doc']}:{case['line']} {case['obj']}"
            )
    return scores


def _figures(
    name: str, pairs: Sequence[tuple[Judgement, list[Located]]], exported: int, errors: list[str], show: Any
) -> dict[str, float]:
    used = {id(row) for _, rows in pairs for _, row in rows}
    certain = [(case, rows) for case, rows in pairs if case["certain"]]
    errors += [f"{name}: missed {show(case)}" for case, rows in certain if not rows]
    precision = share(len(used), exported)
    recall = share(sum(bool(rows) for _, rows in certain), len(certain))
    return {f"{name}_precision": precision, f"{name}_recall": recall, f"{name}_f1": f1(precision, recall)}


def _mentions(gold: Gold, case: Judgement, one: Located) -> bool:
    document, row = one
    if document != case["doc"]:
        return False
    mentions = [(mention["raw_start"], mention["raw_end"]) for mention in row["mentions"]]
    return any(overlap(span, mention) for span in _surfaces(gold, case) for mention in mentions)


def _surfaces(gold: Gold, case: Judgement) -> list[Span]:
    text = gold.texts[case["doc"]]
    spans = []
    for line in case["lines"]:
        start, end = gold.span(case["doc"], line)
        for surface in case["surfaces"]:
            at = text.find(surface, start, end)
            while at >= 0:
                spans.append((at, at + len(surface)))
                at = text.find(surface, at + 1, end)
    return spans


def _states(gold: Gold, case: Judgement, one: Located) -> bool:
    document, row = one
    lines = [gold.span(case["doc"], line) for line in (case["line"], *(more["line"] for more in case.get("more", ())))]
    here = document == case["doc"] and any(overlap(line, (row["raw_start"], row["raw_end"])) for line in lines)
    return here and (_same_path(case["obj"], row["object"]) if case["rel"] == PATH else _same_object(case, row))


def _same_path(judged: Any, found: Any) -> bool:
    steps = [[step] if isinstance(step, str) else step for step in judged]
    labels = [label for step in found for label in ([step] if isinstance(step, str) else step)]
    held = sum(any(label in labels for label in step) for step in steps)
    return held >= PATH_SHARE * len(steps) and len(found) <= len(steps) + PATH_EXTRA


def _same_object(case: Judgement, row: Row) -> bool:
    judged = [str(case["obj"]), *case.get("alt_obj", ())]
    found = [str(row["object"]), *map(str, row.get("object_aliases", ()))]
    return any(a in b or b in a for a in judged for b in found)
