"""The paths of the SPARQL 1.1 Protocol: query by GET, by a posted form, by a posted query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs

import pyoxigraph as ox
from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from ontology.terms import PREFIXES
from query.property_functions.rewriting import Rewriting
from query.server.problems import problem
from query.server.sparql.description import description
from query.server.sparql.formats import GRAPHS, SHORT, chosen
from query.server.sparql.task import LentGraph, Result, Task
from query.server.sparql.workers import QueryWorkers

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
KNOWN = ("query", "default-graph-uri", "named-graph-uri", "format")
Lend = Callable[[], AbstractContextManager[LentGraph]]


class Runs(Protocol):
    """Runs blocking work in a thread."""

    async def run(self, work: Callable[[], Result], timeout: float | None = None) -> Result:
        """Return what `work` makes."""


def sparql_routes(
    lend: Lend, workers: QueryWorkers, desk: Runs, max_rows: int, max_bytes: int, timeout: float, path: str = "/sparql"
) -> APIRouter:
    """Return the endpoint.

    Args:
        lend: lends the graph for the time of a query.
        workers: run the queries.
        desk: where requests wait.
        max_rows: rows or triples of an answer.
        max_bytes: characters of an answer.
        timeout: seconds that a query may wait and run; the workers end it before.
        path: where the endpoint stands.
    """
    router = APIRouter(tags=["sparql"])

    def work(task: Task) -> Result:
        with lend() as graph:
            query = graph.rewritten(task.query.typed)
            return workers.run(replace(task, folder=graph.folder, query=query, max_rows=max_rows, max_bytes=max_bytes))

    async def answered(request: Request, values: dict[str, list[str]]) -> Response:
        task = _task(request, values)
        try:
            found = await desk.run(lambda: work(task), timeout)
        except TimeoutError:
            return problem(503, "the query took too long and was ended: narrow it, or add LIMIT", {"retry-after": "1"})
        except MemoryError:
            return problem(
                503,
                "the query took too much memory, or is nested too deep, and was ended: narrow it",
                {"retry-after": "1"},
            )
        return _response(found)

    @router.get(path, response_class=Response)
    async def query_by_get(request: Request) -> Response:
        """Run the query in `query`; without one, describe the service."""
        values = parse_qs(request.url.query, keep_blank_values=True)
        if not values.keys() & {"query", "update"}:
            return _described(request)
        return await answered(request, values)

    @router.post(path, response_class=Response)
    async def query_by_post(request: Request) -> Response:
        """Run a posted query: as a form, or as it is with the type `application/sparql-query`."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await request.body()
        try:
            text = body.decode()
        except UnicodeDecodeError:
            raise HTTPException(400, "the request is no UTF-8") from None
        if kind == FORM:
            return await answered(request, parse_qs(text, keep_blank_values=True))
        if kind == QUERY:
            values = parse_qs(request.url.query, keep_blank_values=True)
            if "query" in values:
                raise HTTPException(400, "the query stands twice, in the address and in the body: send it once")
            return await answered(request, {**values, "query": [text]})
        if kind == UPDATE:
            raise HTTPException(403, "the graph is read-only: change the data with `yibao build`")
        raise HTTPException(415, f"send a query as {FORM} or {QUERY}")

    return router


def _task(request: Request, values: dict[str, list[str]]) -> Task:
    if "update" in values:
        raise HTTPException(403, "the graph is read-only: change the data with `yibao build`")
    queries = values.get("query", [])
    if len(queries) != 1:
        raise HTTPException(400, f"one query is needed, {len(queries)} are given")
    return Task(
        folder=Path(),
        query=Rewriting(queries[0], queries[0]),
        accept=_accept(request, values),
        base=str(request.url.replace(query="")),
        default_graphs=_graphs(values.get("default-graph-uri", [])),
        named_graphs=_graphs(values.get("named-graph-uri", [])),
    )


def _accept(request: Request, values: dict[str, list[str]]) -> str:
    named = values.get("format", [""])[0]
    if named and named not in SHORT:
        raise HTTPException(400, f"format {named!r} is unknown; known: {', '.join(SHORT)}")
    return SHORT[named] if named else ",".join(request.headers.getlist("accept"))


def _graphs(names: Sequence[str]) -> tuple[str, ...]:
    for name in names:
        try:
            ox.NamedNode(name)
        except ValueError:
            raise HTTPException(400, f"{name!r} is no IRI of a graph") from None
    return tuple(names)


def _response(found: Result) -> Response:
    if found.status != 200:
        return problem(found.status, found.body.decode())
    headers = {"cache-control": "no-store", "vary": "Accept"}
    if found.truncated:
        headers["x-truncated"] = "true"
        headers["warning"] = (
            '299 yibao "the result is cut: narrow the query, or read it in parts with LIMIT and OFFSET"'
        )
    return Response(found.body, media_type=_charset(found.media_type), headers=headers)


def _charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _described(request: Request) -> Response:
    name = chosen(",".join(request.headers.getlist("accept")), tuple(GRAPHS)) or next(iter(GRAPHS))
    triples = description(str(request.url.replace(query="")))
    prefixes = {**PREFIXES, "sd": "http://www.w3.org/ns/sparql-service-description#"}
    return Response(ox.serialize(triples, format=GRAPHS[name], prefixes=prefixes), media_type=_charset(name))
