"""Questions over real pages judged by offsets: the judgements fit the pages, and no score falls below its floor.

The floors, in `pages_queries/floors.json`, are about .04 under the figures of first contact and hold for the first
batch alone; `abstains_wrongly` is a ceiling. The pages lie beside the checkout and are no part of it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from pages_queries.asking import results, scores
from pages_queries.expand import ARTICLES, BATCHES, HERE, KINDS, PAGES, Page, judgements, pages, write

from query.evaluation.gold import Gold

FLOORS = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))
FLOORED = "1"  # the batch that the floors are for
CEILINGS = {"abstains_wrongly"}
RUN = 18  # characters of a page that a question may happen to share with it
NAME = 12  # characters of a word that an answer must have

pytestmark = pytest.mark.skipif(
    not (PAGES.is_dir() and ARTICLES.is_dir()), reason="needs the shared pages and articles beside the checkout"
)


@pytest.fixture(scope="module")
def known() -> dict[str, Page]:
    return pages(PAGES, ARTICLES)


@pytest.fixture(scope="module")
def expanded(known: dict[str, Page], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages_queries")
    write(folder, known)
    return folder


@pytest.fixture(scope="module")
def figures(known: dict[str, Page], tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    folder = tmp_path_factory.mktemp("pages_queries_floors")
    write(folder, known, FLOORED)
    found = results(folder / "data", folder / "asked.jsonl", FLOORED)
    return {split: scores(folder, known, found, split, []) for split in FLOORS}


def test_every_span_is_text_of_its_page_without_blanks_at_its_ends(known: dict[str, Page]) -> None:
    for case in judgements("queries"):
        assert any(one["grade"] == 2 for one in case["relevant"]), case["id"]
        for one in case["relevant"]:
            page = known[one["doc"]]
            assert 0 <= one["start"] < one["end"] <= len(page.raw), case["id"]
            start, end = page.moved(one["start"], one["end"])
            text = page.text[start:end]
            assert text and text == text.strip() and "\n" not in text, case["id"]


def test_lines_and_quotes_lead_back_to_the_spans(known: dict[str, Page], expanded: Path) -> None:
    judged = Gold(expanded / "gold", {document: one.text for document, one in known.items()})
    for case, given in zip(judgements("queries"), judged.judgements("queries"), strict=True):
        for one, restored in zip(case["relevant"], given["relevant"], strict=True):
            span = known[one["doc"]].moved(one["start"], one["end"])
            assert judged.span(restored["doc"], restored["line"], restored["quote"]) == span, case["id"]


def test_the_words_of_an_answer_stand_in_a_passage_that_answers(known: dict[str, Page]) -> None:
    for case in judgements("queries"):
        spans = [(known[one["doc"]], one) for one in case["relevant"] if one["grade"] == 2]
        shown = "".join(page.text[slice(*page.moved(one["start"], one["end"]))] for page, one in spans)
        some = case.get("must_have_any", [])
        assert all(word in shown and len(word) <= NAME for word in (*case["must_have"], *some)), case["id"]


def test_no_id_stands_twice_in_any_batch() -> None:
    ids = [case["id"] for kind in KINDS for case in judgements(kind)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("kind", KINDS)
def test_half_of_the_questions_are_kept_for_the_test(kind: str, batch: str) -> None:
    ids = [case["id"] for case in judgements(kind, batch)]
    ordered = sorted(ids, key=lambda one: hashlib.sha256(f"pages-queries:{one}".encode()).hexdigest())
    tune = {case["id"] for case in judgements(kind, batch) if case["split"] == "tune"}
    assert tune == set(ordered[: len(ordered) // 2])


def test_no_text_of_a_page_stands_in_the_questions(known: dict[str, Page]) -> None:
    texts = ["".join(one.text.split()) for one in known.values()]
    runs = {text[at : at + RUN] for text in texts for at in range(len(text) - RUN + 1)}
    for kind in KINDS:
        said = [case["query"] + case.get("why", "") for case in judgements(kind)]
        assert [one for one in said if any(one[at : at + RUN] in runs for at in range(len(one) - RUN + 1))] == []


@pytest.mark.parametrize(("split", "figure"), [(split, figure) for split in FLOORS for figure in FLOORS[split]])
def test_no_score_falls_below_its_floor(split: str, figure: str, figures: dict[str, dict[str, float]]) -> None:
    reached, floor = figures[split][figure], FLOORS[split][figure]
    assert reached <= floor if figure in CEILINGS else reached >= floor
