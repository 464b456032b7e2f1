"""Schema of `ontology/rules/analytic.yaml`: what can be asked, in which words, and how the graph holds it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ontology.rules import rules


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of things that a question can ask for."""

    words: re.Pattern[str]
    zh: str
    show: str  # label | name | itself
    scheme: str | None = None  # the concept scheme of its things
    count: re.Pattern[str] | None = None  # measure words that mean it without naming it


@dataclass(frozen=True, slots=True)
class Frame:
    """A kind of node of the graph and the property paths from it to the things that it joins."""

    node: str  # its class, as a prefixed name
    needs: tuple[str, ...]  # kinds without which the frame is not meant
    roles: Mapping[str, str]  # kind → property path
    suffices: tuple[str, ...] = ()  # fewer kinds that do where the question is not about mentions
    itself: str | None = None  # the kind that the node is
    fixed: Mapping[str, str] | None = None  # role → the value it must have
    unless: str | None = None  # property and value that leave a node out


@dataclass(frozen=True, slots=True)
class Comparison:
    """Words that compare with a number."""

    before: re.Pattern[str]
    after: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Schemes:
    """In which order a name that stands in several schemes is taken for one of them."""

    values: tuple[str, ...]
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnalyticRules:
    """Schema of `ontology/rules/analytic.yaml`."""

    longest: int  # characters of a question
    classes: Mapping[str, Kind]
    frames: Mapping[str, Frame]
    schemes: Schemes
    units: Mapping[str, str]  # measure → the unit of its values
    words: Mapping[str, re.Pattern[str]]
    comparisons: Mapping[str, Comparison]  # operator of SPARQL → its words
    number: re.Pattern[str]
    classifier: re.Pattern[str]
    law_part: re.Pattern[str]
    year: re.Pattern[str]
    filler: re.Pattern[str]
    says: Mapping[str, str]

    def kind_of_scheme(self, scheme: str) -> str | None:
        """Return the class whose things stand in a concept scheme."""
        return next((name for name, kind in self.classes.items() if kind.scheme == scheme), None)


def analytic_rules() -> AnalyticRules:
    """Return the rules, read once."""
    return rules("analytic", AnalyticRules)
