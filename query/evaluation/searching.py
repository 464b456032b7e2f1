"""Scores of search: ranks of judged lines, and how well confidence tells answerable questions from others."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest.edits.draft import Span
from query.evaluation.gold import Gold, Judgement, overlap, share

Row = dict[str, Any]

DEPTH = 10
WINDOW = 600  # code points of a passage that count: a longer one cannot win by its length
NOTHING: Row = {"passages": [], "facts": [], "confidence": 0.0, "outcome": "no_answer"}


@dataclass(slots=True)
class _Tally:
    judged: int = 0
    first: list[int | None] = field(default_factory=list)  # rank of the first answering passage, from 0
    gain: float = 0.0
    recall: float = 0.0
    abstained: int = 0
    confidences: list[tuple[float, bool]] = field(default_factory=list)


def search_scores(gold: Gold, results: Mapping[str, Row], errors: list[str]) -> dict[str, float]:
    """Return success at 1 and 5, MRR, nDCG and line recall at 10, and the figures of abstention."""
    tally = _Tally()
    for case in gold.judgements("queries"):
        lines = [_Line(gold, one) for one in case["relevant"] if one["doc"] in gold.texts]
        if any(line.grade == 2 for line in lines):
            _judge(gold, case, lines, results.get(case["id"], NOTHING), tally, errors)
    silent, unanswerable = 0, gold.judgements("unanswerable")
    for case in unanswerable:
        result = results.get(case["id"], NOTHING)
        tally.confidences.append((result["confidence"], False))
        silent += result["outcome"] == "no_answer"
        if result["outcome"] != "no_answer":
            errors.append(f"search: should abstain {case['id']} {case['query']} ({result['confidence']:.2f})")
    if not tally.judged:
        return {}
    ranks = [rank for rank in tally.first if rank is not None]
    return {
        "success_at_1": share(sum(rank == 0 for rank in ranks), tally.judged),
        "success_at_5": share(sum(rank < 5 for rank in ranks), tally.judged),
        "mrr_at_10": share(sum(1 / (rank + 1) for rank in ranks), tally.judged),
        "ndcg_at_10": tally.gain / tally.judged,
        "line_recall_at_10": tally.recall / tally.judged,
        "abstention_auroc": auroc(tally.confidences),
        "abstains_when_it_should": share(silent, len(unanswerable)),
        "abstains_wrongly": share(tally.abstained, tally.judged),
    }


def auroc(scored: Sequence[tuple[float, bool]]) -> float:
    """Return how often a positive scores above a negative; equal scores count half.

    >>> auroc([(0.9, True), (0.4, True), (0.4, False)])
    0.75
    """
    positive = [score for score, label in scored if label]
    negative = [score for score, label in scored if not label]
    won = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return share(won, len(positive) * len(negative))


def answers_at(gold: Gold, case: Judgement, result: Row, depth: int) -> bool:
    """Return whether one of the first `depth` passages shows a line that answers the question."""
    lines = [_Line(gold, one) for one in case.get("relevant", ()) if one["doc"] in gold.texts and one["grade"] == 2]
    shown = [(gold.document(one["article"]), _window(one)) for one in result["passages"][:depth]]
    return any(line.is_shown(document, span) for line in lines for document, span in shown)


def grade_of(gold: Gold, case: Judgement, passage: Row) -> int:
    """Return the best grade of the judged lines that a passage shows, 0 if it shows none."""
    document, shown = gold.document(passage["article"]), _window(passage)
    lines = (_Line(gold, one) for one in case.get("relevant", ()) if one["doc"] in gold.texts)
    return max((line.grade for line in lines if line.is_shown(document, shown)), default=0)


def _window(passage: Row) -> Span:
    return passage["raw_start"], min(passage["raw_end"], passage["raw_start"] + WINDOW)


class _Line:
    """A judged line."""

    def __init__(self, gold: Gold, judgement: Judgement) -> None:
        self.document: str = judgement["doc"]
        self.grade: int = judgement["grade"]
        self.span: Span = gold.span(judgement["doc"], judgement["line"], judgement.get("quote"))

    def is_shown(self, document: str | None, shown: Span) -> bool:
        return document == self.document and 2 * overlap(self.span, shown) >= self.span[1] - self.span[0]


def _judge(gold: Gold, case: Judgement, lines: Sequence[_Line], result: Row, tally: _Tally, errors: list[str]) -> None:
    tally.judged += 1
    tally.confidences.append((result["confidence"], True))
    tally.abstained += result["outcome"] == "no_answer"
    open_lines, gains, first = list(lines), [], None
    for rank, passage in enumerate(result["passages"][:DEPTH]):
        document = gold.document(passage["article"])
        hit = [line for line in open_lines if line.is_shown(document, _window(passage))]
        open_lines = [line for line in open_lines if line not in hit]
        gains.append(max((line.grade for line in hit), default=0))
        if first is None and any(line.grade == 2 for line in hit):
            first = rank
    tally.first.append(first)
    if first != 0:
        where = "not found" if first is None else f"rank {first + 1}"
        errors.append(f"search: {where} {case['id']} {case['query']}")
    answers = sum(line.grade == 2 for line in lines)
    left = sum(line.grade == 2 for line in open_lines)
    tally.recall += (answers - left) / min(DEPTH, answers)
    tally.gain += _ndcg(gains, [line.grade for line in lines])


def _ndcg(gains: Sequence[int], grades: Sequence[int]) -> float:
    hits = max(1, sum(gain > 0 for gain in gains))  # one passage may hold several lines: no more hits than were needed
    best = _dcg(sorted(grades, reverse=True)[: min(DEPTH, hits)])
    return min(1.0, _dcg(gains) / best) if best else 0.0


def _dcg(gains: Sequence[int]) -> float:
    return math.fsum((2**gain - 1) / math.log2(rank + 2) for rank, gain in enumerate(gains))
