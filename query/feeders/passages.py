"""Passages of an answer as text, metadata and score, for frameworks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from query.answers import Answer
from query.feeders.addresses import address

SILENT = "no_answer"


def described(answer: Answer) -> Iterator[tuple[str, dict[str, Any], float]]:
    """Yield text, metadata and score of each passage; nothing where there is no answer in the data."""
    if answer.outcome == SILENT:
        return
    cited = {(one.article_id, one.raw_start, one.raw_end): one for one in answer.citations}
    for hit in answer.hits:
        passage = hit.passage
        citation = cited[passage.article, passage.raw_start, passage.raw_end]
        known = {
            "id": str(passage.id),
            "article": passage.article,
            "title": passage.title,
            "issued": passage.issued,
            "source": address(passage.article, citation.url),
            "heading_path": " › ".join(passage.heading_path),
            "raw_start": passage.raw_start,
            "raw_end": passage.raw_end,
            "quote": citation.quote,
            "outcome": answer.outcome,
            "confidence": round(answer.confidence, 4),
        }
        yield passage.text, known, hit.score
