"""Concepts by label, and what the vocabulary knows of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ontology.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Named:
    """A concept by its label; the code is "" for what the vocabulary lacks."""

    label: str
    code: str = ""


def narrowest(services: Iterable[Named]) -> tuple[Named, ...]:
    """Return the services without repetition and without those of which a narrower one is named too."""
    unique = list(dict.fromkeys(services))
    wider = {above.code for one in unique if one.code for above in vocabulary().ancestors(one.code)}
    return tuple(one for one in unique if not one.code or one.code not in wider)


def above_codes(one: Named) -> set[str]:
    """Return the codes of the broader concepts."""
    return {above.code for above in vocabulary().ancestors(one.code)} if one.code else set()


def code_of(label: str, scheme: str) -> str:
    """Return the code of a label in a scheme, "" if it has none."""
    known = vocabulary().find(label, scheme)
    return known[0].code if known else ""


def aliases_of(code: str) -> tuple[str, ...]:
    """Return the other names in good use of a concept."""
    return vocabulary().concept(code).alt_labels if code else ()
