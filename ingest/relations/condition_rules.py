"""Schema of `conditions` in `ontology/rules/procedures.yaml`: when a text states a condition of a service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class ConditionRule:
    """A clause that states a condition: the group of that name."""

    name: str
    pattern: Pattern
    confidence: float
    example: str  # a sentence in which 〈…〉 is the condition that the pattern finds
    form: str = "{condition}"  # how the condition is put into words; {subject} is what the line is about
    anywhere: bool = False  # whether it counts where no heading and no sentence names the service


@dataclass(frozen=True, slots=True)
class ConditionRules:
    """When a text states a condition of a service."""

    item_start: Pattern
    heading: Pattern
    not_heading: Pattern
    label: Pattern
    item_cut: Pattern
    item_length: int
    item_aside: Pattern
    not_item: Pattern
    opens: Pattern
    no_service: Pattern
    examples: Pattern
    clauses: tuple[ConditionRule, ...]
    not_in: Pattern
    adverbial: Pattern
    becomes: Mapping[str, str]
    also: Pattern
