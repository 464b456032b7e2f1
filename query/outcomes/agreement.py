"""Whether what was found is about what the question is about: topic, insurance, conditions, place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from index.articles.passages import Passage
from ontology.matcher import matcher
from ontology.vocabulary import vocabulary
from query.retrieval.contradiction import is_other_passage
from query.retrieval.places import HERE, article_places, place_of
from query.understanding.narrowing import SLOTS
from query.understanding.question import Conditions, Understanding
from query.understanding.rules import question_rules

Row = Mapping[str, Any]
INSURANCE = "insurance"  # `kind` of the insured groups that are insurances
NAMED_ELSEWHERE = 0.5  # how well a passage answers for a place that only another part of its article names


def is_outside(asked: Understanding, passages: Sequence[Passage]) -> bool:
    """Whether the question names a thing outside the domain, and what was found is not about it.

    It is about it if the title or a heading over a passage names a thing of that kind, or if the question leads back
    into the domain and the passages name the very thing.
    """
    if not asked.outside:
        return False
    kinds = [kind for kind in question_rules().outside.values() if kind.search(asked.text)]
    contexts = [passage.context.lower() for passage in passages]
    if all(any(kind.search(context) for context in contexts) for kind in kinds):
        return False
    spoken_of = all(any(word in passage.text for passage in passages) for word in asked.outside)
    return not (spoken_of and question_rules().inside.search(asked.text))


def other_insurance(asked: Understanding, passages: Sequence[Passage]) -> float:
    """Return the share of the passages whose title and headings name other insurances than the question does."""
    wanted = _families(term.code for term in asked.terms if not term.negated)
    if not wanted or not passages:
        return 0.0
    named = [insurances(passage.context) for passage in passages]
    return sum(bool(found) and found.isdisjoint(wanted) for found in named) / len(passages)


def other_conditions(conditions: Conditions, passages: Sequence[Passage]) -> float:
    """Return the share of the passages that name other values of an asked condition, and the asked one nowhere."""
    asked: dict[str, tuple[str, ...]] = {slot: getattr(conditions, slot) for slot in SLOTS}
    chosen = {slot: codes[0] for slot, codes in asked.items() if len(codes) == 1}
    return sum(is_other_passage(passage, chosen) for passage in passages) / len(passages) if passages else 0.0


def place_fit(passages: Iterable[tuple[Passage, Row]], regions: Sequence[str], named: bool) -> float:
    """Return how well passages answer for some places: 1 where one speaks of them, 0 where none does.

    Args:
        passages: each with the row of its article.
        regions: codes of the asked places.
        named: whether any of the articles names the places anywhere.
    """
    if not regions:
        return 1.0
    rows = list(passages)
    if any(place_of(passage, row, regions) == HERE for passage, row in rows):
        return 1.0
    return NAMED_ELSEWHERE if named and not all(article_places(row) for _, row in rows) else 0.0


@lru_cache(maxsize=4096)
def insurances(text: str) -> frozenset[str]:
    """Return the insurances that a text names, each by the widest one that it belongs to."""
    return _families(code for match in matcher("insured_group").matches(text) for code in match.codes)


def _families(codes: Iterable[str]) -> frozenset[str]:
    found = (vocabulary().concept(code) for code in codes)
    kinds = [concept for concept in found if concept.attributes.get("kind") == INSURANCE]
    return frozenset([concept, *vocabulary().ancestors(concept.code)][-1].code for concept in kinds)
