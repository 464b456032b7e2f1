"""Schema of `ontology/rules/repetition.yaml`: what copies may differ in, and what counts as a copy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ontology.rules import rules

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class TokenPattern:
    """A kind of token beside the names of the vocabulary."""

    kind: str
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class TokenRules:
    """How a block is cut into tokens, and what a difference in each kind means."""

    patterns: tuple[TokenPattern, ...]
    schemes: Mapping[str, str]  # scheme of the vocabulary → kind
    slots: tuple[str, ...]
    values: tuple[str, ...]
    quotes: Pattern
    ordinal: Pattern
    range: Pattern
    joining: Pattern
    published: Pattern
    in_force: Pattern
    in_force_after: Pattern
    own_name: int
    short: int
    longest: int


@dataclass(frozen=True, slots=True)
class BlockRules:
    """How near-duplicate blocks are found."""

    shortest: int
    shingle: int
    bands: int
    rows: int
    seed: int
    leaders: int
    compared: int
    alike: float


@dataclass(frozen=True, slots=True)
class ArticleRules:
    """When two articles count as copies, and when as made from one template."""

    min_line: int
    min_shared: int
    containment: float
    sibling: float
    crowd: int


@dataclass(frozen=True, slots=True)
class TemplateRules:
    """What makes a template."""

    held: float
    least: int
    shared: int


@dataclass(frozen=True, slots=True)
class SourceRules:
    """Which articles are one source."""

    anonymous: Pattern
    mirrors: Pattern
    platforms: Pattern


@dataclass(frozen=True, slots=True)
class ProposalRules:
    """Which damage other copies may fill."""

    reasons: tuple[str, ...]
    longest: int


@dataclass(frozen=True, slots=True)
class RepetitionRules:
    """Schema of `ontology/rules/repetition.yaml`."""

    tokens: TokenRules
    blocks: BlockRules
    articles: ArticleRules
    templates: TemplateRules
    sources: SourceRules
    proposals: ProposalRules


@cache
def repetition_rules() -> RepetitionRules:
    """Return the rules, read once."""
    return rules("repetition", RepetitionRules)


@cache
def slot_kinds() -> frozenset[str]:
    """Return the kinds of tokens that a template is filled with."""
    return frozenset(repetition_rules().tokens.slots)
