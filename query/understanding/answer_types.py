"""Schema of `ontology/rules/answer_types.yaml`: what kind of value a question asks for, and which lines hold one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ontology.rules import rules

UNIT = "unit"  # the group of `ask` whose find stands for {unit} in `hold`


@dataclass(frozen=True, slots=True)
class AnswerType:
    """A kind of value."""

    ask: re.Pattern[str]  # the question asks for it
    hold: str  # pattern of a line that holds one; matched on lower case
    unless: re.Pattern[str] | None = None  # the question asks for something else, such as where to look

    def __post_init__(self) -> None:
        """Refuse a pattern that cannot be compiled."""
        re.compile(self.hold.replace("{unit}", ""))


@dataclass(frozen=True, slots=True)
class AnswerTypeRules:
    """Schema of `ontology/rules/answer_types.yaml`."""

    types: Mapping[str, AnswerType]


def answer_types() -> Mapping[str, AnswerType]:
    """Return the kinds of value by name, read once."""
    return rules("answer_types", AnswerTypeRules).types


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kind of value that a question asks for."""

    name: str
    hold: re.Pattern[str]

    def stands_in(self, line: str) -> bool:
        """Whether a line holds such a value."""
        return bool(self.hold.search(line.lower()))


def wanted_value(question: str) -> Wanted | None:
    """Return the kind of value that a question (mended) asks for, None if it asks for none.

    >>> wanted_value("异地备案一年最多几次").stands_in("每人买三盒"), wanted_value("家庭共济怎么绑定")
    (False, None)
    """
    for name, kind in answer_types().items():
        found = kind.ask.search(question)
        if found and not (kind.unless and kind.unless.search(question)):
            return Wanted(name, _compiled(kind.hold, found.groupdict().get(UNIT) or ""))
    return None


@lru_cache(maxsize=256)
def _compiled(hold: str, unit: str) -> re.Pattern[str]:
    return re.compile(hold.replace("{unit}", re.escape(unit)))
