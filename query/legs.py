"""The legs of a search that read text: lexical and dense. The graph leg stands in `graph_leg`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from index.store import KnowledgeIndex
from query.fusion import Ranked
from query.retrieval import retrieval_rules
from query.understanding import Understanding


def lexical(index: KnowledgeIndex, asked: Understanding, depth: int) -> list[Ranked]:
    """Rank by BM25 over the question's words, and with less weight over the words that it means."""
    weights = retrieval_rules().expansion
    labels = dict.fromkeys(term.label for term in asked.terms if not term.negated)
    scores: dict[int, float] = defaultdict(float)
    for words, weight in (
        (asked.text, 1.0),
        (" ".join(asked.standard), weights.standard),
        (" ".join(labels), weights.labels),
    ):
        for hit in index.matching(words, 4 * depth) if words and weight else ():
            scores[hit.id] += weight * hit.score
    return best(scores, depth)


def dense(index: KnowledgeIndex, asked: Understanding, depth: int) -> list[Ranked]:
    """Rank by the cosine between question and passage."""
    return [Ranked(hit.id, hit.score) for hit in index.nearest(asked.text, depth)]


def best(scores: Mapping[int, float], depth: int) -> list[Ranked]:
    """Return the highest scores, equal ones in the order of passage ids."""
    order = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [Ranked(passage, score) for passage, score in order[:depth]]
