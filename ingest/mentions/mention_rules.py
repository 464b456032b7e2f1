"""Schema of `ontology/rules/mentions.yaml`: how entities are found beside the labels of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ontology.rules import rules

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class PhoneRules:
    """Telephone numbers."""

    known: Pattern
    numbers: tuple[Pattern, ...]
    cue: Pattern
    before: int
    after: int
    bare: Pattern
    certain: Pattern
    extension: Pattern


@dataclass(frozen=True, slots=True)
class LawRules:
    """Laws and their articles."""

    article: Pattern
    more: Pattern
    number: Pattern
    paragraph: Pattern
    country: str
    title: Pattern
    bare: Pattern


@dataclass(frozen=True, slots=True)
class ChannelNoun:
    """What makes a channel of an organisation: 网站, 热线, 窗口 …"""

    noun: str
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Phrase:
    """A label and the pattern whose first group it names."""

    label: str
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Hole:
    """A censored noun that the verb gives away."""

    verb: Pattern
    after: Pattern
    noun: str


@dataclass(frozen=True, slots=True)
class ChannelRules:
    """Channels composed of organisation and noun, channels known by a name, organisations that one visits."""

    nouns: tuple[ChannelNoun, ...]
    phrases: tuple[Phrase, ...]
    heads: Pattern
    hole_heads: Pattern
    particle: str
    joint: Pattern
    lead: Pattern
    holes: tuple[Hole, ...]
    hole_nouns: tuple[ChannelNoun, ...]
    quoted: Pattern
    quoted_before: Pattern
    kinds: Mapping[str, str]
    unquoted: Pattern
    no_name: Pattern
    app_names: Pattern
    no_app_name: Pattern
    login_quoted: Pattern
    kind_first: Pattern
    can_in_quoted: Pattern
    examples: Pattern
    example_suffix: Mapping[str, str]
    account: Pattern
    account_left: Pattern
    account_right: Pattern
    visited: Pattern
    visited_as: Mapping[str, str]
    serving_as: Mapping[str, str]
    serving: tuple[str, ...]
    institutions: Pattern
    actor_left: Pattern
    actor_right: Pattern
    care: tuple[str, ...]
    care_right: Pattern
    too_wide: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A service that is the looking up of something."""

    service: str
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Act:
    """A service named by its verb and its object."""

    service: str
    verb: str
    object: str


@dataclass(frozen=True, slots=True)
class ServiceRules:
    """Services named by what is done."""

    objects: tuple[Lookup, ...]
    verb: str
    gap: str
    after: Pattern
    reach: int
    filler: str
    between: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class OrganizationRules:
    """Proper names of organisations."""

    after_place: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class PaperRules:
    """Papers named by their kind: a border, a short name, a last word."""

    border: str
    modifiers: str
    stop: str
    suffix: str
    longest: int
    not_before: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group of insured persons named by a phrase."""

    label: str
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class PlaceRules:
    """When a name of the gazetteer is a place."""

    suffix: str
    name_after: Pattern
    words: tuple[str, ...]
    word_neighbour: Pattern
    word_lead: Pattern
    city: str
    short_city: Pattern


@dataclass(frozen=True, slots=True)
class OpenName:
    """The form of the names of an open class; its group `name` is the name."""

    type: str
    rule: str
    certainty: float
    pattern: Pattern
    bounded: bool = False  # marks of quotation enclose it: any word may stand in it


@dataclass(frozen=True, slots=True)
class Carried:
    """Papers in a list that a verb of bringing governs."""

    verb: str
    reach: str
    between: Pattern
    heading: Pattern
    lead: Pattern
    name: str
    tail: str
    no_head: Pattern


@dataclass(frozen=True, slots=True)
class OpenNames:
    """Names that no vocabulary can list."""

    general: tuple[str, ...]  # codes of names so wide that a longer name between quotation marks is known better
    no_name: Pattern
    certainty: Mapping[str, float]
    rules: tuple[OpenName, ...]
    carried: Carried

    def trust(self, rule: str) -> float:
        """Return how far the form of a name can be trusted, 0 to 1; 0 for a form that the rules do not know."""
        return self.certainty.get(rule) or next((one.certainty for one in self.rules if one.rule == rule), 0.0)


@dataclass(frozen=True, slots=True)
class MentionRules:
    """All of `mentions.yaml`."""

    schemes: Mapping[str, str]
    not_surfaces: Mapping[str, Pattern]
    no_entities: tuple[str, ...]
    typed_in: tuple[str, ...]
    typing: Pattern
    copy_sign: str
    number_sign: str
    word_length: int
    mark: str
    phones: PhoneRules
    laws: LawRules
    channels: ChannelRules
    services: ServiceRules
    organizations: OrganizationRules
    materials: PaperRules
    groups: tuple[Group, ...]
    places: PlaceRules
    inside: Mapping[str, tuple[str, ...]]
    open_names: OpenNames


@cache
def mention_rules() -> MentionRules:
    """Return the rules of `ontology/rules/mentions.yaml`.

    Raises:
        DataError: if the file does not fit.
    """
    return rules("mentions", MentionRules)
