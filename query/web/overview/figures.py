"""The figures of the overview, counted once for each generation of the data."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from index.graph.results import SparqlResults
from index.rdf.quads import Literal, Object
from ontology.reasons import reason
from ontology.terms import concept_code
from query.knowledge import KnowledgeBase
from query.templates import filled

SECONDS = 30.0
CONFLICTS = 12  # that are listed
BLOCKS = 200_000  # up to so many the blocks are counted: each article is read for that
REASONS = 14  # that are shown

Counted = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the overview shows."""

    stats: dict[str, Any]
    kinds: Counted  # code of a kind → facts
    backing: Counted  # independent sources → values
    confidence: Counted  # tenth → facts
    places: Counted
    services: list[tuple[str, int, int]]  # label, channels, materials
    classes: Counted  # class of difference → how many
    conflicts: list[dict[str, Any]]  # rows of the strongest ones
    actions: Counted  # what became of blocks → how many; empty in large data
    reasons: Counted  # reason code → blocks; empty in large data


_known: dict[str, tuple[int, Figures]] = {}  # folder → generation and its figures


def figures(knowledge: KnowledgeBase) -> Figures:
    """Return the figures of the generation in use.

    Raises:
        QueryError: if counting takes too long.
    """
    stats = knowledge.stats()
    folder, generation = str(stats["data"]), int(stats["generation"])
    found = _known.get(folder)
    if found is None or found[0] != generation:
        found = generation, _counted(knowledge, stats)
        _known[folder] = found
    return found[1]


def _counted(knowledge: KnowledgeBase, stats: dict[str, Any]) -> Figures:
    services = _query(knowledge, "overview_services").rows()
    conflicts = [row for row in knowledge.rows("conflicts") if row["class"] != "same"]
    classes = Counter(row["class"] for row in conflicts)
    strong = [row for row in conflicts if row["class"] == "conflict"]
    return Figures(
        stats,
        [(concept_code(item) or item, number) for item, number in _counts(knowledge, "overview_kinds")],
        _counts(knowledge, "overview_backing"),
        _counts(knowledge, "overview_confidence"),
        _counts(knowledge, "overview_places"),
        [(_text(row["item"]), int(_text(row["channels"])), int(_text(row["materials"]))) for row in services],
        classes.most_common(),
        strong[:CONFLICTS],
        *_blocks(knowledge, int(stats["blocks"])),
    )


def _blocks(knowledge: KnowledgeBase, count: int) -> tuple[Counted, Counted]:
    if count > BLOCKS:
        return [], []
    actions: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for row in knowledge.rows("blocks"):
        told = [code for code in row["reasons"] if reason(code).outcome != "layout"]
        if told or row["action"] != "drop":  # blank lines and tags hold no text
            actions[row["action"]] += 1
        reasons.update(told)
    return actions.most_common(), reasons.most_common(REASONS)


def _counts(knowledge: KnowledgeBase, name: str) -> Counted:
    return [(_text(row["item"]), int(_text(row["number"]))) for row in _query(knowledge, name).rows()]


def _query(knowledge: KnowledgeBase, name: str) -> SparqlResults:
    return knowledge.sparql(filled(name), SECONDS)


def _text(value: Object | None) -> str:
    return value.value if isinstance(value, Literal) else str(value or "")
