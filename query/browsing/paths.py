"""The step lists of a channel or service."""

from __future__ import annotations

from ontology import terms
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
    steps: dict[str, dict[str, dict[str, list[str]]]] = {}  # statement → step → property → values
    articles: dict[str, str] = {}
    for row in view.found("paths", node=iri(node), limit=browsing_rules().shown.paths):
        values = steps.setdefault(row["statement"], {}).setdefault(row["step"], {})
        values.setdefault(row["property"], []).append(row["value"])
        articles[row["statement"]] = terms.article_name(row["source"]) or ""
    found: dict[Steps, dict[str, str]] = {}
    for statement in sorted(steps, key=lambda one: (articles[one], one)):
        in_order = sorted(steps[statement].values(), key=lambda step: int(step[terms.SCHEMA_POSITION][0]))
        labels = tuple(
            (*step[terms.SCHEMA_TEXT], *sorted(step.get(terms.YB_ALTERNATIVE_TEXT, ()))) for step in in_order
        )
        found.setdefault(labels, {})[statement] = articles[statement]
    return found
