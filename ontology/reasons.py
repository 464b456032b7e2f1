"""What the cleaner's reason and rule codes mean, for people: `ontology/rules/reasons.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ontology.rules import rules

OUTCOMES = ("layout", "repair", "flag", "drop")  # the weakest first


@dataclass(frozen=True, slots=True)
class Reason:
    """A code in words."""

    zh: str
    en: str
    outcome: str  # layout | repair | flag | drop
    under: str = ""  # of a rule: the reason of a block under which its changes are told

    def __post_init__(self) -> None:
        """Check the entry.

        Raises:
            ValueError: if a text is empty or the outcome is none of the four.
        """
        if not self.zh.strip() or not self.en.strip():
            raise ValueError("zh and en must say something")
        if self.outcome not in OUTCOMES:
            raise ValueError(f"outcome is one of {', '.join(OUTCOMES)}, not {self.outcome!r}")


@dataclass(frozen=True, slots=True)
class ReasonRules:
    """Schema of `ontology/rules/reasons.yaml`."""

    codes: Mapping[str, Reason]

    def __post_init__(self) -> None:
        """Check that every `under` names a code.

        Raises:
            ValueError: if one does not.
        """
        unknown = sorted(entry.under for entry in self.codes.values() if entry.under and entry.under not in self.codes)
        if unknown:
            raise ValueError(f"under names codes that do not exist: {', '.join(unknown)}")


def reasons() -> Mapping[str, Reason]:
    """Return what is known of each code."""
    return rules("reasons", ReasonRules).codes


def reason(code: str) -> Reason:
    """Return a code in words; one without an entry speaks for itself.

    >>> reason("censored").en, reason("some_new_code").en
    ('a word was masked', 'some new code')
    """
    known = reasons().get(code)
    words = code.replace("_", " ")
    return known or Reason(words, words, "repair")
