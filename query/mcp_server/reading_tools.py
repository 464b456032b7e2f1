"""Tools that read: search, fetch, ask_facts."""

from __future__ import annotations

from typing import Annotated, Any

from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from query.answers import Answer
from query.knowledge import KnowledgeBase
from query.mcp_server.addresses import article_url
from query.mcp_server.bounding import bounded
from query.mcp_server.filters import AsOf, CareType, Employment, FacilityLevel, InsuredType, Region
from query.mcp_server.lending import Lends, question_of, told
from query.mcp_server.settings import mcp_rules
from query.mcp_server.shapes import Document, FactsAnswer, Found, SearchResults
from query.understanding.narrowing import checked_date, narrowing

Question = Annotated[str, Field(description="A question as people ask it, in Chinese.")]
PASSAGES = 4  # looked at for each article that is given back: several may stand in one article


class ReadingTools:
    """Functions of the tools; each borrows the knowledge for one call."""

    def __init__(self, shelf: Lends) -> None:
        """Read from what `shelf` lends."""
        self._shelf = shelf

    def search(
        self,
        query: Question,
        n: Annotated[int, Field(ge=1, le=20)] = 5,
        region: Region = None,
        as_of: AsOf = None,
        care_type: CareType = None,
        insured_type: InsuredType = None,
        employment: Employment = None,
        facility_level: FacilityLevel = None,
    ) -> SearchResults:
        """Return articles, best first."""
        narrow = narrowing(care_type, insured_type, employment, facility_level)
        with told(), self._shelf.lend() as knowledge:
            answer = _answer(knowledge, question_of(query), n * PASSAGES, region, as_of, narrow)
            return {
                "results": _articles(knowledge, answer)[:n],
                "outcome": answer.outcome,
                "confidence": round(answer.confidence, 4),
            }

    def fetch(
        self,
        id: Annotated[str, Field(description="The id of a found article.")],
        offset: Annotated[int, Field(ge=0, description="Character to begin at.")] = 0,
    ) -> Document:
        """Return the text of an article."""
        limits = mcp_rules().limits
        with told(), self._shelf.lend() as knowledge:
            row = knowledge.index.articles.article(id)
            if row is None:
                raise ToolError(f"no article has the id {id[: limits.text]!r}: take one that search gave")
            text = knowledge.index.articles.clean_text(id)
            part = text[offset : offset + limits.document]
            end = offset + len(part)
            facts = {name: row.get(name) for name in ("issued", "publisher", "source_kind", "article_place")}
            more = {"offset": offset, "length": len(text), "next_offset": end if end < len(text) else None}
            return {
                "id": id,
                "title": row["title"],
                "text": part,
                "url": article_url(row),
                "metadata": {**facts, **more},
            }

    def ask_facts(
        self,
        question: Question,
        n: Annotated[int, Field(ge=1, le=20)] = 8,
        region: Region = None,
        as_of: AsOf = None,
        care_type: CareType = None,
        insured_type: InsuredType = None,
        employment: Employment = None,
        facility_level: FacilityLevel = None,
    ) -> FactsAnswer:
        """Return facts with their evidence."""
        limits = mcp_rules().limits
        narrow = narrowing(care_type, insured_type, employment, facility_level)
        with told(), self._shelf.lend() as knowledge:
            row = _answer(knowledge, question_of(question), n, region, as_of, narrow).row()
        facts = row["facts"][:n]
        ids = {fact["id"] for fact in facts}
        shown: dict[str, Any] = {
            "facts": facts,
            "citations": [one for one in row["citations"] if one["claim_id"] in ids or one["claim_id"] is None][
                : 2 * n
            ],
        }
        return {
            "outcome": row["outcome"],
            "confidence": row["confidence"],
            "choices": row["choices"][: limits.items],
            "missing": row["missing"][: limits.items],
            "conflicts": [pair for pair in row["conflicts"] if set(pair) <= ids],
            "facts": bounded(shown["facts"], n, limits.text),
            "citations": bounded(shown["citations"], 2 * n, limits.text),
            "sparql": row["sparql"],
        }


def _answer(
    knowledge: KnowledgeBase,
    question: str,
    k: int,
    region: str | None,
    as_of: str | None,
    narrow: dict[str, str | None],
) -> Answer:
    return knowledge.search(question, k, region, checked_date(as_of), narrow=narrow)


def _articles(knowledge: KnowledgeBase, answer: Answer) -> list[Found]:
    """Return the articles of an answer, each with its best passage."""
    found: dict[str, Found] = {}
    for hit in answer.hits:
        passage = hit.passage
        row = knowledge.index.articles.article(passage.article) or {"article": passage.article}
        found.setdefault(
            passage.article,
            {
                "id": passage.article,
                "title": passage.title,
                "url": article_url(row),
                "text": bounded(passage.text, 1, mcp_rules().limits.text),
                "issued": passage.issued,
                "heading_path": list(passage.heading_path),
            },
        )
    return list(found.values())
