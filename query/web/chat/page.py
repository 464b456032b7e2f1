"""`/chat`: a conversation; `?q=` asks its first question."""

from __future__ import annotations

from fastapi import Request
from nicegui import ui
from nicegui.events import GenericEventArguments

from ontology.errors import QueryError
from query.chat.chat import Chat, ChatAnswer
from query.chat.endpoint import Turn
from query.knowledge import KnowledgeBase
from query.web.chat.chat_view import chat_view
from query.web.shell import shell
from query.web.site import QUERY_WAIT, Site, Visit
from query.web.templating import part, show
from query.web.texts import web_rules

LONGEST = 500  # characters of a question
BUDGET = 900  # tokens of evidence: more is no longer read
SEND = """(event) => {
  event.preventDefault();
  const field = event.target.elements.message;
  emit(field.value);
  field.value = "";
}"""


def add(site: Site) -> None:
    """Add the page."""

    @ui.page("/chat", response_timeout=30)
    async def chat_page(request: Request) -> None:
        visit = Visit.of(request)
        t = visit.texts
        with shell(visit, "chat", t("nav.chat")):
            show("chat_lead", t, model=site.endpoint is not None)
            conversation = _Conversation(site, visit)
            conversation.draw()
            asked = visit.value("q")
            if asked:
                await ui.context.client.connected()
                await conversation.ask(asked)


class _Conversation:
    def __init__(self, site: Site, visit: Visit) -> None:
        self._site, self._t = site, visit.texts
        self._history: list[Turn] = []

    def draw(self) -> None:
        t = self._t
        self._log = ui.element("div").classes("yb-log")
        self._log.props["role"], self._log.props["aria-label"] = "log", t("nav.chat")
        with self._log, ui.element("div").classes("yb-choices") as self._starts:
            self._offer(list(web_rules().questions))
        with ui.element("form").classes("yb-askline yb-say-line").on("submit", self._sent, js_handler=SEND):
            field = ui.element("input").classes("yb-field")
            field.props["name"], field.props["autocomplete"], field.props["maxlength"] = "message", "off", str(LONGEST)
            field.props["aria-label"] = field.props["placeholder"] = t("chat.field")
            with ui.element("button").classes("yb-go").props("type=submit"):
                ui.html(part("text", t, text=t("chat.send")), tag="span", sanitize=True)

    async def ask(self, question: str) -> None:
        """Put a question and show the answer."""
        question = question.strip()[:LONGEST]
        if not question:
            return
        self._starts.set_visibility(False)
        with self._log:
            show("chat_question", self._t, text=question)
            waiting = show("note", self._t, text=self._t("loading"))
        history = list(self._history)

        def look(knowledge: KnowledgeBase) -> ChatAnswer:
            chat = Chat(knowledge, self._site.endpoint, self._t.language, BUDGET)
            return chat.answer(question, history)

        try:
            answer = await self._site.look(look, QUERY_WAIT)
        except QueryError as error:
            with self._log:
                show("console_error", self._t, message=str(error))
            return
        finally:
            waiting.delete()
        self._history += [Turn("user", question), Turn("assistant", answer.text)]
        with self._log:
            show("chat_answer", self._t, answer=chat_view(answer))
            if answer.choices:
                with ui.element("div").classes("yb-choices"):
                    self._offer([f"{question} {choice}" for choice in answer.choices], list(answer.choices))

    def _offer(self, questions: list[str], labels: list[str] | None = None) -> None:
        with ui.element("div").classes("yb-buttons"):
            for question, label in zip(questions, labels or questions, strict=True):
                with ui.element("button").classes("yb-button yb-pill").props("type=button lang=zh-CN") as button:
                    ui.html(part("text", self._t, text=label), tag="span", sanitize=True)
                button.on("click", lambda question=question: self.ask(question))

    async def _sent(self, event: GenericEventArguments) -> None:
        await self.ask(str(event.args))
