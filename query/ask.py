"""A question's way: understood, looked for by three legs, fused, judged, and answered with evidence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from index.articles.passages import Passage
from index.rdf.regions import with_larger
from index.store import KnowledgeIndex
from ontology.errors import QueryError
from ontology.vocabulary import vocabulary
from query.answers import Answer, Hit
from query.citations import citations
from query.outcomes.agreement import place_fit
from query.outcomes.conflicting import conflicting
from query.outcomes.outcome import Found, judged
from query.outcomes.validity import warnings
from query.retrieval.collapse import collapsed
from query.retrieval.facts import Fact
from query.retrieval.lines import NOTHING
from query.retrieval.nearness import nearness
from query.retrieval.ranking import Candidate
from query.retrieval.retrieved import retrieved
from query.retrieval.rules import retrieval_rules
from query.retrieval.support import parts, support
from query.templates import concepts, filled, literals
from query.understanding.follow_ups import understood
from query.understanding.narrowing import concept_of, narrowed
from query.understanding.question import Understanding

JUDGED = 3  # passages that must support the question
AGREED = 3  # ranks of a leg in which it agrees with the first passage
SHOWN_FACTS = 10
HERE = 0.5  # what it counts for a fact to stand in the first passage
ALIKE = 0.75  # by which facts may differ in fit and still answer the same question
FURTHER = 1.5  # by which a fact may fit less than the best one and still be shown


def ask(
    index: KnowledgeIndex,
    question: str,
    k: int = 10,
    region: str | None = None,
    as_of: str | None = None,
    identifier: str | None = None,
    history: Sequence[str] = (),
    narrow: Mapping[str, str | None] | None = None,
) -> Answer:
    """Return passages and facts that answer `question`.

    Args:
        index: the data.
        question: as typed.
        k: how many passages at most.
        region: name or GB/T 2260 code of the place to answer for, in place of what the question names.
        as_of: ISO date; later articles and later rules are left out.
        identifier: given back as `id`.
        history: earlier questions of the conversation, the oldest first.
        narrow: slot → name of a concept (`query.understanding.narrowing.SLOTS`): what contradicts it is left out.

    Raises:
        QueryError: if the region or a concept is unknown, or the region names several places.
    """
    asked = narrowed(understood(question, history), narrow or {})
    chosen = {slot: concept_of(slot, name) for slot, name in (narrow or {}).items() if name}
    if region:
        asked = replace(asked, conditions=replace(asked.conditions, region=(region_code(region),)))
    came = retrieved(index, asked, as_of, chosen)
    shown = collapsed(came.candidates, max(k, JUDGED))
    best = _reordered(asked, came.facts, [candidate.passage for candidate, _ in shown])
    found = _found(index, asked, [candidate for candidate, _ in shown[:JUDGED]], best)
    judgement = judged(asked, found)
    hits = tuple(
        Hit(rank, one.score, one.passage, one.legs, also) for rank, (one, also) in enumerate(shown[:k], start=1)
    )
    rows = tuple(fact.row for fact in best[:SHOWN_FACTS] if fact.fit >= best[0].fit - FURTHER)
    return Answer(
        id=identifier,
        query=question,
        outcome=judgement.outcome,
        confidence=judgement.confidence,
        missing=judgement.missing,
        reason=judgement.reason,
        question=judgement.question,
        warnings=tuple(warnings(index, asked, rows, as_of or date.today().isoformat())),
        facts=rows,
        conflicts=tuple(found.conflicts),
        hits=hits,
        citations=tuple(citations(index, rows, hits, judgement.confidence)),
        sparql=came.sparql,
        understanding=asked,
        features=judgement.features,
    )


def region_code(region: str) -> str:
    """Return the concept code of a place given by name or GB/T 2260 code.

    Raises:
        QueryError: if it is unknown or names several places.
    """
    code = f"region-{region.removeprefix('region-')}"
    if code in vocabulary().concepts:
        return code
    found = vocabulary().find(region, "region")
    if len(found) == 1:
        return found[0].code
    if not found:
        raise QueryError(
            f"--region {region}: no such place; give a name such as 太原市 or a GB/T 2260 code such as 140100"
        )
    choices = ", ".join(concept.code.removeprefix("region-") for concept in found)
    raise QueryError(f"--region {region}: several places are called so; give one of the codes {choices}")


def _reordered(asked: Understanding, answering: Sequence[Fact], passages: Sequence[Passage]) -> list[Fact]:
    """Order facts, the best fitting first, by conditions, what else of the question their words speak of, and place."""
    wanted = parts(asked)
    first = passages[:1]
    weighed: list[Fact] = []
    most = -math.inf

    def worth(fact: Fact) -> float:
        wording = "\n".join((*fact.row["heading_path"], fact.row["text"], fact.row["condition"] or ""))
        held = support(wanted, [wording]).share
        return fact.fit + held + (HERE if any(fact.stands_in(one) for one in first) else 0.0)

    for place, fact in enumerate(answering):
        if fact.fit + 1.0 + HERE < most - FURTHER:  # from here on none is shown or compared, whatever its words
            return sorted(weighed, key=lambda fact: -fact.fit) + list(answering[place:])
        weighed.append(replace(fact, fit=worth(fact)))
        most = max(most, weighed[-1].fit)
    return sorted(weighed, key=lambda fact: -fact.fit)


def _found(
    index: KnowledgeIndex,
    asked: Understanding,
    first: Sequence[Candidate],
    answering: Sequence[Fact],
) -> Found:
    legs = first[0].legs if first else {}
    agreed = sum(place.rank <= AGREED for place in legs.values()) / len(retrieval_rules().fusion.weights)
    articles = {one.passage.article: index.article(one.passage.article) for one in first}
    best = [fact for fact in answering if fact.fit >= answering[0].fit - ALIKE]
    wanted = parts(asked)
    return Found(
        parts=wanted,
        passages=[one.passage for one in first],
        line=max((one.near for one in first), default=NOTHING),
        nearness=nearness(index.encoder, wanted, [one.passage.indexed for one in first]),
        agreement=agreed,
        facts=answering,
        conflicts=conflicting(index, best),
        place=place_fit(
            wanted,
            [(one.passage, articles[one.passage.article]) for one in first],
            asked.conditions.region,
            named=_are_named(index, asked.conditions.region, list(articles)),
        ),
    )


def _are_named(index: KnowledgeIndex, regions: Sequence[str], articles: Sequence[str]) -> bool:
    """Whether the articles name any of some places, or one around it, anywhere."""
    if not regions or not articles:
        return False
    query = filled("regions", articles=literals(articles), regions=concepts(with_larger(regions)))
    return any(True for _ in index.sparql(query).rows())
