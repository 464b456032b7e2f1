"""An evaluation of search on judged queries: every variant asked every question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from query.ask import ask
from query.evaluation.gold import Gold, Judgement
from query.evaluation.searching import answers_at
from query.evaluation.trec import Qrels, Runs, measured, qrels, run_of
from query.evaluation.variants import FUSED, variants
from query.evaluation.without import Without
from query.knowledge import KnowledgeBase
from query.retrieval.rules import on_trial

Row = dict[str, Any]
DEPTH = 10
RIGHT_WITHIN = 3  # ranks in which an answer counts as given, for the confidence


@dataclass(frozen=True, slots=True)
class Trial:
    """What one variant reached."""

    name: str
    group: str
    run: Runs
    measures: Mapping[str, Mapping[str, float]]  # measure → query → value


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what came back, and whether that was right."""

    case: Judgement
    result: Row
    answerable: bool
    right: bool
    removed: bool = False  # the articles that answer it were hidden


@dataclass(frozen=True, slots=True)
class Experiment:
    """All that a report tells."""

    qrels: Qrels
    trials: tuple[Trial, ...]  # the search as it is first
    asked: tuple[Asked, ...]


def experiment(judged: Gold, knowledge: KnowledgeBase, tell: Callable[[int, int], None]) -> Experiment:
    """Ask every variant every judged query, and the search as it is also those without an answer.

    Args:
        judged: queries and what answers them.
        knowledge: the articles, open for questions.
        tell: told how many variants are done, of how many.
    """
    grades = qrels(judged, knowledge.rows("passages"))
    cases = [case for case in judged.judgements("queries") if case["id"] in grades]
    ways = variants()
    trials = []
    for done, way in enumerate(ways, start=1):
        with on_trial(way.rules):
            found = {case["id"]: knowledge.search(case["query"], DEPTH).row() for case in cases}
        run = run_of(found)
        trials.append(Trial(way.name, way.group, run, measured(grades, run)))
        if way.name == FUSED:
            results = found
        tell(done, len(ways) + 1)
    asked = [Asked(case, results[case["id"]], True, _right(judged, case, results[case["id"]])) for case in cases]
    asked += [
        Asked(case, knowledge.search(case["query"], DEPTH).row(), False, False)
        for case in judged.judgements("unanswerable")
    ]
    asked += [_hidden(judged, knowledge, case) for case in cases]
    tell(len(ways) + 1, len(ways) + 1)
    return Experiment(grades, tuple(trials), tuple(asked))


def _right(judged: Gold, case: Judgement, result: Row) -> bool:
    return answers_at(judged, case, result, RIGHT_WITHIN)


def _hidden(judged: Gold, knowledge: KnowledgeBase, case: Judgement) -> Asked:
    """Ask a question as if no article answered it."""
    without: Any = Without(knowledge.index, answering_articles(judged, knowledge, case))
    return Asked(case, ask(without, case["query"], DEPTH).row(), False, False, removed=True)


def answering_articles(judged: Gold, knowledge: KnowledgeBase, case: Judgement) -> list[str]:
    """Return the names of the articles of which a line was judged to answer a question or to help with it."""
    documents = {line["doc"] for line in case.get("relevant", ())}
    names = (row["article"] for row in knowledge.rows("articles"))
    return [name for name in names if judged.document(Path(name).name) in documents]
