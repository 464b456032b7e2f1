"""What `yibao eval --calibrate` prints: the weights of ranking and confidence, fitted on judged questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.articles.passages import Passage
from ontology.errors import InputError
from query.ask import ask
from query.evaluation.calibration import Case, fitted
from query.evaluation.gold import Gold
from query.evaluation.report import Tell, built, of_split, own_corpus
from query.evaluation.searching import answers_at, grade_of
from query.evaluation.trials import RIGHT_WITHIN, answering_articles
from query.evaluation.weighing import Choice, weighed
from query.evaluation.without import Without
from query.knowledge import KnowledgeBase
from query.retrieval.retrieved import retrieved
from query.retrieval.rules import on_trial, retrieval_rules
from query.understanding.follow_ups import understood

APART = ("blind", "blind2", "blind3")  # articles of a corpus that were kept apart from the making of the rules
FITTING = "unanswerable_fitting"  # questions without an answer that serve the confidence model alone
ANSWERS = 2  # grade of a passage that answers


def calibrated(corpus: Path | None, encoder: str | None, split: str, tell: Tell) -> str:
    """Return the ranking and the confidence model fitted on judged questions, as YAML for `retrieval.yaml`.

    Args:
        corpus: a folder with `articles/` and `gold/`; None for the project's own, with the articles kept apart: their
            questions are harder, since no rule was made for them.
        encoder: name or path of an encoder, None for the shipped one.
        split: of a corpus that has splits, only these questions count.
        tell: told how many of the stages are done.

    Raises:
        InputError: if there is no such corpus, or no question of that split.
    """
    folders = [corpus] if corpus else [own_corpus(), *(own_corpus() / name for name in APART)]
    with ExitStack() as kept:
        opened = []
        for done, folder in enumerate(filter(Path.is_dir, folders), start=1):
            judged, knowledge = kept.enter_context(built(folder, encoder))
            opened.append((of_split(judged, split if done == 1 else None), knowledge))
            tell(done, len(folders) + 1)
        choices = [choice for asked, knowledge in opened for choice in _choices(asked, knowledge)]
        if not choices:
            raise InputError(f"{folders[0]}: no questions of split {split!r}: name another with --split")
        ranking = weighed(choices)
        with on_trial(replace(retrieval_rules(), ranking=ranking)):
            model = fitted([case for asked, knowledge in opened for case in _cases(asked, knowledge)])
        tell(len(folders) + 1, len(folders) + 1)
    weights = "".join(f"    {name}: {weight}\n" for name, weight in model.weights.items() if weight)
    return (
        f"ranking:\n  places: {_flow(ranking.places)}\n  weights: {_flow(ranking.weights)}\n"
        f"confidence:\n  intercept: {model.intercept}\n  weights:\n{weights}  answer: {model.answer}\n"
    )


def _flow(values: Mapping[str, float]) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in values.items()) + "}"


def _choices(asked: Gold, knowledge: KnowledgeBase) -> Iterator[Choice]:
    """Yield the candidates of each answerable question, and which of them answer it."""
    for case in asked.judgements("queries"):
        candidates = retrieved(knowledge.index, understood(case["query"])).candidates
        yield Choice(candidates, [grade_of(asked, case, _row(one.passage)) == ANSWERS for one in candidates])


def _row(passage: Passage) -> dict[str, Any]:
    return {"article": passage.article, "raw_start": passage.raw_start, "raw_end": passage.raw_end}


def _cases(asked: Gold, knowledge: KnowledgeBase) -> list[Case]:
    """Return the features of each search, and whether its first passages answered; each answerable one twice.

    The second time the articles that answer it are hidden: so looks a question whose answer nobody wrote down. The
    questions of `FITTING` count as such too.
    """
    found = []
    for case in (one for name in ("queries", "unanswerable") for one in asked.judgements(name)):
        answer = knowledge.search(case["query"])
        found.append(Case(answer.features, answers_at(asked, case, answer.row(), RIGHT_WITHIN)))
        hidden = answering_articles(asked, knowledge, case)
        if hidden:
            without: Any = Without(knowledge.index, hidden)
            found.append(Case(ask(without, case["query"]).features, right=False, removed=True))
    for case in asked.judgements(FITTING):
        found.append(Case(knowledge.search(case["query"]).features, right=False, removed=True))
    return found
