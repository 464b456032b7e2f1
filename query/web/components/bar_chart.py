"""Bars with their names and numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from query.web.components.palette import palette

BAR = 26  # height of a bar with its gap, in CSS pixels
EDGE = 48  # height of what stands around the bars
LABEL = 14  # characters of a name


def bar_chart(names: Sequence[str], series: Mapping[str, Sequence[float | None]], dark: bool) -> dict[str, Any]:
    """Return the options of a chart with a horizontal bar for each name, the first on top.

    Args:
        names: one for each bar.
        series: name of a series → its numbers; several are stacked.
        dark: whether the page is dark.
    """
    colours = palette(dark)
    several = len(series) > 1
    return {
        "animationDuration": 300,
        "grid": {"left": 4, "right": 44, "top": 8, "bottom": 34 if several else 8, "containLabel": True},
        "tooltip": {
            "trigger": "axis",
            "axisPointer": {"type": "none"},
            "confine": True,
            "backgroundColor": colours.card,
            "borderColor": colours.line,
            "textStyle": {"color": colours.ink},
        },
        "legend": {
            "show": several,
            "bottom": 0,
            "icon": "circle",
            "itemWidth": 10,
            "textStyle": {"color": colours.soft},
        },
        "xAxis": {"type": "value", "show": False},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [name if len(name) <= LABEL else f"{name[:LABEL]}…" for name in names],
            "axisLine": {"show": False},
            "axisTick": {"show": False},
            "axisLabel": {"color": colours.ink, "fontSize": 13},
        },
        "series": [
            {
                "name": name,
                "type": "bar",
                "stack": "all" if several else None,
                "data": list(numbers),
                "barWidth": 14,
                "itemStyle": {"color": colours.series[i], "borderRadius": 0 if several else 4},
                "label": {"show": not several, "position": "right", "color": colours.soft},
            }
            for i, (name, numbers) in enumerate(series.items())
        ],
    }


def height(bars: int) -> str:
    """Return the style that gives so many bars their room."""
    return f"height: {EDGE + BAR * max(1, bars)}px"
