"""What the graph knows of the service that a question is about: its channels with their steps, its papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ontology.errors import QueryError
from query.answers import Answer
from query.browsing.rows import Evidence, Procedure
from query.knowledge import KnowledgeBase
from query.understanding.rules import question_rules
from query.web.site import article_link
from query.web.texts import Texts

SHOWN = 8  # of each part
PARTS = {  # relation that answers a question → part of a procedure
    "service_has_channel": "channels",
    "channel_has_path": "channels",
    "service_requires_material": "materials",
    "service_has_condition": "conditions",
}
ASPECTS = {"processing_time": "processing_time"}  # aspect → part of a procedure


def asked_procedure(knowledge: KnowledgeBase, answer: Answer, region: str | None) -> tuple[Procedure, list[str]] | None:
    """Return the procedure of the service that was asked about, and which of its parts; None if none was."""
    if answer.outcome == "no_answer":
        return None
    asked = answer.understanding
    services = [term for term in asked.terms if term.code.startswith("service-") and not term.negated]
    parts = _parts(asked.aspects)
    if not services or not parts:
        return None
    service = max(services, key=lambda term: len(term.surface)).code
    try:
        return knowledge.procedure(service, region), parts
    except QueryError:  # the vocabulary knows the service, the data do not
        return None


def procedure_view(found: tuple[Procedure, list[str]] | None, texts: Texts) -> dict[str, Any] | None:
    """Return what the template shows of a procedure; None if it holds nothing of what was asked."""
    if found is None:
        return None
    procedure, wanted = found
    parts = [(name, _rows(procedure, name, texts)) for name in wanted]
    shown = [(texts(f"procedure.{name}"), rows[:SHOWN], max(0, len(rows) - SHOWN)) for name, rows in parts if rows]
    if not shown:
        return None
    return {"label": procedure["service"]["label"], "code": procedure["service"]["code"], "parts": shown}


def _parts(aspects: Sequence[str]) -> list[str]:
    rules = question_rules().aspects
    by_relation = [PARTS[relation] for aspect in aspects for relation in rules[aspect].relations if relation in PARTS]
    by_name = [ASPECTS[aspect] for aspect in aspects if aspect in ASPECTS]
    return list(dict.fromkeys([*by_relation, *by_name]))


def _rows(procedure: Procedure, part: str, texts: Texts) -> list[dict[str, Any]]:
    if part == "channels":
        return [
            _row(
                one["channel"]["label"],
                [" → ".join(" / ".join(step) for step in path["steps"]) for path in one["paths"][:2]] + one["phones"],
                one["sources"],
                one["evidence"] or [evidence for path in one["paths"] for evidence in path["evidence"]],
                texts,
            )
            for one in procedure["channels"]
        ]
    if part == "materials":
        return [
            _row(
                one["material"]["label"],
                list(dict.fromkeys(words for detail in one["details"][:3] if (words := _detail(detail)))),
                one["sources"],
                one["evidence"],
                texts,
            )
            for one in procedure["materials"]
        ]
    statements = procedure["conditions"] if part == "conditions" else procedure["processing_time"]
    return [
        _row(one["text"], [one["only_if"]] if one["only_if"] else [], one["sources"], one["evidence"], texts)
        for one in statements
    ]


def _detail(detail: Any) -> str:
    copies = f"{detail['copies']}份" if detail["copies"] else ""
    others = " / ".join(other["label"] for other in detail["alternatives"])
    channel = detail["channel"]["label"] if detail["channel"] else ""
    return " · ".join(part for part in (detail["form"] or "", copies, others, channel, detail["only_if"] or "") if part)


def _row(label: str, details: list[str], sources: int, evidence: list[Evidence], texts: Texts) -> dict[str, Any]:
    first = evidence[0] if evidence else None
    return {
        "label": label,
        "details": details,
        "sources": texts.sources(sources),
        "quote": first["text"] if first else "",
        "href": article_link(first["article"], first["raw_start"], first["raw_end"]) if first else "",
    }
