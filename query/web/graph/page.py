"""`/graph`: `?node=` names the thing that is looked at, `&open=` those opened beside it; `?name=` looks a name up."""

from __future__ import annotations

from fastapi import Request
from nicegui import ui

from ontology.errors import QueryError
from query.knowledge import KnowledgeBase
from query.web.components.search_box import SearchBox
from query.web.graph.explorer import MOST, Explorer
from query.web.shell import is_dark, shell
from query.web.site import Site, Visit, link
from query.web.templating import part, show
from query.web.texts import web_rules


def add(site: Site) -> None:
    """Add the page."""

    @ui.page("/graph", response_timeout=30)
    async def graph_page(request: Request) -> None:
        visit = Visit.of(request)
        t = visit.texts
        name, code = visit.value("name"), visit.value("node")
        if name:
            code = await site.look(lambda knowledge: _code(knowledge, name))
        with shell(visit, "graph", t("nav.graph")):
            show("graph_lead", t)
            _form(site, visit)
            if not code:
                starts = await site.look(_starts)
                unknown = t("graph.unknown", name=name) if name else ""
                show("graph_starts", t, starts=starts, unknown=unknown)
                return
            explorer = Explorer(site, visit, code, False)
            try:
                await explorer.open(code)
            except QueryError as error:
                show("message", t, title=t("not_found"), message=str(error))
                return
            for further in dict.fromkeys(visit.value("open").split(",")):
                if further and further != code and len(explorer.network.opened) < MOST:
                    try:
                        await explorer.open(further)
                    except QueryError:
                        continue
            await ui.context.client.connected()
            explorer.dark = await is_dark(visit)
            await explorer.draw()


def _form(site: Site, visit: Visit) -> None:
    t = visit.texts

    def chosen(text: str, code: str | None) -> None:
        ui.navigate.to(link("/graph", {"node": code} if code else {"name": text}))

    with ui.element("form").classes("yb-ask") as form:
        form.props["action"], form.props["method"], form.props["role"] = "/graph", "get", "search"
        with ui.element("div").classes("yb-askline"):
            hint = t("graph.field")
            SearchBox(site, t, name="name", label=hint, hint=hint, questions=False, on_choose=chosen)
            with ui.element("button").classes("yb-go").props("type=submit"):
                ui.html(part("text", t, text=t("graph.go")), tag="span", sanitize=True)


def _code(knowledge: KnowledgeBase, name: str) -> str:
    found = knowledge.resolve(name, None, 1)
    return found[0]["code"] if found else ""


def _starts(knowledge: KnowledgeBase) -> list[tuple[str, str]]:
    """Return what the page offers to begin with, as far as the data know it: (label, address)."""
    found = ((name, knowledge.resolve(name, None, 1)) for name in web_rules().starts)
    return [(name, link("/graph", {"node": best[0]["code"]})) for name, best in found if best and best[0]["articles"]]
