"""Schema of `ontology/rules/context.yaml`: how evidence is worded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ontology.errors import QueryError
from ontology.rules import rules


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language; `{…}` are gaps."""

    outcomes: Mapping[str, str]
    reason: str
    ask_back: str
    missing: str
    facts: str
    passages: str
    conflict: str
    sources: str
    example_place: str
    no_date: str
    separator: str
    kinds: Mapping[str, str]
    nothing: str
    unquoted: str
    uncited: str
    instructions: str


@dataclass(frozen=True, slots=True)
class ContextRules:
    """All languages."""

    languages: Mapping[str, Wording]


def wording(language: str) -> Wording:
    """Return the words of a language.

    Raises:
        QueryError: if there are none.
    """
    known = rules("context", ContextRules).languages
    if language not in known:
        raise QueryError(f"no wording in {language!r}; known: {', '.join(known)}")
    return known[language]
