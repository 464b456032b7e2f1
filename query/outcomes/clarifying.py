"""What must be asked back: the condition that the question leaves open and on which the figures depend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.rdf.conditions import slot_code
from index.rdf.regions import region_codes
from query.outcomes.rules import outcome_rules
from query.retrieval.facts import Fact
from query.understanding.question import Understanding
from query.understanding.rules import question_rules

NEARLY = 0.75  # by which facts may differ in fit and still be choices
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to a question back."""

    label: str
    code: str | None  # of the concept, as a condition takes it
    facts: tuple[str, ...]  # ids of the facts that then answer


@dataclass(frozen=True, slots=True)
class QuestionBack:
    """A condition that is open, and what it may be."""

    condition: str  # care_type | place
    options: tuple[Option, ...]


def question_back(asked: Understanding, facts: Sequence[Fact]) -> QuestionBack | None:
    """Return what the best facts differ in and the question leaves open; None if a number was not asked for."""
    if not facts or not question_rules().number.search(asked.text):
        return None
    best = max(fact.fit for fact in facts)
    rows = [fact.row for fact in facts if fact.fit >= best - NEARLY]
    for condition in outcome_rules().asked_back:
        options = _options(condition, rows)
        if len(options) > 1 and not _is_stated(condition, asked) and _matters(condition, rows):
            return QuestionBack(condition, options)
    return None


def _is_stated(condition: str, asked: Understanding) -> bool:
    stated: tuple[str, ...] = getattr(asked.conditions, "region" if condition == "place" else condition)
    return bool(stated)


def _options(condition: str, rows: Sequence[Row]) -> tuple[Option, ...]:
    ids: dict[str, list[str]] = {}
    for row in rows:
        if label := _value(condition, row):
            ids.setdefault(label, []).append(row["id"])
    return tuple(Option(label, _code(condition, label), tuple(found)) for label, found in ids.items())


def _matters(condition: str, rows: Sequence[Row]) -> bool:
    """Whether what the facts say depends on the place; kinds of care are different things in any case."""
    if condition != "place":
        return True
    values: dict[str, set[tuple[Any, Any, str]]] = {}
    for row in rows:
        if label := _value(condition, row):
            values.setdefault(label, set()).add((row["value_min"], row["value_max"], row["unit"]))
    return len({frozenset(found) for found in values.values()}) > 1


def _value(condition: str, row: Row) -> str | None:
    found: str | None = row["place"] or row["article_place"] if condition == "place" else row[condition]
    return found


def _code(condition: str, label: str) -> str | None:
    if condition == "place":
        return next(iter(region_codes(label)), None)
    return slot_code(condition, label)
