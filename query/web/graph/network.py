"""The part of the graph that a visitor has opened: nodes, relations, and how they are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from query.browsing.rows import Edge, Neighbours, Reference
from query.web.components.palette import palette
from query.web.texts import Texts

LABEL = 14  # characters of a node's name that are drawn
OTHER = "other"  # category of types without a colour of their own


@dataclass(frozen=True, slots=True)
class Relation:
    """A drawn relation, from its subject to its object."""

    source: str  # key of a node
    target: str
    edge: Edge


@dataclass(slots=True)
class Network:
    """Nodes by key (the code of a thing, the words of a text) and the relations among them."""

    nodes: dict[str, Reference] = field(default_factory=dict)
    relations: dict[tuple[str, str, str], Relation] = field(default_factory=dict)
    opened: dict[str, int] = field(default_factory=dict)  # code → relations that are not drawn

    def open(self, found: Neighbours) -> None:
        """Add a node and what stands around it."""
        node = key(found["node"])
        self.nodes.setdefault(node, found["node"])
        self.opened[node] = found["left_out"]
        for edge in found["edges"]:
            other = key(edge["target"])
            self.nodes.setdefault(other, edge["target"])
            ends = (node, other) if edge["direction"] == "out" else (other, node)
            self.relations.setdefault((*ends, edge["relation"]), Relation(*ends, edge))

    @property
    def left_out(self) -> int:
        """How many relations of the opened nodes are not drawn."""
        return sum(self.opened.values())

    @property
    def codes(self) -> list[str]:
        """The codes of the things among the nodes."""
        return [node["code"] for node in self.nodes.values() if node["code"]]

    def between(self, source: str, target: str) -> list[Relation]:
        """Return the relations from one node to another."""
        return [one for ends, one in self.relations.items() if ends[:2] == (source, target)]

    def options(self, texts: Texts, dark: bool) -> dict[str, Any]:
        """Return the chart: nodes grow with their relations, lines with their independent sources."""
        colours = palette(dark)
        degree: dict[str, int] = {}
        for one in self.relations.values():
            for end in (one.source, one.target):
                degree[end] = degree.get(end, 0) + 1
        types = list(dict.fromkeys(_category(node, colours.types) for node in self.nodes.values()))
        categories = [
            {
                "name": texts.name("type", kind) if kind != OTHER else texts.name("kind", OTHER),
                "itemStyle": {"color": colours.types.get(kind, colours.soft)},
            }
            for kind in types
        ]
        return {
            "animationDuration": 400,
            "aria": {"enabled": False},
            "tooltip": {
                "backgroundColor": colours.card,
                "borderColor": colours.line,
                "textStyle": {"color": colours.ink},
                "confine": True,
            },
            "legend": [
                {
                    "data": [one["name"] for one in categories],
                    "bottom": 4,
                    "textStyle": {"color": colours.soft},
                    "icon": "circle",
                    "itemWidth": 10,
                    "itemHeight": 10,
                }
            ],
            "series": [
                {
                    "type": "graph",
                    "layout": "force",
                    "roam": True,
                    "draggable": True,
                    "scaleLimit": {"min": 0.3, "max": 4},
                    "force": {"repulsion": 420, "edgeLength": [70, 190], "gravity": 0.08, "friction": 0.25},
                    "categories": categories,
                    "label": {
                        "show": True,
                        "position": "right",
                        "color": colours.ink,
                        "fontSize": 12,
                        "textBorderColor": colours.card,
                        "textBorderWidth": 3,
                    },
                    "labelLayout": {"hideOverlap": True},
                    "emphasis": {"focus": "adjacency", "lineStyle": {"width": 3}},
                    "edgeSymbol": ["none", "arrow"],
                    "edgeSymbolSize": 7,
                    "data": [self._node(name, degree, types, texts, dark) for name in self.nodes],
                    "links": [_link(one, texts, colours.soft) for one in self.relations.values()],
                }
            ],
        }

    def _node(self, name: str, degree: Mapping[str, int], types: list[str], texts: Texts, dark: bool) -> dict[str, Any]:
        colours = palette(dark)
        node = self.nodes[name]
        label = node["label"]
        opened = name in self.opened
        return {
            "id": name,
            "name": label if len(label) <= LABEL else f"{label[:LABEL]}…",
            "value": texts.name("type", node["type"]),
            "category": types.index(_category(node, colours.types)),
            "symbolSize": min(46, 12 + 3 * degree.get(name, 0)) if opened else min(28, 11 + 2 * degree.get(name, 0)),
            "itemStyle": {"borderColor": colours.ink, "borderWidth": 2 if opened else 0},
            "label": {"fontWeight": "bold" if opened else "normal", "fontSize": 14 if opened else 12},
        }


def key(node: Reference) -> str:
    """Return what tells a node from others: its code, or type and words."""
    return node["code"] or f"{node['type']}:{node['label']}"


def _category(node: Reference, colours: Mapping[str, str]) -> str:
    return node["type"] if node["type"] in colours else OTHER


def _link(one: Relation, texts: Texts, colour: str) -> dict[str, Any]:
    edge = one.edge
    return {
        "source": one.source,
        "target": one.target,
        "value": f"{texts.name('relation', edge['relation'])} · {texts.sources(edge['sources'])}",
        "lineStyle": {
            "width": 1 + min(4, edge["sources"]) * 0.7,
            "color": colour,
            "opacity": 0.55 if edge["sources"] else 0.3,
            "type": "solid" if edge["sources"] else "dashed",
            "curveness": 0.06,
        },
    }
