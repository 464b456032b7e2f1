"""An address for every article: its own where it has one, else one that names it in the data."""

from __future__ import annotations

from urllib.parse import quote

SCHEME = "yibao:article/"


def address(article: str, url: str | None, server: str | None = None) -> str:
    """Return a non-empty address.

    Args:
        article: the name of the article.
        url: where it was read from, if that is known.
        server: address of a `yibao serve`, for articles that have none of their own.

    >>> address("a b.txt", None), address("a.txt", None, "http://127.0.0.1:8642/")
    ('yibao:article/a%20b.txt', 'http://127.0.0.1:8642/article/a.txt')
    """
    if url:
        return url
    name = quote(article, safe="")
    return f"{server.rstrip('/')}/article/{name}" if server else SCHEME + name
