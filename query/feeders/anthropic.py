"""Evidence as search-result blocks, and citations as character ranges of documents, in the style of Anthropic's API."""

from __future__ import annotations

from typing import Any

from query.answers import Answer
from query.feeders.addresses import address
from query.knowledge import KnowledgeBase

Row = dict[str, Any]


def search_results(answer: Answer, server: str | None = None) -> list[Row]:
    """Return one `search_result` block for each passage, to be put into a message or a tool result."""
    citations = {citation.article_id: citation for citation in answer.citations}
    return [
        {
            "type": "search_result",
            "source": address(hit.passage.article, citations[hit.passage.article].url, server),
            "title": hit.passage.title or hit.passage.article,
            "content": [{"type": "text", "text": hit.passage.text}],
            "citations": {"enabled": True},
        }
        for hit in answer.hits
    ]


def documents(knowledge: KnowledgeBase, answer: Answer) -> tuple[list[Row], list[Row]]:
    """Return the cited articles as documents, and the citations as `char_location`s in them.

    A document is the clean text of an article; `cited_text` is exactly the text between the two indices.
    """
    names = list(dict.fromkeys(citation.article_id for citation in answer.citations))
    texts = {name: knowledge.article(name)["clean"] for name in names}
    blocks = [
        {
            "type": "document",
            "source": {"type": "text", "media_type": "text/plain", "data": texts[name]},
            "title": name,
            "citations": {"enabled": True},
        }
        for name in names
    ]
    locations = [
        {
            "type": "char_location",
            "cited_text": texts[one.article_id][one.start : one.end],
            "document_index": names.index(one.article_id),
            "document_title": one.article_id,
            "start_char_index": one.start,
            "end_char_index": one.end,
        }
        for one in answer.citations
    ]
    return blocks, locations
