"""`/overview`: what the data hold and cover, where they disagree, how sure they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from nicegui import ui

from ontology.errors import QueryError
from ontology.reasons import reason
from query.web.components.bar_chart import bar_chart, height
from query.web.components.values import fact_view
from query.web.overview.figures import Figures, figures
from query.web.shell import is_dark, shell
from query.web.site import Site, Visit
from query.web.templating import show
from query.web.texts import Texts

TILES = ("articles", "sources", "facts", "relations", "conflicts", "statements")


def add(site: Site) -> None:
    """Add the page."""

    @ui.page("/overview", response_timeout=60)
    async def overview_page(request: Request) -> None:
        visit = Visit.of(request)
        t = visit.texts
        with shell(visit, "overview", t("nav.overview")):
            show("overview_lead", t)
            try:
                found = await site.look(figures)
            except QueryError as error:
                show("message", t, title=t("failed"), message=str(error))
                return
            show("overview_tiles", t, tiles=[(name, f"{found.stats[name]:,}") for name in TILES])
            await ui.context.client.connected()
            dark = await is_dark(visit)
            with ui.element("div").classes("yb-charts"):
                _charts(found, t, dark)
            show("overview_conflicts", t, conflicts=[_conflict(row, t) for row in found.conflicts])


def _charts(found: Figures, t: Texts, dark: bool) -> None:
    number = t("overview.number")
    _chart("kinds", [t.name("kind", code) for code, _ in found.kinds], {number: _numbers(found.kinds)}, t, dark)
    _chart("places", [name for name, _ in found.places], {number: _numbers(found.places)}, t, dark)
    services = {
        t("overview.channels"): [channels for _, channels, _ in found.services],
        t("overview.materials"): [materials for _, _, materials in found.services],
    }
    _chart("services", [name for name, _, _ in found.services], services, t, dark)
    _chart("classes", [t.name("class", code) for code, _ in found.classes], {number: _numbers(found.classes)}, t, dark)
    backing = [t.sources(int(item)) for item, _ in found.backing]
    _chart("backing", backing, {number: _numbers(found.backing)}, t, dark)
    tenths = [f"{int(float(item)) * 10}–{int(float(item)) * 10 + 10}%" for item, _ in found.confidence]
    _chart("confidence", tenths, {number: _numbers(found.confidence)}, t, dark)
    _chart("actions", [t.name("action", code) for code, _ in found.actions], {number: _numbers(found.actions)}, t, dark)
    why = [getattr(reason(code), t.language) for code, _ in found.reasons]
    _chart("reasons", why, {number: _numbers(found.reasons)}, t, dark)


def _chart(title: str, names: Sequence[str], series: Mapping[str, Sequence[int]], t: Texts, dark: bool) -> None:
    """Draw a card with a chart and the same as a table."""
    if not names:
        return
    with ui.element("section").classes(f"yb-card yb-chart is-{title}") as card:
        card.props["aria-label"] = t(f"overview.{title}")
        show("chart_title", t, title=t(f"overview.{title}"))
        with ui.element("div").props("role=img") as image:
            image.props["aria-label"] = t(f"overview.{title}")
            ui.echart(bar_chart(names, series, dark)).style(height(len(names)))
        rows = [(name, [numbers[i] for numbers in series.values()]) for i, name in enumerate(names)]
        show("chart_table", t, columns=list(series), rows=rows)


def _conflict(row: Mapping[str, Any], t: Texts) -> dict[str, Any]:
    return {
        "kind": t.name("kind", row["kind"]),
        "conditions": [value for slot, value in row["conditions"].items() if slot not in ("unit", "period")],
        "sides": [
            {
                **fact_view(side, {}, t),
                "sources": t.sources(row[f"{name}_sources"]),
                "dates": row["values"][row["pairs"][0][name]]["dates"],
            }
            for name, side in (("a", row["a"]), ("b", row["b"]))
        ],
    }


def _numbers(counted: Sequence[tuple[str, int]]) -> list[int]:
    return [number for _, number in counted]
