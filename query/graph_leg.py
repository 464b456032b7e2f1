"""The graph leg of a search: passages lifted by what the graph knows to stand in them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.passages import Passage
from index.store import KnowledgeIndex
from ontology import terms as t
from query.facts import Fact, text
from query.fusion import Ranked
from query.legs import best
from query.places import within
from query.questions import question_rules
from query.retrieval import retrieval_rules
from query.templates import Term, concepts, filled, iris, literals, truth
from query.understanding import Understanding

# the predicate by which a statement of each relation is recognised
PREDICATES = {
    "service_has_channel": t.YB_CHANNEL,
    "channel_has_path": t.YB_STEPS,
    "service_requires_material": t.YB_MATERIAL,
    "service_has_condition": t.YB_CONDITION,
}
LAW = "law_article_states"


def graph_leg(
    index: KnowledgeIndex, asked: Understanding, facts: Sequence[Fact], found: Sequence[int], depth: int
) -> list[Ranked]:
    """Rank passages by the claims, relations and names in them.

    Args:
        index: the data.
        asked: the question.
        facts: claims that answer it.
        found: passages that other legs found: names and relations are looked for in their articles.
        depth: how many to return.
    """
    scores: dict[int, float] = defaultdict(float)
    places = _Places(index)
    articles = sorted({passage.article for passage in index.passages(found)})
    for statement in (
        *_claims(facts[: retrieval_rules().graph.claims]),
        *_relations(index, asked, articles),
        *_laws(index, asked),
    ):
        passage = places.passage(statement.article, statement.start)
        if passage is not None:
            scores[passage] = max(scores[passage], statement.weight)
    candidates = index.passages(sorted({*found, *scores}))
    for passage, weight in _names(index, asked, candidates, places).items():
        scores[passage] += weight
    return best({passage: score for passage, score in scores.items() if score > 0}, depth)


@dataclass(frozen=True, slots=True)
class _Statement:
    """Something the graph knows, by where it was read."""

    article: str
    start: int  # in Article.text
    weight: float


def _claims(facts: Sequence[Fact]) -> Iterable[_Statement]:
    weight = retrieval_rules().graph.claim
    for fact in facts:
        yield _Statement(fact.row["article"], fact.row["start"], weight * (1 + max(0.0, fact.fit)))


def _relations(index: KnowledgeIndex, asked: Understanding, articles: Sequence[str]) -> Iterable[_Statement]:
    relations = (name for aspect in asked.aspects for name in question_rules().aspects[aspect].relations)
    predicates = dict.fromkeys(PREDICATES[name] for name in relations if name in PREDICATES)
    named = asked.concepts("service", "channel", "material")
    if not predicates or not named or not articles:
        return
    query = filled(
        "relations",
        articles=literals(articles),
        predicates=iris(predicates),
        services=concepts(asked.concepts("service")),
        channels=concepts(asked.concepts("channel")),
        materials=concepts(asked.concepts("material")),
        **_asked_regions(asked),
        limit=retrieval_rules().graph.rows,
    )
    weight = retrieval_rules().graph.relation
    for row in index.sparql(query).rows():
        yield _Statement(text(row["article"]), int(text(row["start"])), weight * float(text(row["fit"])))


def _laws(index: KnowledgeIndex, asked: Understanding) -> Iterable[_Statement]:
    laws = asked.concepts("law")
    if not laws:
        return
    weight = retrieval_rules().graph.law
    query = filled("laws", laws=concepts(laws), limit=retrieval_rules().graph.rows)
    for row in index.sparql(query).rows():
        number = text(row["number"])
        if number and number in asked.text:
            yield _Statement(text(row["article"]), int(text(row["start"])), weight)


def _names(
    index: KnowledgeIndex, asked: Understanding, candidates: Sequence[Passage], places: _Places
) -> dict[int, float]:
    """Sum over the asked concepts that a passage names, each by its scheme and its rarity among the candidates."""
    weights = retrieval_rules().graph.schemes
    schemes = {term.code: term.scheme for term in asked.terms if not term.negated and term.scheme in weights}
    articles = sorted({passage.article for passage in candidates})
    if not schemes or not articles:
        return {}
    query = filled("mentions", articles=literals(articles), concepts=concepts(schemes))
    named: dict[str, set[int]] = defaultdict(set)
    for row in index.sparql(query).rows():
        passage = places.passage(text(row["article"]), int(text(row["start"])))
        code = t.concept_code(text(row["concept"]))
        if passage is not None and code:
            named[code].add(passage)
    known = {passage.id for passage in candidates}
    scores: dict[int, float] = defaultdict(float)
    for code, passages in named.items():
        rarity = math.log(1 + len(known) / (1 + len(passages & known)))
        for passage in passages & known:
            scores[passage] += weights[schemes[code]] * rarity
    return scores


def _asked_regions(asked: Understanding) -> dict[str, Term | tuple[Term, ...]]:
    regions = within(asked.conditions.region)
    return {"regions": concepts(regions), "any_region": truth(not regions)}


class _Places:
    """Which passage an offset of an article stands in."""

    def __init__(self, index: KnowledgeIndex) -> None:
        self._index = index
        self._known: dict[str, list[Passage]] = {}

    def passage(self, article: str, start: int) -> int | None:
        if article not in self._known:
            self._known[article] = list(self._index.articles.passages(article))
        passages = self._known[article]
        at = bisect_right([passage.start for passage in passages], start) - 1
        return passages[at].id if at >= 0 and start < passages[at].end else None
