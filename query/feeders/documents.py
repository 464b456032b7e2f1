"""`search` and `fetch`: the pair of functions by which chatbots read a collection of documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from query.feeders.addresses import address
from query.knowledge import KnowledgeBase

Row = dict[str, Any]


def search(
    knowledge: KnowledgeBase,
    query: str,
    k: int = 10,
    server: str | None = None,
    region: str | None = None,
    as_of: str | None = None,
    narrow: Mapping[str, str | None] | None = None,
) -> Row:
    """Return `{"results": [{"id", "title", "url", "text"}]}`: one for each article, its best passage as the text.

    Raises:
        QueryError: if the region or a concept of `narrow` is unknown.
    """
    found: dict[str, Row] = {}
    answer = knowledge.search(query, k, region, as_of, narrow=narrow).row()
    urls = {citation["article_id"]: citation["url"] for citation in answer["citations"]}
    for passage in answer["passages"]:
        name = passage["article"]
        found.setdefault(
            name,
            {
                "id": name,
                "title": passage["title"] or name,
                "url": address(name, urls[name], server),
                "text": passage["text"],
            },
        )
    return {"results": list(found.values())}


def fetch(knowledge: KnowledgeBase, id: str, server: str | None = None) -> Row:
    """Return `{"id", "title", "text", "url", "metadata"}` of an article; the text is the clean one.

    Raises:
        QueryError: if there is no such article.
    """
    view = knowledge.article(id)
    row = view["article"]
    known = ("issued", "publisher", "source_kind", "article_place")
    return {
        "id": id,
        "title": row["title"] or id,
        "text": view["clean"],
        "url": address(id, row["url"], server),
        "metadata": {name: row[name] for name in known if row[name] is not None},
    }
