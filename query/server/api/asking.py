"""Questions: `/api/search` and `/api/ask`."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from ontology.errors import QueryError
from query.browsing.rows import Row, Suggestion
from query.knowledge import KnowledgeBase
from query.server.api.shapes import (
    PROBLEMS,
    Asked,
    AsOf,
    Chosen,
    Question,
    Region,
    SearchResult,
)
from query.server.desk import Desk
from query.understanding.narrowing import checked_date


def asking_routes(desk: Desk) -> APIRouter:
    """Return the paths that take a question."""
    router = APIRouter(prefix="/api", tags=["questions"], responses=PROBLEMS)
    limits = desk.settings

    @router.get("/search", response_model=SearchResult)
    async def search(
        request: Request,
        q: Annotated[Question, Query(max_length=limits.max_query_length)],
        k: Annotated[int, Query(ge=1, le=limits.max_k, description="How many passages.")] = 10,
        region: Annotated[Region, Query(max_length=50)] = None,
        as_of: Annotated[AsOf, Query()] = None,
        *,
        narrow: Chosen,
    ) -> Response:
        """Answer a question: outcome, facts, passages, citations, and the SPARQL that found the facts."""
        return await desk.answer(
            request, lambda knowledge: knowledge.search(q, k, region, checked_date(as_of), narrow=narrow).row()
        )

    @router.post("/ask", response_model=SearchResult)
    async def ask(request: Request, asked: Asked) -> Response:
        """Answer a question that is sent as JSON; the same answer as that of `/api/search`."""
        if max(map(len, (asked.question, *asked.history))) > limits.max_query_length:
            raise QueryError(f"a question is longer than {limits.max_query_length} characters: shorten it")
        if asked.k > limits.max_k:
            raise QueryError(f"k: at most {limits.max_k} passages")

        def answer(knowledge: KnowledgeBase) -> Row:
            day = checked_date(asked.as_of)
            found = knowledge.search(
                asked.question, asked.k, asked.region, day, history=asked.history, narrow=asked.narrow
            )
            return found.row()

        return await desk.answer(request, answer)

    @router.get("/context", response_model=Row)
    async def context(
        request: Request,
        q: Annotated[Question, Query(max_length=limits.max_query_length)],
        budget: Annotated[int, Query(ge=1, le=limits.max_budget, description="Tokens.")] = 2000,
        k: Annotated[int, Query(ge=1, le=limits.max_k, description="How many passages are considered.")] = 10,
        region: Annotated[Region, Query(max_length=50)] = None,
        as_of: Annotated[AsOf, Query()] = None,
        language: Annotated[Literal["zh", "en"], Query(description="Of the words around the evidence.")] = "zh",
        *,
        narrow: Chosen,
    ) -> Response:
        """Put together the evidence for a chatbot: facts, then quotes, with numbered citations."""

        def put_together(knowledge: KnowledgeBase) -> Row:
            day = checked_date(as_of)
            return knowledge.context(q, budget, k, region, day, language=language, narrow=narrow).to_dict()

        return await desk.answer(request, put_together)

    @router.get("/suggest", response_model=list[Suggestion])
    async def suggest(
        request: Request,
        text: Annotated[str, Query(max_length=limits.max_query_length, examples=["医保卡余"])],
        n: Annotated[int, Query(ge=1, le=50)] = 8,
    ) -> Response:
        """Complete what is typed into a search box."""
        return await desk.answer(request, lambda knowledge: knowledge.suggest(text, n))

    return router
