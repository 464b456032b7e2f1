"""Dates from which a statement holds."""

from __future__ import annotations

from datetime import date

from ingest.quantities.grammar import grammar
from ontology.folding import fold


def effective_from(text: str) -> str | None:
    """Return the ISO date from which `text` says that something holds; None without a year.

    >>> effective_from("自2025年2月24日起,增加一个月产假"), effective_from("1月1日起")
    ('2025-02-24', None)
    """
    match = grammar().effective.pattern.search(fold(text))
    if match is None:
        return None
    try:
        return date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1)).isoformat()
    except ValueError:  # 2025年13月: no date
        return None
