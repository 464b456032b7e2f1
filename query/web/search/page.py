"""`/`: ask, narrow, read the answer. All of its state stands in the address."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from nicegui import ui

from ontology.errors import QueryError
from query.answers import Answer
from query.knowledge import KnowledgeBase
from query.understanding.narrowing import SLOTS
from query.web.components.search_box import SearchBox
from query.web.search.answer_view import answer_view
from query.web.search.asked import Asked, asked, choices
from query.web.search.procedure_view import asked_procedure, procedure_view
from query.web.shell import shell
from query.web.site import Site, Visit, link
from query.web.templating import part, show
from query.web.texts import web_rules

Row = dict[str, Any]

PASSAGES = 8


def add(site: Site) -> None:
    """Add the page."""

    @ui.page("/", response_timeout=30)
    async def search_page(request: Request) -> None:
        visit = Visit.of(request)
        question = asked(visit)
        t = visit.texts
        with shell(visit, "search", question.question or t("nav.search")):
            if not question.question:
                show("search_lead", t)
            _form(site, visit, question)
            if question.question:
                await _results(site, visit, question)
            else:
                links = [(one, link("/", {"q": one})) for one in web_rules().questions]
                show("search_examples", t, questions=links)


def _form(site: Site, visit: Visit, question: Asked) -> None:
    t = visit.texts
    with ui.element("form").classes("yb-ask") as form:
        form.props["action"], form.props["method"], form.props["role"] = "/", "get", "search"
        with ui.element("div").classes("yb-askline"):
            SearchBox(site, t, name="q", value=question.question, label=t("search.field"), hint=t("search.hint"))
            with ui.element("button").classes("yb-go").props("type=submit"):
                ui.html(part("text", t, text=t("search.go")), tag="span", sanitize=True)
        schemes = [(scheme, choices(scheme), question.conditions.get(scheme, "")) for scheme in web_rules().filters]
        clear = link("/", {"q": question.question})
        show("search_filters", t, schemes=schemes, asked=question, clear=clear)


async def _results(site: Site, visit: Visit, question: Asked) -> None:
    def look(knowledge: KnowledgeBase) -> tuple[Answer, Row | None]:
        region = question.region or None
        narrow = {slot: name for slot, name in question.conditions.items() if slot in SLOTS}
        answer = knowledge.search(question.text, PASSAGES, region, question.as_of or None, narrow=narrow)
        return answer, procedure_view(asked_procedure(knowledge, answer, region), visit.texts)

    try:
        answer, procedure = await site.look(look)
    except QueryError as error:
        show("message", visit.texts, title=visit.texts("failed"), message=str(error))
        return
    show("answer", visit.texts, answer=answer_view(answer, procedure, question, visit))
