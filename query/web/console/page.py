"""`/sparql-editor`: `?query=` is run when the page opens, `&view=` says how its result is shown."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from fastapi import Request
from nicegui import ui

from query.documentation.queries_page import WorkedQuery, worked_queries
from query.web.console.console import Console
from query.web.shell import is_dark, shell
from query.web.site import Site, Visit
from query.web.templating import show

EXAMPLES = Path(__file__).parent / "examples"


def add(site: Site) -> None:
    """Add the page."""

    @ui.page("/sparql-editor", response_timeout=30)
    async def console_page(request: Request) -> None:
        visit = Visit.of(request)
        t = visit.texts
        asked = visit.value("query")
        with shell(visit, "sparql", t("nav.sparql")):
            show("console_lead", t)
            await ui.context.client.connected()
            examples = _examples()
            console = Console(site, visit, examples, asked or examples[0].text, await is_dark(visit))
            console.draw()
            await console.complete()
            if asked:
                await console.run()


@lru_cache(maxsize=1)
def _examples() -> list[WorkedQuery]:
    return worked_queries(EXAMPLES)
