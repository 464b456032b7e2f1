"""The graph leg of a search: passages lifted by what the graph knows to stand in them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from index.articles.passages import Passage
from index.store import KnowledgeIndex
from ontology.vocabulary import vocabulary
from query.retrieval.facts import Fact, text
from query.retrieval.fusion import Ranked
from query.retrieval.legs import best
from query.retrieval.naming import named_of
from query.retrieval.rules import retrieval_rules
from query.templates import concepts, filled
from query.understanding.question import Understanding
from query.understanding.rules import question_rules

LAW = "law_article_states"


def graph_leg(
    index: KnowledgeIndex, asked: Understanding, facts: Sequence[Fact], found: Sequence[int], depth: int
) -> list[Ranked]:
    """Rank passages by the claims, relations and names in them.

    Args:
        index: the data.
        asked: the question.
        facts: claims that answer it.
        found: passages that other legs found: names are looked for in them, relations in their articles.
        depth: how many to return.
    """
    scores: dict[int, float] = defaultdict(float)
    places = _Places(index)
    articles = sorted({passage.article for passage in index.passages(found)})
    claims = _claims(facts[: retrieval_rules().graph.claims])
    for statement in (*claims, *_relations(index, asked, articles), *_laws(index, asked)):
        passage = places.passage(statement.article, statement.raw_start)
        if passage is not None:
            scores[passage] = max(scores[passage], statement.weight)
    candidates = index.passages(sorted({*found, *scores}))
    for identifier, weight in _names(asked, candidates).items():
        scores[identifier] += weight
    return best({passage: score for passage, score in scores.items() if score > 0}, depth)


@dataclass(frozen=True, slots=True)
class _Statement:
    """Something the graph knows, by where it was read."""

    article: str
    raw_start: int
    weight: float


def _claims(facts: Sequence[Fact]) -> Iterator[_Statement]:
    weight = retrieval_rules().graph.claim
    for fact in facts:
        yield _Statement(fact.row["article"], fact.row["raw_start"], weight * (1 + max(0.0, fact.fit)))


def _relations(index: KnowledgeIndex, asked: Understanding, articles: Sequence[str]) -> Iterator[_Statement]:
    """Relations of the asked kinds between asked concepts; read article by article, whatever the size of the data."""
    kinds = {name for aspect in asked.aspects for name in question_rules().aspects[aspect].relations} - {LAW}
    wanted = set(asked.concepts("service", "channel", "material"))
    if not kinds or not wanted:
        return
    weight = retrieval_rules().graph.relation
    for article, one in index.articles.related(articles, kinds):
        agreeing = len(wanted & {*one.codes, _service_code(one.service)})
        if agreeing:
            yield _Statement(article, one.raw_start, weight * agreeing)


@cache
def _service_code(label: str | None) -> str | None:
    found = vocabulary().find(label, "service") if label else ()
    return found[0].code if found else None


def _laws(index: KnowledgeIndex, asked: Understanding) -> Iterator[_Statement]:
    laws = asked.concepts("law")
    if not laws:
        return
    weight = retrieval_rules().graph.law
    query = filled("laws", laws=concepts(laws), limit=retrieval_rules().graph.rows)
    for row in index.sparql(query).rows():
        number = text(row["number"])
        if number and number in asked.text:
            yield _Statement(text(row["article"]), int(text(row["rawStart"])), weight)


def _names(asked: Understanding, candidates: Sequence[Passage]) -> dict[int, float]:
    """Sum over the asked concepts that a passage names, each by its scheme and its rarity among the candidates."""
    weights = retrieval_rules().graph.schemes
    schemes = {term.code: term.scheme for term in asked.terms if not term.negated and term.scheme in weights}
    wanted = frozenset(schemes)
    spoken = {passage.id: named_of(passage.text, wanted) for passage in candidates} if wanted else {}
    scores: dict[int, float] = defaultdict(float)
    for code, scheme in schemes.items():
        holders = [passage for passage, codes in spoken.items() if code in codes]
        rarity = math.log(1 + len(candidates) / (1 + len(holders)))
        for passage in holders:
            scores[passage] += weights[scheme] * rarity
    return scores


class _Places:
    """Which passage a raw offset of an article stands in."""

    def __init__(self, index: KnowledgeIndex) -> None:
        self._index = index
        self._known: dict[str, list[Passage]] = {}

    def passage(self, article: str, raw_start: int) -> int | None:
        if article not in self._known:
            self._known[article] = list(self._index.articles.passages(article))
        passages = self._known[article]
        at = bisect_right([passage.raw_start for passage in passages], raw_start) - 1
        return passages[at].id if at >= 0 and raw_start < passages[at].raw_end else None
