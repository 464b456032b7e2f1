"""Schema of `ontology/rules/procedures.yaml`: how services, channels, papers, routes and conditions belong together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ingest.relations.condition_rules import ConditionRules
from ontology.rules import rules

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Implied:
    """A service that a sentence implies without naming it."""

    service: str
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Topic:
    """A service that is about what a heading names, where it or what stands below says what is done."""

    service: str
    topic: Pattern
    act: Pattern


@dataclass(frozen=True, slots=True)
class ScopeRules:
    """Which service a line is about."""

    pictures: Mapping[str, str]  # inside a text, between two characters of it → the sign that is meant
    item: Pattern
    label: Pattern
    speaker: Pattern
    temporal: Pattern
    negated: Pattern
    people: Pattern
    people_after: Pattern
    searched: Pattern
    searched_vague: Pattern
    looking_up: Pattern
    topic_end: Pattern
    procedure_cut: Pattern
    last_word: int
    implied: tuple[Implied, ...]
    instead: tuple[Implied, ...]
    topics: tuple[Topic, ...]
    headline: Pattern
    asked_verb: Pattern
    headline_verb: Pattern
    headline_not: Pattern
    headline_cut: Pattern
    titled: Pattern
    not_asked: Pattern
    bare_verb: Pattern
    asked_length: int
    benefit: Pattern
    insurances: Mapping[str, tuple[str, ...]]
    off_topic: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeliveryRules:
    """When a text states that a service is to be had by a channel."""

    act: tuple[Pattern, ...]
    place: tuple[Pattern, ...]
    select: Pattern
    entry_opens: Pattern
    entry_act: Pattern
    agent: Pattern
    handed: Pattern
    led: Pattern
    select_kind: Pattern
    follow_types: tuple[str, ...]
    follow_app: tuple[Pattern, ...]
    follow: tuple[Pattern, ...]
    host: Pattern
    searched: Pattern
    within: Pattern
    joint: Pattern
    comma: Pattern
    example: Pattern
    in_chain: Pattern
    negation: Pattern
    done_right: Pattern
    others: Pattern
    not_in: Pattern
    own_line_not: Pattern
    download_first: Pattern
    download_verb: Pattern
    care_types: tuple[str, ...]
    desk: Pattern
    care_right: Pattern
    care_time: Pattern
    object_left: Pattern
    hand_in: Pattern
    way_label: Pattern
    way_heading: Pattern
    region_label: Pattern
    way_left: Pattern
    way_joint: Pattern
    service_verb: Pattern
    own_act: Pattern
    no_heading_types: tuple[str, ...]
    heading_verb: Pattern
    carried_lines: int
    carried: Pattern
    generic: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MaterialRules:
    """When a text states that a paper or an item of data is needed."""

    heading: Pattern
    lead: Pattern
    not_heading: Pattern
    whose: Pattern
    elsewhere: Pattern
    not_label: Pattern
    column: Pattern
    verbs: Pattern
    with_verb: Pattern
    with_right: Pattern
    wanted: Pattern
    behind: Pattern
    all_behind: Pattern
    done_left: Pattern
    done: Pattern
    list_end: Pattern
    loose_joint: Pattern
    behind_left: Pattern
    joint: Pattern
    either: Pattern
    any_of: Pattern
    list: Pattern
    aside: Pattern
    case_end: str
    choice: Pattern
    negation: Pattern
    not_in: Pattern
    issued: Pattern
    issued_right: Pattern
    typed_verb: Pattern
    typed: Mapping[str, str]
    vague: Pattern
    portrait: Pattern
    form: Pattern
    seal: Pattern
    sealed: Pattern
    need: str
    copies: Pattern
    bare_number: Pattern
    tail: Pattern
    each: Pattern
    pair: Pattern
    details_column: Pattern
    case: Pattern
    only_if: tuple[Pattern, ...]
    only_if_right: Pattern
    only_if_word: Pattern
    only_if_cell: Pattern
    nobody: Pattern
    item: Pattern
    unknown: Pattern
    unknown_ends: Pattern
    asked_unknown: Pattern
    item_cut: Pattern
    trailing: Pattern


@dataclass(frozen=True, slots=True)
class StepRules:
    """When words are labels of a route through menus. Strings are parts of a pattern: `ingest.relations.labels`."""

    strong: str
    weak: str
    quoted_only: str
    with_noun: str
    corner: str
    chain_prose: Pattern
    short: Pattern
    search: Pattern
    searched_act: Pattern
    joiner: str
    beside: str
    menu_left: Pattern
    explained: Pattern
    key_label: Pattern
    key_for: Pattern
    channel_end: Pattern
    arrow: str
    chain_least: int
    chain_left: Pattern
    dash: str
    either: str
    listed: str
    place: str
    place_before: str
    place_after: str
    place_end: str
    not_labels: Pattern
    before_noun: str
    nouns: str
    ui_nouns: str
    channel_kind: Pattern
    opening: Pattern
    prose: Pattern
    unlabelled: Pattern
    cut: str
    again: str
    or_route: Pattern
    new_route: Pattern
    keypad: str
    step_label: Pattern
    label_length: int
    quoted_length: int
    entry_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatuteRules:
    """When a line quotes an article of a law."""

    article: Pattern
    lead: Pattern
    after: Pattern
    quoted: Pattern
    paragraph: Pattern
    item: Pattern
    other: Pattern
    shortest: int


@dataclass(frozen=True, slots=True)
class ProcedureRules:
    """All of `procedures.yaml`."""

    scopes: ScopeRules
    channels: DeliveryRules
    materials: MaterialRules
    steps: StepRules
    conditions: ConditionRules
    statutes: StatuteRules


@cache
def procedure_rules() -> ProcedureRules:
    """Return the rules of `ontology/rules/procedures.yaml`.

    Raises:
        DataError: if the file does not fit.
    """
    return rules("procedures", ProcedureRules)
