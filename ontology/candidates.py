"""What is a candidate: a name that articles use and the vocabulary lacks. Schema of `rules/candidates.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ontology.rules import rules
from ontology.vocabulary import vocabulary

SCHEME = "candidate"  # of the graph: candidates of all types stand in it until they are made data


@dataclass(frozen=True, slots=True)
class Hints:
    """When a candidate looks like another name of a known concept."""

    most: int
    least: float
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Column:
    """What a new row of a table gets in one of its columns, by the end of its label."""

    column: str
    endings: Mapping[str, str]
    otherwise: str

    def value(self, label: str) -> str:
        """Return the value for a label: that of the longest ending that fits.

        >>> Column("type", {"机": "self_service", "手机": "app"}, "counter").value("自助取号机")
        'self_service'
        """
        fitting = [ending for ending in self.endings if label.upper().endswith(ending.upper())]
        return self.endings[max(fitting, key=len)] if fitting else self.otherwise


@dataclass(frozen=True, slots=True)
class CandidateRules:
    """All of `candidates.yaml`."""

    types: tuple[str, ...]
    prefixes: Mapping[str, str]
    half: float
    article_part: re.Pattern[str]
    quotes: int
    around: int
    hints: Hints
    attributes: Mapping[str, Column]

    def is_candidate(self, kind: str, code: str, label: str) -> bool:
        """Whether an entity waits to become a concept: it has none, and its label names none of any other type.

        An agency that one visits is a channel by what it does; its name is no unknown one.
        """
        return not code and kind in self.types and not vocabulary().find(label)


@cache
def candidate_rules() -> CandidateRules:
    """Return the rules of `candidates.yaml`.

    Raises:
        DataError: if the file does not fit.
    """
    return rules("candidates", CandidateRules)
