"""Conditions that are chosen beside a question, in place of what it says itself: the filters of a search."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace

from ontology.errors import QueryError
from ontology.vocabulary import vocabulary
from query.understanding.question import Understanding

SLOTS = ("care_type", "insured_type", "employment", "facility_level")  # concept schemes, and slots of a fact


def narrowing(*chosen: str | None) -> dict[str, str | None]:
    """Return what was chosen in each of `SLOTS`, given in their order."""
    return dict(zip(SLOTS, chosen, strict=True))


def narrowed(asked: Understanding, chosen: Mapping[str, str | None]) -> Understanding:
    """Return the question under the chosen conditions.

    Args:
        asked: as understood.
        chosen: slot → name or code of a concept; an empty one leaves the slot to the question.

    Raises:
        QueryError: if there is no such slot or concept; the message lists those that there are.
    """
    codes = {slot: (concept_of(slot, name),) for slot, name in chosen.items() if name}
    return replace(asked, conditions=replace(asked.conditions, **codes)) if codes else asked


def choices(slot: str) -> list[str]:
    """Return what can be chosen in a slot: the preferred labels of its concepts."""
    return [one.pref_label for one in vocabulary().scheme(slot)]


def checked_date(value: str | None) -> str | None:
    """Return the date of `as_of` as it was given.

    Raises:
        QueryError: if there is no such day.
    """
    if value is not None:
        try:
            datetime.date.fromisoformat(value)
        except ValueError:
            raise QueryError(f"as_of: {value!r} is no date such as 2025-06-30") from None
    return value


def concept_of(slot: str, name: str) -> str:
    """Return the code of what is chosen in a slot.

    Raises:
        QueryError: as for `narrowed`.
    """
    if slot not in SLOTS:
        raise QueryError(f"{slot}: no such filter; there are {', '.join(SLOTS)}")
    known = vocabulary().scheme(slot)
    named = [one.code for one in vocabulary().find(name, slot)]
    found = [one.code for one in known if name == one.code or one.code in named]
    if not known:
        raise QueryError(f"{slot}: these data tell nothing apart by it; leave it out")
    if len(found) != 1:
        raise QueryError(f"{slot}: {name!r} is none of {', '.join(choices(slot))}")
    return found[0]
