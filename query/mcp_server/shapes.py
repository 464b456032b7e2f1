"""The shapes of what the tools give back: they become the output schemas."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict  # pydantic reads those of `typing` only from Python 3.12 on

Row = dict[str, Any]


class Found(TypedDict):
    """An article found; `text` is its best passage."""

    id: str
    title: str
    url: str
    text: str
    issued: str | None
    heading_path: list[str]


class SearchResults(TypedDict):
    """Found articles, best first, and how sure the best answers."""

    results: list[Found]
    outcome: str  # answer | clarify | conflict | no_answer
    confidence: float


class Document(TypedDict):
    """An article, or a part of it: `metadata.next_offset` says where the rest begins, null at its end."""

    id: str
    title: str
    text: str
    url: str
    metadata: Row


class FactsAnswer(TypedDict):
    """Facts as in the export, each with conditions, quote and source."""

    outcome: str  # answer | clarify | conflict | no_answer
    confidence: float
    choices: list[str]  # of a clarify: what it depends on
    missing: list[str]  # words of the question that nothing was found on
    conflicts: list[list[str]]  # ids of facts that cannot both hold
    facts: list[Row]
    citations: list[Row]
    sparql: str | None


class ProcedureAnswer(TypedDict):
    """What the articles say of one service."""

    procedure: Row


class Conflicts(TypedDict):
    """Some conflicts out of `total`."""

    conflicts: list[Row]
    total: int
    offset: int
    left_out: int


class Things(TypedDict):
    """Things that a name may mean, the surest first."""

    things: list[Row]


class Surroundings(TypedDict):
    """A thing, what stands around it, and how many relations were left out."""

    node: Row
    edges: list[Row]
    left_out: int


class Table(TypedDict):
    """Rows of a query; `truncated` where there are more. A graph or a yes/no stands under `text`."""

    columns: list[str]
    rows: list[list[str | None]]
    truncated: bool
    text: str | None


class Analysis(TypedDict):
    """An analytical question answered."""

    reading: list[str]  # what was understood
    sparql: str
    columns: list[str]
    rows: list[list[str | int | float | None]]
    left_out: bool
