"""corpus/analytic/*.jsonl: what the query of each analytical question finds in the project's own corpus."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from query.knowledge import KnowledgeBase

Cell = str | None


def analytic_results(knowledge: KnowledgeBase, file: Path) -> str:
    """Return the lines of a file of questions, each with its result made anew."""
    return "".join(_line(knowledge, json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines())


def found(knowledge: KnowledgeBase, sparql: str) -> list[list[Cell]]:
    """Return the rows that a query finds as a sorted set, values as text."""
    rows = {tuple(_text(value) for value in row.values()) for row in knowledge.sparql(sparql).rows()}
    return [list(row) for row in sorted(rows, key=lambda row: [cell or "" for cell in row])]


def _line(knowledge: KnowledgeBase, question: dict[str, Any]) -> str:
    row = {**question, "result": found(knowledge, question["sparql"])}
    return json.dumps(row, ensure_ascii=False) + "\n"


def _text(value: Any) -> Cell:
    return None if value is None else str(getattr(value, "value", value))
