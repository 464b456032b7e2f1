"""What a visitor asks: a question and conditions, as they stand in the address."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ontology.vocabulary import vocabulary
from query.web.site import Visit
from query.web.texts import web_rules

LONGEST = 500  # characters of a question
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what narrows it; empty strings and missing conditions ask nothing."""

    question: str
    region: str
    as_of: str
    conditions: dict[str, str]  # concept scheme → preferred label

    @property
    def text(self) -> str:
        """The question with the conditions that it does not name itself."""
        further = [label for label in self.conditions.values() if label not in self.question]
        return " ".join([self.question, *further])

    @property
    def narrowed(self) -> bool:
        """Whether anything narrows the question."""
        return bool(self.region or self.as_of or self.conditions)


def asked(visit: Visit) -> Asked:
    """Read the question of an address; what is no choice of a filter, and no date, is left out."""
    chosen = {}
    for scheme in web_rules().filters:
        value = visit.value(scheme)
        if value in choices(scheme):
            chosen[scheme] = value
    as_of = visit.value("as_of")
    return Asked(
        visit.value("q")[:LONGEST],
        visit.value("region")[:40],
        as_of if _DATE.fullmatch(as_of) else "",
        chosen,
    )


def choices(scheme: str) -> list[str]:
    """Return what can be chosen in a filter: the preferred labels of a concept scheme."""
    return [concept.pref_label for concept in vocabulary().scheme(scheme)]
