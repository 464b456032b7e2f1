"""Whether what was found is about what the question is about: topic, insurance, conditions, place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from index.articles.passages import Passage
from index.rdf.regions import lies_in, meet
from ontology.matcher import matcher
from ontology.vocabulary import vocabulary
from query.retrieval.places import article_places
from query.retrieval.places import named as named_places
from query.retrieval.rules import retrieval_rules
from query.retrieval.support import Part, support
from query.understanding.question import Understanding
from query.understanding.rules import question_rules

Row = Mapping[str, Any]
INSURANCE = "insurance"  # `kind` of the insured groups that are insurances


def is_outside(asked: Understanding, passages: Sequence[Passage], wanted: Sequence[Part]) -> bool:
    """Whether the question names a thing outside the domain, and what was found is not about it.

    Args:
        asked: the question.
        passages: the first ones found; one may be about it, or the question leads back into the domain and they all
            name the very thing.
        wanted: parts of the question.
    """
    if not asked.outside or any(_is_about(asked.text, passage, wanted) for passage in passages):
        return False
    spoken_of = all(any(word in passage.text for passage in passages) for word in asked.outside)
    return not (spoken_of and question_rules().inside.search(asked.text))


def _is_about(question: str, passage: Passage, wanted: Sequence[Part]) -> bool:
    """Whether title or headings name a thing of a kind that the question names, and the passage the others."""
    context = passage.context.lower()
    kinds = question_rules().outside.values()
    named = [(kind, found.group()) for kind in kinds if (found := kind.asked.search(question))]
    away = [word for kind, word in named if not kind.named.search(context)]
    missing = support(wanted, [passage.indexed]).missing
    lacking = any(part.surface in word or word in part.surface for part in missing for word in away)
    return len(away) < len(named) and not lacking


def other_insurance(asked: Understanding, passages: Sequence[Passage]) -> float:
    """Return the share of the passages whose title and headings name other insurances than the question does.

    It is 0 where the first passage names none, or the one that was asked for.
    """
    wanted = _families(term.code for term in asked.terms if not term.negated)
    if not wanted or not passages:
        return 0.0
    named = [insurances(passage.context) for passage in passages]
    other = [bool(found) and found.isdisjoint(wanted) for found in named]
    return sum(other) / len(passages) if other[0] else 0.0


def place_fit(
    asked: Sequence[Part], passages: Sequence[tuple[Passage, Row]], regions: Sequence[str], named: bool
) -> float:
    """Return how well passages answer for some places: 1 where the one that says most names them, 0 where none does.

    One that speaks of the place and of less of the question than another counts by what it speaks of.

    Args:
        asked: parts of the question.
        passages: each with the row of its article.
        regions: codes of the asked places.
        named: whether any of the articles names the places anywhere.
    """
    if not regions or not passages:
        return 1.0 if not regions else 0.0
    rest = [part for part in asked if part.scheme != "region"]
    shares = [support(rest, [passage.indexed]).share for passage, _ in passages]
    here = [_speaks_of(passage, row, regions) for passage, row in passages]
    most = max(shares)
    if any(here):
        return max(share for share, fits in zip(shares, here, strict=True) if fits) / most if most else 1.0
    elsewhere = retrieval_rules().confidence.named_elsewhere
    return elsewhere if named and not all(article_places(row) for _, row in passages) else 0.0


def _speaks_of(passage: Passage, article: Row, regions: Sequence[str]) -> bool:
    """Whether a passage is about some places; where its article is about others, it must name one of them or a part.

    The name of a whole province in a city's page makes no statement about the other cities.
    """
    about, own = article_places(article), named_places(passage.text)
    if not about or meet(regions, about):
        return meet(regions, own | about)
    return any(lies_in(one, region) for one in own for region in regions)


@lru_cache(maxsize=4096)
def insurances(text: str) -> frozenset[str]:
    """Return the insurances that a text names, each by the widest one that it belongs to."""
    return _families(code for match in matcher("insured_group").matches(text) for code in match.codes)


def _families(codes: Iterable[str]) -> frozenset[str]:
    found = (vocabulary().concept(code) for code in codes)
    kinds = [concept for concept in found if concept.attributes.get("kind") == INSURANCE]
    return frozenset([concept, *vocabulary().ancestors(concept.code)][-1].code for concept in kinds)
