"""The schema of `ontology/rules/index.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ontology.rules import rules


@dataclass(frozen=True, slots=True)
class PassageSettings:
    """How an article is cut into passages; lengths in code points."""

    max_chars: int
    max_raw: int
    max_item: int
    small: int
    sentence_end: re.Pattern[str]
    clause_end: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class HomeSettings:
    """Which place an article speaks of."""

    factor: float  # named so many times as often as any other
    example: re.Pattern[str]  # left of a place that is only an example


@dataclass(frozen=True, slots=True)
class LexicalSettings:
    """How much a field counts."""

    boosts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """When the graph is compacted."""

    rewritten: float  # share of its files that are new


@dataclass(frozen=True, slots=True)
class VectorSettings:
    """How vectors are kept, by their number."""

    exact: int  # up to so many as they are
    scanned: int  # up to so many as bytes that are all looked at, above in lists
    reach: float  # a byte reaches so many standard deviations of a random unit vector
    recall: float  # the least share of the nearest that must be found
    asked: int  # questions it is measured with
    trained: int  # rows for each list that its centre is trained on
    probes: int  # the fewest lists that are searched


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one unit is in another."""

    unit: str
    factor: float


@dataclass(frozen=True, slots=True)
class Spelling:
    """What a condition that fits a pattern is compared as."""

    pattern: re.Pattern[str]
    written: str  # a template of `re.Match.expand`
    example: tuple[str, str]  # two conditions that say the same


@dataclass(frozen=True, slots=True)
class ConflictSettings:
    """When two claims contradict each other."""

    needed: Mapping[str, tuple[str, ...]]
    assumed_period: Mapping[str, str]
    relative_bounds: tuple[str, ...]
    needed_of_increments: Mapping[str, tuple[str, ...]]
    limits: tuple[str, ...]
    exchange: Mapping[str, Exchange]
    nearly: float
    tolerance: float
    wide_gap: float
    renewed_days: int
    period_words: re.Pattern[str]
    spellings: tuple[Spelling, ...]
    term_start: re.Pattern[str]
    hedges: tuple[str, ...]
    clause_break: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class SubsetSettings:
    """What the description of the dataset says of some of its graphs."""

    title: str
    license: str  # IRI, "" for none
    rights: str


@dataclass(frozen=True, slots=True)
class DatasetSettings:
    """What the dataset is called and about, by language, and whose its parts are."""

    title: Mapping[str, str]
    description: Mapping[str, str]
    rights: Mapping[str, str]
    keywords: tuple[str, ...]
    subsets: Mapping[str, SubsetSettings]


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """All that decides how articles are cut, indexed and compared."""

    passages: PassageSettings
    home: HomeSettings
    lexical: LexicalSettings
    graph: GraphSettings
    vectors: VectorSettings
    conflicts: ConflictSettings
    dataset: DatasetSettings


def settings() -> IndexSettings:
    """Return the settings in `ontology/rules/index.yaml`."""
    return rules("index", IndexSettings)
