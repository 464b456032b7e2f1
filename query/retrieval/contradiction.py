"""What contradicts a chosen condition, and is left out; what does not speak of it stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.articles.passages import Passage
from ingest.claims.subjects import Mark, Who, marks
from ontology.folding import fold
from ontology.vocabulary import vocabulary
from query.retrieval.facts import Fact, compatible

Chosen = Mapping[str, str]  # slot of a fact → code
MARKED = {"care_type": "care", "facility_level": "level", "insured_type": "who", "employment": "who"}


def is_other_fact(fact: Fact, chosen: Chosen) -> bool:
    """Whether a fact states another value in a chosen slot."""
    stated = ((fact.row[slot], code) for slot, code in chosen.items())
    return any(value is not None and value not in _labels(code) for value, code in stated)


def is_other_passage(passage: Passage, chosen: Chosen) -> bool:
    """Whether what a passage says of a chosen slot leaves the chosen value out.

    Its own words decide together with its nearest heading; where these name nothing of the slot, the headings above and
    at last the title, which may name all that the page compares.
    """
    if not chosen:
        return False
    *above, nearest = (passage.title, *passage.heading_path)
    levels = [marks(fold(words)) for words in (f"{nearest}\n{passage.text}", *reversed(above))]
    return any(_is_other(levels, slot, _labels(code)) for slot, code in chosen.items())


def _is_other(levels: Sequence[Sequence[Mark]], slot: str, labels: frozenset[str]) -> bool:
    for named in levels:
        values = {value for mark in named if mark.slot == MARKED[slot] and (value := _value(mark, slot))}
        if values:
            return not values & labels
    return False


def _value(mark: Mark, slot: str) -> str | None:
    if isinstance(mark.value, Who):
        return mark.value.insured_type if slot == "insured_type" else mark.value.employment
    return str(mark.value) if mark.value else None


def _labels(code: str) -> frozenset[str]:
    """Return how facts name a concept and those that count as the same."""
    concepts = [vocabulary().concept(one) for one in compatible((code,))]
    return frozenset(one.attributes.get("formal") or one.pref_label for one in concepts)
