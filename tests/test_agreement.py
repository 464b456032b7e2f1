"""Title, date and publisher: where a page's own statements differ, the article says so."""

from __future__ import annotations

import pytest

from ingest.article import Article, RawArticle
from ingest.cleaning.cleaner import clean

BODY = "<p>参保人可以在窗口查询余额,也可以拨打12393热线查询,工作日均可办理。</p>" * 3


def page(head: str, shown: str, **stated: str) -> Article:
    text = f"<html><head>{head}</head><body><h1>医保卡余额查询</h1><p>{shown}</p>{BODY}</body></html>"
    return clean(RawArticle("page", text, "text/html", metadata=stated))


@pytest.mark.parametrize(
    ("head", "shown", "issued", "problem"),
    [
        ('<meta name="PubDate" content="2025-01-09">', "发布日期:2025-01-09", "2025-01-09", ""),
        (
            '<meta name="PubDate" content="2025-01-09">',
            "发布日期:2025-03-01",
            "2025-01-09",
            "date: meta tags say 2025-01-09, the visible",
        ),
        ('<meta property="article:modified_time" content="2026-02-02">', "发布日期:2025-03-01", "2025-03-01", ""),
        ('<meta property="article:modified_time" content="2026-02-02">', "", "2026-02-02", ""),
        (
            '<meta name="PubDate" content="2025-01-09">'
            '<script type="application/ld+json">{"datePublished":"2024-05-05"}</script>',
            "",
            "2025-01-09",
            "date: meta tags say 2025-01-09, JSON-LD says 2024-05-05",
        ),
        ('<meta property="og:title" content="医保卡余额查询 - 某网">', "", None, ""),
        (
            '<meta property="og:title" content="公积金怎么提取">',
            "",
            None,
            "title: meta tags say 公积金怎么提取, the visible",
        ),
    ],
)
def test_what_differs_is_told_and_the_documented_source_taken(
    head: str, shown: str, issued: str | None, problem: str
) -> None:
    found = page(head, shown)
    assert found.issued == issued
    assert found.problems[0].startswith(problem) if problem else not found.problems, found.problems


def test_what_the_source_says_comes_before_the_page() -> None:
    found = page('<meta name="PubDate" content="2025-01-09">', "", issued="2025-02-02")
    assert found.issued == "2025-02-02"
    assert found.problems[0].startswith("date: the source says 2025-02-02, meta tags say 2025-01-09")
