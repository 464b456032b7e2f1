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
    CareType,
    Employment,
    FacilityLevel,
    InsuredType,
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
        care_type: Annotated[CareType, Query(max_length=50)] = None,
        insured_type: Annotated[InsuredType, Query(max_length=50)] = None,
        employment: Annotated[Employment, Query(max_length=50)] = None,
        facility_level: Annotated[FacilityLevel, Query(max_length=50)] = None,
    ) -> Response:
        """Answer a question: outcome, facts, passages, citations, and the SPARQL that found the facts."""
        asked = Asked(
            question=q,
            k=k,
            region=region,
            as_of=as_of,
            care_type=care_type,
            insured_type=insured_type,
            employment=employment,
            facility_level=facility_level,
        )
        return await desk.answer(request, lambda knowledge: _answer(knowledge, asked))

    @router.post("/ask", response_model=SearchResult)
    async def ask(request: Request, asked: Asked) -> Response:
        """Answer a question that is sent as JSON; the same answer as that of `/api/search`."""
        if max(map(len, (asked.question, *asked.history))) > limits.max_query_length:
            raise QueryError(f"a question is longer than {limits.max_query_length} characters: shorten it")
        if asked.k > limits.max_k:
            raise QueryError(f"k: at most {limits.max_k} passages")
        return await desk.answer(request, lambda knowledge: _answer(knowledge, asked))

    @router.get("/context", response_model=Row)
    async def context(
        request: Request,
        q: Annotated[Question, Query(max_length=limits.max_query_length)],
        budget: Annotated[int, Query(ge=1, le=limits.max_budget, description="Tokens.")] = 2000,
        k: Annotated[int, Query(ge=1, le=limits.max_k, description="How many passages are considered.")] = 10,
        region: Annotated[Region, Query(max_length=50)] = None,
        as_of: Annotated[AsOf, Query()] = None,
        language: Annotated[Literal["zh", "en"], Query(description="Of the words around the evidence.")] = "zh",
    ) -> Response:
        """Put together the evidence for a chatbot: facts, then quotes, with numbered citations."""
        return await desk.answer(
            request,
            lambda knowledge: knowledge.context(q, budget, k, region, checked_date(as_of), language=language).to_dict(),
        )

    @router.get("/suggest", response_model=list[Suggestion])
    async def suggest(
        request: Request,
        text: Annotated[str, Query(max_length=limits.max_query_length, examples=["医保卡余"])],
        n: Annotated[int, Query(ge=1, le=50)] = 8,
    ) -> Response:
        """Complete what is typed into a search box."""
        return await desk.answer(request, lambda knowledge: knowledge.suggest(text, n))

    return router


def _answer(knowledge: KnowledgeBase, asked: Asked) -> Row:
    as_of = checked_date(asked.as_of)
    return knowledge.search(
        asked.question, asked.k, asked.region, as_of, history=asked.history, narrow=asked.narrow
    ).row()
