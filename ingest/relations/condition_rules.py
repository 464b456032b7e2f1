"""Schema of `conditions` in `ontology/rules/procedures.yaml`: when a text states a condition of a service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

Pattern = re.Pattern[str]

HEADING, KNOWN, TOPIC, NOTHING = NEEDS = (
    "heading",  # a heading or the sentence
    "known",  # as below, by a name that the vocabulary has
    "topic",  # a heading, the sentence, the title, or a line before it
    "nothing",  # these, or what most lines of the article name
)


@dataclass(frozen=True, slots=True)
class ConditionRule:
    """A clause that states a condition: the group of that name."""

    name: str
    pattern: Pattern
    confidence: float
    example: str  # a sentence in which 〈…〉 is the condition that the pattern finds
    form: str = "{condition}"  # how the condition is put into words; {subject} is what the line is about
    needs: str = HEADING  # what must name the service: one of NEEDS

    def __post_init__(self) -> None:
        if self.needs not in NEEDS:
            raise ValueError(f"needs must be one of {', '.join(NEEDS)}")


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
    item_joint: Pattern
    opens: Pattern
    other_field: Pattern  # a label behind the items of a list that is no condition's
    opened_gap: int  # characters at least of a list behind a colon in the same line
    told: Pattern  # up to the first item of a list that stands behind a comma
    barred: tuple[Pattern, ...]  # over a list of what is refused; the group `bar` says what of it
    barring: str  # how a refused case is put into words; {condition}, {bar}
    no_service: Pattern
    examples: Pattern
    clauses: tuple[ConditionRule, ...]
    not_in: Pattern
    adverbial: Pattern
    becomes: Mapping[str, str]
    also: Pattern
