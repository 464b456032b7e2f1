"""The console on the page: examples, editor, and the result in the form that was chosen."""

from __future__ import annotations

import json
import time
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from ontology.errors import QueryError
from query.documentation.queries_page import WorkedQuery
from query.web.components.bar_chart import height
from query.web.console.result import ACCEPT, BARS, Result, bars, grid, links, read, summary
from query.web.console.terms import completions
from query.web.shell import STATIC
from query.web.site import Site, Visit, link
from query.web.templating import part, show

VIEWS = ("table", "chart", "graph")
FORMATS = {"csv": "text/csv", "json": "application/sparql-results+json", "turtle": "text/turtle"}
ENDINGS = {"turtle": "ttl"}


class Console:
    """One visitor's editor and result."""

    def __init__(self, site: Site, visit: Visit, examples: list[WorkedQuery], query: str, dark: bool) -> None:
        """Hold `query` in the editor; nothing is shown yet."""
        self._site, self._visit, self._t = site, visit, visit.texts
        self._examples, self._query, self._dark = examples, query, dark
        self._view = visit.value("view") if visit.value("view") in VIEWS else VIEWS[0]
        self._result: Result | None = None

    def draw(self) -> None:
        """Build the parts of the page."""
        t = self._t
        with ui.element("label").classes("yb-select"):
            ui.html(part("text", t, text=t("console.examples")), tag="span", sanitize=True)
            with ui.element("select").classes("yb-field") as select:
                for i, title in enumerate([t("console.choose"), *(one.title for one in self._examples)]):
                    option = ui.html(part("text", t, text=title), tag="option", sanitize=True)
                    option.props["value"] = str(i - 1)
                select.on("change", self._choose, js_handler="(event) => emit(event.target.value)")
        self._question = ui.html("", sanitize=True).classes("yb-note")
        theme: Any = "githubDark" if self._dark else "vscodeLight"
        self._editor = ui.codemirror(
            self._query, language="SPARQL", theme=theme, line_wrapping=True, indent="  ", keymap={"Mod-Enter": self.run}
        ).classes("yb-editor")
        with ui.element("div").classes("yb-buttons"):
            self._button("console.run", self.run, "yb-go")
            self._status = ui.html("", sanitize=True).classes("yb-note")
            self._status.props["role"] = "status"
        self._results = ui.element("section").classes("yb-results")
        self._results.props["aria-label"] = t("console.result")

    async def complete(self) -> None:
        """Give the editor its completions."""
        terms, label = json.dumps(completions()), json.dumps(self._t("console.query"))
        await ui.run_javascript(
            f"const {{complete}} = await import('{STATIC}/completion.js');"
            f"await complete(getElement({self._editor.id}), {terms}, {label});",
            timeout=15,
        )

    async def run(self) -> None:
        """Run what the editor holds, and show the result."""
        query = self._editor.value or ""
        if not query.strip():
            return
        self._say(self._t("loading"))
        self._results.clear()
        try:
            begun = time.monotonic()
            found = await self._site.query(query, ACCEPT)
            self._result = read(found, time.monotonic() - begun)
        except QueryError as error:
            self._say("")
            with self._results:
                show("console_error", self._t, message=str(error))
            return
        self._query = query
        self._say(summary(self._result, self._t))
        self._keep()
        self._show()

    def _keep(self) -> None:
        view = self._view if self._view != VIEWS[0] else None
        ui.navigate.history.replace(link("/sparql-editor", {"query": self._query, "view": view}))

    def _show(self) -> None:
        result, t = self._result, self._t
        self._results.clear()
        if result is None or result.kind == "truth":
            return
        with self._results:
            with ui.element("div").classes("yb-buttons"):
                with ui.element("div").classes("yb-buttons yb-views").props("role=group") as group:
                    group.props["aria-label"] = t("console.view")
                    for view in VIEWS:
                        button = self._button(f"console.{view}", lambda view=view: self._switch(view))
                        button.props["aria-pressed"] = "true" if view == self._view else "false"
                for format in ("turtle",) if result.kind == "graph" else ("csv", "json"):
                    self._button(f"console.{format}", lambda format=format: self._download(format))
            self._draw_view(result)

    def _draw_view(self, result: Result) -> None:
        if self._view == "table":
            ui.aggrid(grid(result)).classes("yb-grid" if len(result.rows) > 50 else "yb-grid is-short")
            return
        options = bars(result, self._dark) if self._view == "chart" else links(result, self._dark)
        if options is None:
            show("note", self._t, text=self._t(f"console.no_{self._view}"))
            return
        with ui.element("div").classes("yb-canvas").props("role=img") as canvas:
            canvas.props["aria-label"] = self._t(f"console.{self._view}")
            chart = ui.echart(options)
            if self._view == "chart":
                chart.style(height(min(BARS, len(result.rows))))

    def _switch(self, view: str) -> None:
        self._view = view
        self._keep()
        self._show()

    async def _download(self, format: str) -> None:
        query = self._query
        try:
            found = await self._site.query(query, FORMATS[format])
        except QueryError as error:
            self._say(str(error))
            return
        ui.download.content(found.body, f"yibao.{ENDINGS.get(format, format)}", FORMATS[format])

    async def _choose(self, event: GenericEventArguments) -> None:
        chosen = int(event.args)
        if not 0 <= chosen < len(self._examples):
            return
        example = self._examples[chosen]
        self._editor.set_value(example.text)
        self._question.set_content(part("text", self._t, text=example.question))
        await self.run()

    def _say(self, text: str) -> None:
        self._status.set_content(part("text", self._t, text=text))

    def _button(self, text: str, act: Any, classes: str = "yb-button") -> ui.element:
        with ui.element("button").classes(classes).props("type=button").on("click", act) as button:
            ui.html(part("text", self._t, text=self._t(text)), tag="span", sanitize=True)
        return button
