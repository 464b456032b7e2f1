"""Schema of `ontology/rules/procedures.yaml`: how services, channels, papers, routes and conditions belong together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ontology.rules import rules

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Implied:
    """A service that a sentence implies without naming it."""

    service: str
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class ScopeRules:
    """Which service a line is about."""

    label: Pattern
    temporal: Pattern
    negated: Pattern
    implied: tuple[Implied, ...]
    off_topic: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeliveryRules:
    """When a text states that a service is to be had by a channel."""

    access: tuple[Pattern, ...]
    follow: tuple[Pattern, ...]
    joint: Pattern
    comma: Pattern
    example: Pattern
    parallel: Pattern
    negation: Pattern
    not_in: Pattern
    own_line_not: Pattern
    download_first: Pattern
    download_verb: Pattern
    care_types: tuple[str, ...]
    service_verb: Pattern
    no_heading_types: tuple[str, ...]
    heading_verb: Pattern
    carried: Pattern
    generic: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MaterialRules:
    """When a text states that a paper or an item of data is needed."""

    heading: Pattern
    verbs: Pattern
    behind: Pattern
    joint: Pattern
    either: Pattern
    aside: Pattern
    negation: Pattern
    not_in: Pattern
    issued: Pattern
    payment: Pattern
    vague: Pattern
    form: Pattern
    copies: Pattern
    only_if: tuple[Pattern, ...]
    nobody: Pattern
    item: Pattern
    item_cut: Pattern
    item_length: int
    trailing: Pattern


@dataclass(frozen=True, slots=True)
class StepRules:
    """When words are labels of a route through menus."""

    verbs: str
    strong: Pattern
    weak: str
    joiner: str
    arrow: str
    alternative: str
    place_left: Pattern
    place_right: Pattern
    nouns: str
    channel_kind: Pattern
    prose: Pattern
    unlabelled: Pattern
    cut: Pattern
    again: Pattern
    search: Pattern
    or_verb: Pattern
    new_route: Pattern
    keypad: Pattern
    label_length: int
    entry_types: tuple[str, ...]
    line_length: int


@dataclass(frozen=True, slots=True)
class ConditionRule:
    """A clause that states a condition. Group `condition` is the condition, `subject` what it is about."""

    name: str
    pattern: Pattern
    form: str = "{condition}"  # how the condition is put into words
    confidence: float = 0.8


@dataclass(frozen=True, slots=True)
class ConditionRules:
    """When a text states a condition of a service."""

    heading: Pattern
    item_cut: Pattern
    item_length: int
    examples: Pattern
    clauses: tuple[ConditionRule, ...]
    not_in: Pattern
    adverbial: Pattern
    shorten: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class ProcedureRules:
    """All of `procedures.yaml`."""

    scopes: ScopeRules
    channels: DeliveryRules
    materials: MaterialRules
    steps: StepRules
    conditions: ConditionRules


def procedure_rules() -> ProcedureRules:
    """Return the rules of `ontology/rules/procedures.yaml`.

    Raises:
        DataError: if the file does not fit.
    """
    return rules("procedures", ProcedureRules)
