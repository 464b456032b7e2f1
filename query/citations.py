"""Citations: where each shown fact and passage stands, word for word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.store import KnowledgeIndex
from query.answers import Citation, Hit

Row = Mapping[str, Any]


def citations(
    index: KnowledgeIndex,
    facts: Sequence[Row],
    hits: Sequence[Hit],
    confidence: float,
) -> Iterator[Citation]:
    """Yield one citation for each fact, then one for each passage, numbered from 1.

    A fact is as sure as its claim, a passage as the whole answer.

    Args:
        index: the data.
        facts: fact rows.
        hits: passages.
        confidence: of the whole answer.
    """
    for n, fact in enumerate(facts, start=1):
        article = index.article(fact["article"])
        yield _citation(n, article, fact["id"], fact, fact["quote"], fact["confidence"])
    for n, hit in enumerate(hits, start=len(facts) + 1):
        passage = hit.passage
        article = index.article(passage.article)
        quote = index.articles.raw_text(passage.article)[passage.raw_start : passage.raw_end]
        span = {name: getattr(passage, name) for name in ("start", "end", "raw_start", "raw_end")}
        yield _citation(n, article, None, span, quote, confidence)


def _citation(n: int, article: Row, claim: str | None, span: Row, quote: str, confidence: float) -> Citation:
    return Citation(
        n=n,
        claim_id=claim,
        article_id=article["article"],
        title=article["title"],
        url=article["url"],
        issued=article["issued"],
        source_kind=article["source_kind"],
        start=span["start"],
        end=span["end"],
        quote=quote,
        raw_start=span["raw_start"],
        raw_end=span["raw_end"],
        confidence=round(confidence, 4),
    )
