"""The legs of a search that read text: lexical and dense. The graph leg stands in `graph_leg`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from index.articles.filters import PassageFilter
from index.store import KnowledgeIndex
from query.retrieval.fusion import Ranked
from query.retrieval.rules import retrieval_rules
from query.understanding.question import Understanding

SPARE = 4  # times the wanted passages that each part of a question may bring


def lexical(index: KnowledgeIndex, asked: Understanding, depth: int, wanted: PassageFilter) -> list[Ranked]:
    """Rank by BM25 over the question's words; of a group of standard words the best one counts, with less weight."""
    weight = retrieval_rules().expansion
    scores: dict[int, float] = defaultdict(float)
    for hit in index.matching(asked.text, SPARE * depth, wanted):
        scores[hit.id] += hit.score
    for group in asked.expansions if weight else ():
        found: dict[int, float] = {}
        for word in group:
            for hit in index.matching(word, SPARE * depth, wanted):
                found[hit.id] = max(hit.score, found.get(hit.id, 0.0))
        for passage, score in found.items():
            scores[passage] += weight * score
    return best(scores, depth)


def dense(index: KnowledgeIndex, asked: Understanding, depth: int, wanted: PassageFilter) -> list[Ranked]:
    """Rank by the cosine between question and passage."""
    return [Ranked(hit.id, hit.score) for hit in index.nearest(asked.text, depth, wanted)]


def best(scores: Mapping[int, float], depth: int) -> list[Ranked]:
    """Return the highest scores, equal ones in the order of passage ids."""
    order = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [Ranked(passage, score) for passage, score in order[:depth]]
