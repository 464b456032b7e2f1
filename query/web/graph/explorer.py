"""The explorer on the page: diagram, what was clicked, the relations as a table, downloads."""

from __future__ import annotations

import base64
from typing import Any

from nicegui import ui
from nicegui.events import EChartPointClickEventArguments

from ontology.errors import QueryError
from query.browsing.rows import Entity, Neighbours
from query.knowledge import KnowledgeBase
from query.web.components.palette import palette
from query.web.graph.network import Network, Relation
from query.web.graph.turtle import turtle
from query.web.site import Site, Visit, link
from query.web.templating import part

LIMIT = 40  # relations of the first node
FURTHER = 20  # of one that is opened later
MOST = 12  # nodes that can be open


class Explorer:
    """What one visitor explores."""

    def __init__(self, site: Site, visit: Visit, start: str, dark: bool) -> None:
        """Begin at the thing with the code `start`; nothing is drawn yet."""
        self._site, self._visit, self._texts = site, visit, visit.texts
        self._start, self.dark = start, dark
        self.network = Network()

    async def open(self, code: str) -> None:
        """Add a node with its neighbours.

        Raises:
            QueryError: if there is no such thing.
        """
        limit = LIMIT if code == self._start else FURTHER
        found: Neighbours = await self._site.look(lambda knowledge: knowledge.neighbours(code, limit))
        self.network.open(found)

    async def draw(self) -> None:
        """Build the parts of the page."""
        t = self._texts
        with ui.element("div").classes("yb-explorer"):
            with ui.element("div").classes("yb-canvas") as canvas:
                canvas.props["role"], canvas.props["aria-label"] = "img", t("graph.picture")
                self._chart = ui.echart(self.network.options(t, self.dark), on_point_click=self._clicked)
            with ui.element("div").classes("yb-panel yb-card") as panel:
                panel.props["aria-live"] = "polite"
                self._panel = ui.html("", sanitize=True)
        with ui.element("div").classes("yb-buttons"):
            self._count = ui.html(self._counted(), sanitize=True).classes("yb-note")
            self._button("graph.png", self._png)
            self._button("graph.turtle", self._turtle)
            reset = part("graph_reset", t, href=link("/graph", {"node": self._start}))
            ui.html(reset, sanitize=True)
        self._table = ui.html(self._rows(), sanitize=True)
        await self._tell(self._start)

    def _button(self, text: str, act: Any) -> None:
        with ui.element("button").classes("yb-button").props("type=button").on("click", act):
            ui.html(part("text", self._texts, text=self._texts(text)), tag="span", sanitize=True)

    async def _clicked(self, event: EChartPointClickEventArguments) -> None:
        data: Any = event.data
        if event.data_type == "edge":
            self._show_evidence(self.network.between(str(data["source"]), str(data["target"])))
            return
        node = self.network.nodes.get(str(data["id"]))
        if node is None:
            return
        if node["code"] is None:
            self._show_evidence([one for one in self.network.relations.values() if one.target == str(data["id"])])
            return
        if node["code"] not in self.network.opened and len(self.network.opened) < MOST:
            await self.open(node["code"])
            self._redraw()
        await self._tell(node["code"])

    def _redraw(self) -> None:
        options = self.network.options(self._texts, self.dark)
        self._chart.options.clear()
        self._chart.options.update(options)
        self._chart.update()
        self._table.set_content(self._rows())
        self._count.set_content(self._counted())
        further = [code for code in self.network.opened if code != self._start]
        ui.navigate.history.replace(link("/graph", {"node": self._start, "open": ",".join(further)}))

    async def _tell(self, code: str) -> None:
        def look(knowledge: KnowledgeBase) -> Entity:
            return knowledge.entity(code)

        self._panel.set_content(part("graph_entity", self._texts, entity=await self._site.look(look)))

    def _show_evidence(self, relations: list[Relation]) -> None:
        self._panel.set_content(part("graph_evidence", self._texts, relations=relations, nodes=self.network.nodes))

    def _rows(self) -> str:
        opened = list(self.network.opened)
        further = [code for code in opened if code != self._start]

        def opening(code: str) -> str:
            return link("/graph", {"node": self._start, "open": ",".join([*further, code])})

        return part(
            "graph_table",
            self._texts,
            relations=list(self.network.relations.values()),
            nodes=self.network.nodes,
            opened=opened,
            full=len(opened) >= MOST,
            opening=opening,
        )

    def _counted(self) -> str:
        network = self.network
        return part(
            "graph_count",
            self._texts,
            nodes=len(network.nodes),
            edges=len(network.relations),
            left_out=network.left_out,
        )

    async def _png(self) -> None:
        asked = {"type": "png", "pixelRatio": 2, "backgroundColor": palette(self.dark).card}
        address = str(await self._chart.run_chart_method("getDataURL", asked, timeout=15))
        ui.download.content(base64.b64decode(address.partition(",")[2]), "yibao.png", "image/png")

    async def _turtle(self) -> None:
        codes = self.network.codes
        try:
            text = await self._site.look(lambda knowledge: turtle(knowledge, codes))
        except QueryError as error:
            ui.notify(str(error), type="negative")
            return
        ui.download.content(text.encode(), "yibao.ttl", "text/turtle")
