"""Looking around without a question: facts, conflicts, entities, procedures, articles."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from query.browsing.rows import ArticleView, Entity, Neighbours, Page, Procedure, Resolved, Row
from query.server.api.shapes import NOT_FOUND, PROBLEMS, AsOf, Region
from query.server.desk import Desk
from query.understanding.narrowing import checked_date

Code = Annotated[str, Path(max_length=300, examples=["service-balance-query"])]
Service = Annotated[str, Path(max_length=200, examples=["余额查询"])]
Name = Annotated[str, Path(max_length=2000, examples=["pages/a.txt"])]
Label = Annotated[str | None, Query(max_length=100)]
Offset = Annotated[int, Query(ge=0, le=1_000_000_000)]


def browsing_routes(desk: Desk) -> APIRouter:
    """Return the paths that show what the data hold."""
    router = APIRouter(prefix="/api", tags=["browsing"], responses=PROBLEMS)
    limits = desk.settings
    Limit = Annotated[int, Query(ge=1, le=limits.max_rows)]

    @router.get("/facts", response_model=Page)
    async def facts(
        request: Request,
        kind: Annotated[Label, Query(examples=["reimbursement_rate"])] = None,
        care_type: Label = None,
        insured_type: Label = None,
        employment: Label = None,
        facility_level: Label = None,
        service: Label = None,
        article: Annotated[str | None, Query(max_length=2000, description="The name of an article.")] = None,
        region: Annotated[Region, Query(max_length=50)] = None,
        as_of: Annotated[AsOf, Query()] = None,
        on_topic: bool | None = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> Response:
        """List facts; every filter narrows the list."""
        return await desk.answer(
            request,
            lambda knowledge: knowledge.facts(
                limit,
                offset,
                kind=kind,
                care_type=care_type,
                insured_type=insured_type,
                employment=employment,
                facility_level=facility_level,
                service=service,
                article=article,
                region=region,
                as_of=checked_date(as_of),
                on_topic=on_topic,
            ),
        )

    @router.get("/conflicts", response_model=Page)
    async def conflicts(
        request: Request,
        conflict_class: Annotated[Label, Query(alias="class")] = None,
        kind: Label = None,
        care_type: Label = None,
        insured_type: Label = None,
        employment: Label = None,
        facility_level: Label = None,
        service: Label = None,
        claim: Label = None,
        article: Annotated[str | None, Query(max_length=2000, description="The name of an article.")] = None,
        region: Annotated[Region, Query(max_length=50)] = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> Response:
        """List what articles say differently about the same thing."""
        return await desk.answer(
            request,
            lambda knowledge: knowledge.conflicts(
                limit,
                offset,
                conflict_class=conflict_class,
                kind=kind,
                care_type=care_type,
                insured_type=insured_type,
                employment=employment,
                facility_level=facility_level,
                service=service,
                claim=claim,
                article=article,
                region=region,
            ),
        )

    @router.get("/resolve", response_model=list[Resolved])
    async def resolve(
        request: Request,
        name: Annotated[str, Query(max_length=200, examples=["支付保"])],
        type: Label = None,
        n: Annotated[int, Query(ge=1, le=50)] = 5,
    ) -> Response:
        """Find the things that a name may mean."""
        return await desk.answer(request, lambda knowledge: knowledge.resolve(name, type, n))

    @router.get("/entities/{code}/neighbours", response_model=Neighbours, responses=NOT_FOUND)
    async def neighbours(request: Request, code: Code, limit: Limit = 50) -> Response:
        """Show what stands around a thing in the graph, with the evidence."""
        return await desk.answer(request, lambda knowledge: knowledge.neighbours(code, limit))

    @router.get("/entities/{code}", response_model=Entity, responses=NOT_FOUND)
    async def entity(request: Request, code: Code) -> Response:
        """Show what is known of a thing."""
        return await desk.answer(request, lambda knowledge: knowledge.entity(code))

    @router.get("/procedures/{service}", response_model=Procedure, responses=NOT_FOUND)
    async def procedure(
        request: Request, service: Service, region: Annotated[Region, Query(max_length=50)] = None
    ) -> Response:
        """Show how a service (code or name) is had: channels, steps, papers, conditions, each with its evidence."""
        return await desk.answer(request, lambda knowledge: knowledge.procedure(service, region))

    @router.get("/articles/{name:path}", response_model=ArticleView, responses=NOT_FOUND)
    async def article(request: Request, name: Name) -> Response:
        """Show an article: raw and clean text, blocks with their edits, and every span that something was read from."""
        return await desk.answer(request, lambda knowledge: knowledge.article(name))

    @router.get("/stats", response_model=Row)
    async def stats(request: Request) -> Response:
        """Say what the data hold."""
        return await desk.answer(request, lambda knowledge: knowledge.stats())

    return router
