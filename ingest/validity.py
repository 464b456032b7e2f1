"""From when and until when a statement holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ingest.clauses import Layout
from ingest.grounds import Ground
from ingest.quantities.grammar import grammar


def effective(part: Layout, at: int) -> Iterator[Ground]:
    """Yield the day from which the sentence of the value at `at` says that it holds."""
    start, end = part.sentences[part.sentence(at)]
    match = grammar().effective.search(part.text, start, end)
    if match is None:
        return
    try:
        day = date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1)).isoformat()
    except ValueError:  # 2025年13月: no date
        return
    yield Ground("effective_from", day, *match.span(), part.scope(at, match.start()), "date")
