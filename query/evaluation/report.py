"""All scores of the tool on a corpus of judged articles."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ontology.errors import InputError
from ontology.packs import BUILT_IN, active
from query.evaluation.cleaning import cleaning_scores
from query.evaluation.conflicts import conflict_scores
from query.evaluation.entities import entity_scores, relation_scores
from query.evaluation.facts import fact_scores
from query.evaluation.gold import Gold, gold
from query.evaluation.searching import search_scores
from query.evaluation.trials import Experiment, experiment
from query.knowledge import KnowledgeBase, build

OWN_CORPUS = Path(__file__).parents[2] / "corpus"

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
    with built(corpus, encoder) as (judged, knowledge):
        tell(1, 3)
        scores = {
            "cleaning": cleaning_scores(judged, knowledge.rows("blocks"), errors),
            "facts": fact_scores(judged, knowledge.rows("facts"), errors),
            "entities": entity_scores(judged, knowledge.rows("entities"), errors),
            "relations": relation_scores(judged, knowledge.rows("relations"), errors),
            "conflicts": conflict_scores(judged, knowledge.rows("facts"), knowledge.rows("conflicts"), errors),
        }
        tell(2, 3)
        asked = of_split(judged, split)
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
    with built(corpus, encoder) as (judged, knowledge):
        return experiment(of_split(judged, split), knowledge, tell)


def own_corpus() -> Path:
    """Return the project's corpus for the vocabulary pack in use: that of another pack lies in a folder of its name."""
    pack = active()
    return OWN_CORPUS if pack == BUILT_IN else OWN_CORPUS / pack.name


@contextmanager
def built(corpus: Path | None, encoder: str | None) -> Iterator[tuple[Gold, KnowledgeBase]]:
    """Build the articles of a corpus into a folder of their own, open it, and remove it afterwards.

    Raises:
        InputError: if there is no such corpus.
    """
    folder = corpus or own_corpus()
    if not (folder / "gold").is_dir():
        raise InputError(f"{folder}: no judged corpus here: name a folder with articles/ and gold/ with --corpus")
    judged = gold(folder / "gold", folder / "articles")
    with tempfile.TemporaryDirectory(prefix="yibao-eval-") as data:
        build([folder / "articles"], Path(data), encoder=encoder)
        with KnowledgeBase(Path(data)) as knowledge:
            yield judged, knowledge


def of_split(judged: Gold, split: str | None) -> Gold:
    """Return the judgements of which only the questions of a split count, all of them for None."""
    return judged if split is None else replace(judged, split=split)
