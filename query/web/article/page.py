"""`/article/{id}`: the raw page beside the clean text; `?start=&end=` points to a span of the raw text."""

from __future__ import annotations

from fastapi import Request
from nicegui import ui

from ontology.errors import QueryError
from query.web.article.article_view import article_view
from query.web.shell import shell
from query.web.site import Site, Visit
from query.web.templating import show


def add(site: Site) -> None:
    """Add the page."""

    @ui.page("/article/{name:path}", response_timeout=30)
    async def article_page(name: str, request: Request) -> None:
        visit = Visit.of(request)
        t = visit.texts
        try:
            found = await site.look(lambda knowledge: knowledge.article(name))
        except QueryError as error:
            with shell(visit, "", t("not_found")):
                show("message", t, title=t("not_found"), message=str(error))
            return
        shown = article_view(found, _span(visit), _number(visit.value("from")) or 0, t)
        with shell(visit, "article", shown["title"]):
            pages = [(i, visit.here(**{"from": str(i), "start": None, "end": None})) for i in shown["pages"]]
            show("article", t, a=shown, pages=pages)


def _span(visit: Visit) -> tuple[int, int] | None:
    start, end = _number(visit.value("start")), _number(visit.value("end"))
    return None if start is None or end is None else (start, end)


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 12 else None
