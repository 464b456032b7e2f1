"""Schema of `ontology/rules/answer_types.yaml`: what kind of value a question asks for, and which lines hold one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ontology.rules import rules


@dataclass(frozen=True, slots=True)
class AnswerType:
    """A kind of value."""

    ask: re.Pattern[str]  # the question asks for it
    hold: re.Pattern[str]  # the line holds one; matched on lower case


@dataclass(frozen=True, slots=True)
class AnswerTypeRules:
    """Schema of `ontology/rules/answer_types.yaml`."""

    types: Mapping[str, AnswerType]


def answer_types() -> Mapping[str, AnswerType]:
    """Return the kinds of value by name, read once."""
    return rules("answer_types", AnswerTypeRules).types


def asked_type(question: str) -> str | None:
    """Return the name of the kind of value that a question (mended) asks for, None if it asks for none.

    >>> asked_type("异地备案有效期几个月"), asked_type("住院报几成"), asked_type("家庭共济怎么绑定")
    ('duration', 'percent', None)
    """
    return next((name for name, kind in answer_types().items() if kind.ask.search(question)), None)


def holds(kind: str | None, line: str) -> bool:
    """Return whether a line holds a value of a kind; any line holds what was not asked for."""
    return kind is None or bool(answer_types()[kind].hold.search(line.lower()))
