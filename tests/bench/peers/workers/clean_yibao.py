"""Worker: yibao's cleaner alone."""

from __future__ import annotations

from typing import Any

from speaking import serve, timed

from index.articles.records import block_rows
from ingest.article import Article, RawArticle
from ingest.cleaning.cleaner import clean


def page(request: dict[str, Any]) -> dict[str, Any]:
    """Return the body of a page, and which characters of the page it holds, as spans."""
    seconds, cleaned = timed(lambda: clean(RawArticle(request["name"], request["html"], "text/html")))
    text = "\n".join(block.text.text for block in cleaned.body)
    return {"text": text, "ms": 1e3 * seconds, "spans": _spans(cleaned)}


def article(request: dict[str, Any]) -> dict[str, Any]:
    """Return the blocks of an article."""
    seconds, cleaned = timed(lambda: clean(RawArticle(request["name"], request["text"], request["media_type"])))
    fields = ("raw_start", "raw_end", "clean", "action")
    return {"blocks": [{name: row[name] for name in fields} for row in block_rows(cleaned)], "ms": 1e3 * seconds}


def _spans(cleaned: Article) -> list[list[int]]:
    spans: list[list[int]] = []
    for block in cleaned.body:
        for start, end in zip(block.text.starts, block.text.ends, strict=True):
            if spans and spans[-1][1] >= start:
                spans[-1][1] = max(spans[-1][1], end)
            else:
                spans.append([start, end])
    return spans


if __name__ == "__main__":
    serve({"page": page, "article": article})
