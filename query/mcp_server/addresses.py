"""Addresses of articles and claims: the page's own, or one that this server reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

ARTICLE = "yibao://article/"
CLAIM = "yibao://claim/"
SCHEMA = "yibao://schema"


def article_uri(name: str) -> str:
    """Return the resource of an article.

    >>> article_uri("a/甲.txt")
    'yibao://article/a%2F%E7%94%B2.txt'
    """
    return ARTICLE + quote(name, safe="")


def article_url(row: Mapping[str, Any]) -> str:
    """Return where an article stands: its page on the web, else its resource."""
    return str(row.get("url") or article_uri(str(row["article"])))
