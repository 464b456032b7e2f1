"""All scores of the tool on a corpus of judged articles."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ontology.errors import InputError
from ontology.packs import BUILT_IN, active
from query.ask import ask
from query.evaluation.calibration import Case, fitted
from query.evaluation.cleaning import cleaning_scores
from query.evaluation.conflicts import conflict_scores
from query.evaluation.entities import entity_scores, relation_scores
from query.evaluation.facts import fact_scores
from query.evaluation.gold import Gold, gold
from query.evaluation.searching import answers_at, search_scores
from query.evaluation.trials import Experiment, answering_articles, experiment
from query.evaluation.without import Without
from query.knowledge import KnowledgeBase, build

APART = "blind"  # articles of a corpus that were kept apart from the making of the rules
OWN_CORPUS = Path(__file__).parents[2] / "corpus"
FITTING = "unanswerable_fitting"  # questions without an answer that serve the confidence model alone
RIGHT_WITHIN = 3  # ranks in which an answer counts as given, for the confidence model

Tell = Callable[[int, int | None], None]  # done, of how many


@dataclass(frozen=True, slots=True)
class Report:
    """Scores by part of the tool, and what was wrong, a line each."""

    scores: dict[str, dict[str, float]]
    errors: tuple[str, ...]


def evaluated(corpus: Path | None, encoder: str | None, split: str | None, tell: Tell) -> Report:
    """Build the articles of a corpus into a folder of their own and score all that comes out.

    Args:
        corpus: a folder with `articles/` and `gold/`, None for the project's own.
        encoder: name or path of an encoder, None for the shipped one.
        split: only questions of this split count.
        tell: told how many of the stages are done.

    Raises:
        InputError: if there is no such corpus.
    """
    errors: list[str] = []
    with _built(corpus, encoder) as (judged, knowledge):
        tell(1, 3)
        scores = {
            "cleaning": cleaning_scores(judged, knowledge.rows("blocks"), errors),
            "facts": fact_scores(judged, knowledge.rows("facts"), errors),
            "entities": entity_scores(judged, knowledge.rows("entities"), errors),
            "relations": relation_scores(judged, knowledge.rows("relations"), errors),
            "conflicts": conflict_scores(judged, knowledge.rows("facts"), knowledge.rows("conflicts"), errors),
        }
        tell(2, 3)
        asked = _of_split(judged, split)
        questions = [case for name in ("queries", "unanswerable") for case in asked.judgements(name)]
        results = {case["id"]: knowledge.search(case["query"], identifier=case["id"]).row() for case in questions}
        scores["search"] = search_scores(asked, results, errors)
        tell(3, 3)
    return Report({part: found for part, found in scores.items() if found}, tuple(errors))


def tried(corpus: Path | None, encoder: str | None, split: str | None, tell: Tell) -> Experiment:
    """Build the articles of a corpus and ask every variant of the search its judged queries; see `trials`.

    Raises:
        InputError: if there is no such corpus, or ir-measures is not installed.
    """
    with _built(corpus, encoder) as (judged, knowledge):
        return experiment(_of_split(judged, split), knowledge, tell)


def calibrated(corpus: Path | None, encoder: str | None, split: str, tell: Tell) -> str:
    """Return the confidence model fitted on judged questions, as YAML for `retrieval.yaml`.

    Args:
        corpus: a folder with `articles/` and `gold/`; None for the project's own, with the articles kept apart: their
            questions are harder, since no rule was made for them.
        encoder: name or path of an encoder, None for the shipped one.
        split: of a corpus that has splits, only these questions count.
        tell: told how many of the corpora are done.

    Raises:
        InputError: if there is no such corpus, or no question of that split.
    """
    folders = [corpus] if corpus else [own_corpus(), own_corpus() / APART]
    cases = []
    for done, folder in enumerate(filter(Path.is_dir, folders), start=1):
        cases += _cases(folder, encoder, split if done == 1 else None)
        tell(done, len(folders))
    if not cases:
        raise InputError(f"{folders[0]}: no questions of split {split!r}: name another with --split")
    model = fitted(cases)
    weights = "".join(f"    {name}: {weight}\n" for name, weight in model.weights.items() if weight)
    return f"confidence:\n  intercept: {model.intercept}\n  weights:\n{weights}  answer: {model.answer}\n"


def _cases(corpus: Path, encoder: str | None, split: str | None) -> list[Case]:
    """Return the features of each search, and whether its first passages answered; each answerable one twice.

    The second time the articles that answer it are hidden: so looks a question whose answer nobody wrote down. The
    questions of `FITTING` count as such too.
    """
    with _built(corpus, encoder) as (judged, knowledge):
        asked = _of_split(judged, split)
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


def own_corpus() -> Path:
    """Return the project's corpus for the vocabulary pack in use: that of another pack lies in a folder of its name."""
    pack = active()
    return OWN_CORPUS if pack == BUILT_IN else OWN_CORPUS / pack.name


@contextmanager
def _built(corpus: Path | None, encoder: str | None) -> Iterator[tuple[Gold, KnowledgeBase]]:
    folder = corpus or own_corpus()
    if not (folder / "gold").is_dir():
        raise InputError(f"{folder}: no judged corpus here: name a folder with articles/ and gold/ with --corpus")
    judged = gold(folder / "gold", folder / "articles")
    with tempfile.TemporaryDirectory(prefix="yibao-eval-") as data:
        build([folder / "articles"], Path(data), encoder=encoder)
        with KnowledgeBase(Path(data)) as knowledge:
            yield judged, knowledge


def _of_split(judged: Gold, split: str | None) -> Gold:
    return judged if split is None else replace(judged, split=split)
