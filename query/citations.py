"""Citations: where each shown fact and passage stands, word for word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.store import KnowledgeIndex
from query.answers import Citation, Hit

Row = Mapping[str, Any]


def citations(
    index: KnowledgeIndex, facts: Sequence[Row], hits: Sequence[Hit], confidence: float
) -> Iterator[Citation]:
    """Yield one citation for each fact, then one for each passage, numbered from 1.

    A fact is as sure as its claim, a passage as the whole answer.
    """
    articles = _Articles(index)
    for n, fact in enumerate(facts, start=1):
        yield articles.citation(n, fact["article"], fact["id"], fact, fact["confidence"])
    for n, hit in enumerate(hits, start=len(facts) + 1):
        passage = hit.passage
        span = {name: getattr(passage, name) for name in ("start", "end", "raw_start", "raw_end")}
        yield articles.citation(n, passage.article, None, span, confidence)


class _Articles:
    """The articles of one answer, each read once."""

    def __init__(self, index: KnowledgeIndex) -> None:
        self._index = index
        self._known: dict[str, tuple[Row, str]] = {}

    def citation(self, n: int, article: str, claim: str | None, span: Row, confidence: float) -> Citation:
        row, raw = self._article(article)
        return Citation(
            n=n,
            claim_id=claim,
            article_id=article,
            title=row["title"],
            url=row["url"],
            issued=row["issued"],
            source_kind=row["source_kind"],
            start=span["start"],
            end=span["end"],
            quote=raw[span["raw_start"] : span["raw_end"]],
            raw_start=span["raw_start"],
            raw_end=span["raw_end"],
            confidence=round(confidence, 4),
        )

    def _article(self, name: str) -> tuple[Row, str]:
        if name not in self._known:
            analysis = self._index.articles.analysis(name)
            self._known[name] = (
                self._index.articles.article(name) or {},
                analysis.article.raw.text if analysis else "",
            )
        return self._known[name]
