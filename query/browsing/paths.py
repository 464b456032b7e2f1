"""The step lists of a channel or service."""

from __future__ import annotations

from query.browsing.browsing_rules import browsing_rules
from query.browsing.view import View
from query.templates import iri

Steps = tuple[tuple[str, ...], ...]  # of each step the labels of which one is chosen


def paths(view: View, node: str) -> dict[Steps, dict[str, str]]:
    """Return the step lists around a thing, each with its statements (IRI → article).

    Args:
        view: the data.
        node: IRI of a channel or service.
    """
    labels: dict[str, dict[int, list[str]]] = {}
    articles: dict[str, str] = {}
    for row in view.found("paths", node=iri(node), limit=browsing_rules().shown.paths):
        steps = labels.setdefault(row["statement"], {}).setdefault(int(row["position"]), [row["label"]])
        if "other" in row:
            steps.append(row["other"])
        articles[row["statement"]] = row["article"]
    found: dict[Steps, dict[str, str]] = {}
    for statement, by_position in labels.items():
        steps_of = tuple(tuple(by_position[position]) for position in sorted(by_position))
        found.setdefault(steps_of, {})[statement] = articles[statement]
    return found
