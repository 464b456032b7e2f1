"""Schema of `ontology/rules/functions.yaml`: what a query may ask of the property functions."""

from __future__ import annotations

from dataclasses import dataclass

from ontology.rules import rules


@dataclass(frozen=True, slots=True)
class Counts:
    """How many a function finds."""

    count: int  # where the query names no number
    most: int


@dataclass(frozen=True, slots=True)
class FunctionRules:
    """Schema of `ontology/rules/functions.yaml`."""

    calls: int  # in one query
    longest: int  # characters of a text
    search: Counts
    near: Counts


def function_rules() -> FunctionRules:
    """Return the rules, read once."""
    return rules("functions", FunctionRules)
