"""Facts as people read them: the value with its unit, the conditions, where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from query.web.site import article_link
from query.web.texts import Texts, web_rules

Row = Mapping[str, Any]

BOUND_AFTER = ("increase", "decrease", "at_least", "at_most", "above", "below")
CONDITIONS = ("service", "care_type", "insured_type", "employment", "facility_level", "condition", "period")


def value_text(fact: Row, texts: Texts) -> str:
    """Return the value of a fact: "90%", "至少15年", "300–500元"."""
    low, high = fact["value_min"], fact["value_max"]
    unit = texts.name("unit", fact["unit"]) if fact.get("unit") else ""
    number = "–".join(dict.fromkeys(_number(one) for one in (low, high) if one is not None))
    sign = ""
    if fact["bound"] in BOUND_AFTER:
        sign = texts.name("bound", fact["bound"]) + (" " if texts.language == "en" else "")
    about = texts("approximate") + (" " if texts.language == "en" else "") if fact.get("approximate") else ""
    return f"{sign}{about}{number}{unit}"


def fact_view(fact: Row, article: Row, texts: Texts) -> dict[str, Any]:
    """Return what the pages show of a fact.

    Args:
        fact: a row of the export.
        article: title and issued of its article.
        texts: in the visitor's language.
    """
    place = fact["place"]
    stated = [str(fact[name]) for name in CONDITIONS if fact.get(name) and name != "period"]
    return {
        "id": fact["id"],
        "value": value_text(fact, texts),
        "kind": texts.name("kind", fact["kind"]),
        "conditions": list(dict.fromkeys([*([place] if place else []), *stated])),
        "example_place": None if place else fact["article_place"],
        "since": fact.get("effective_from"),
        "until": fact.get("effective_until"),
        "text": fact["text"],
        "title": article.get("title") or fact["article"],
        "issued": article.get("issued"),
        "sources": texts.sources(fact.get("independent_sources") or 1),
        "articles": fact.get("attestations") or 1,
        "confidence": round(fact["confidence"] * 100),
        "href": article_link(fact["article"], fact["raw_start"], fact["raw_end"]),
    }


def filter_schemes() -> tuple[str, ...]:
    """Return the concept schemes that a search can be narrowed by."""
    return web_rules().filters


def _number(value: float) -> str:
    return f"{value:,.10g}" if value != int(value) else f"{int(value):,}"
