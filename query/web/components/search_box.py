"""A field that proposes completions while one types; a combobox as the ARIA practices describe it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui.element import Element
from nicegui.events import GenericEventArguments

from ontology.errors import QueryError
from query.web.site import Site
from query.web.texts import Texts

SHOWN = 8
LONGEST = 200  # characters of a question that are looked at

Chosen = Callable[[str, str | None], None]  # text, code


class SearchBox(Element, component="search_box.js"):
    """A search field of the form around it."""

    def __init__(
        self,
        site: Site,
        texts: Texts,
        *,
        name: str,
        value: str = "",
        label: str,
        hint: str,
        questions: bool = True,
        on_choose: Chosen | None = None,
    ) -> None:
        """Build the field.

        Args:
            site: where completions come from.
            texts: in the visitor's language.
            name: of the form's value.
            value: at first.
            label: what a screen reader calls the field.
            hint: shown while it is empty.
            questions: whether whole questions are proposed as well.
            on_choose: called with a completion that was chosen; without it the form is sent.
        """
        super().__init__()
        self._site, self._texts, self._questions = site, texts, questions
        self.props["name"], self.props["value"], self.props["label"] = name, value, label
        self.props["hint"], self.props["options"] = hint, []
        self.props["list-label"] = texts("search.suggestions")
        self.props["count-text"] = texts("search.suggestion_count", n="{n}")
        self.props["sends"] = on_choose is None
        self.on("typed", self._typed)
        if on_choose is not None:
            self.on("choose", lambda event: on_choose(event.args["text"], event.args["code"]))

    async def _typed(self, event: GenericEventArguments) -> None:
        text = str(event.args)[:LONGEST]
        try:
            found = await self._site.look(lambda knowledge: knowledge.suggest(text, SHOWN)) if text.strip() else []
        except QueryError:  # too busy for suggestions
            found = []
        self.props["options"] = [self._option(one) for one in found if self._questions or one["type"] != "question"]
        self.update()

    def _option(self, one: Any) -> dict[str, object]:
        return {"text": one["text"], "code": one["code"], "type": self._texts.name("type", one["type"])}
