"""Real pages judged by offsets: the judgements fit the pages, and no score on them falls below its floor.

The figures of first contact stand in `pages_gold/README.md`; the floors are about .03 below what the judgements gave
then. The pages lie beside the checkout and are no part of it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pages_gold.expand import HERE, LAYERS, PAGES, Page, judgements, pages, spans, without_tags, write

from ingest.pipeline import analyse
from ingest.sources.reading import read
from query.evaluation.gold import gold

FLOORS = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))
DISTRACTORS = ("15", "36")
NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)(万?)")
WORDS = {"两": 2, "二": 2, "三": 3, "五": 5, "半": 6}  # half a year, in months
NAME = 18  # characters of a page that a name may have

Judgement = dict[str, Any]

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="needs the shared pages beside the checkout")


@pytest.fixture(scope="module")
def known() -> dict[str, Page]:
    return pages()


@pytest.fixture(scope="module")
def corpus(known: dict[str, Page], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    write(folder, known)
    return folder


@pytest.fixture(scope="module")
def scores(corpus: Path) -> dict[str, dict[str, float]]:
    command = [str(Path(sys.executable).with_name("yibao")), "eval", "--json", "--corpus", str(corpus)]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    found: dict[str, dict[str, float]] = json.loads(run.stdout)
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_every_span_lies_in_its_page_and_holds_text(layer: str, known: dict[str, Page]) -> None:
    for row in judgements(layer):
        for start, end in spans(row):
            assert 0 <= start < end <= len(known[row["doc"]].raw), row
            assert without_tags(known[row["doc"]].raw[start:end]).strip(), row


def test_the_numbers_of_a_fact_stand_in_its_span(known: dict[str, Page]) -> None:
    for row in judgements("facts"):
        text = without_tags(known[row["doc"]].raw[row["start"] : row["end"]])
        stated = {row["min"], row["max"]} - {None, 0}  # that nothing is paid may be said without a number
        assert stated <= set(numbers(text)), (row["id"], stated)


def numbers(text: str) -> Iterator[float]:
    for digits, unit in NUMBER.findall(text):
        yield float(digits.replace(",", "")) * (10_000 if unit else 1)
    yield from (value for word, value in WORDS.items() if word in text)


@pytest.mark.parametrize("layer", [layer for layer in LAYERS if layer != "entities"])
def test_lines_and_quotes_of_the_written_corpus_lead_back_to_the_spans(
    layer: str, known: dict[str, Page], corpus: Path
) -> None:
    judged = gold(corpus / "gold", corpus / "articles")
    for row, given in zip(judgements(layer), judged.judgements(layer), strict=True):
        start, end = known[row["doc"]].moved(row["start"], row["end"])
        found = judged.span(row["doc"], given["line"], given["quote"])
        assert found[0] <= start and found[1] == end, row


def test_lines_and_surfaces_of_the_written_corpus_lead_back_to_the_mentions(
    known: dict[str, Page], corpus: Path
) -> None:
    judged = gold(corpus / "gold", corpus / "articles")
    for row, given in zip(judgements("entities"), judged.judgements("entities"), strict=True):
        moved = [known[row["doc"]].moved(*mention) for mention in row["mentions"]]
        assert {judged.texts[row["doc"]][start:end] for start, end in moved} == set(given["surfaces"])
        lines = [judged.span(row["doc"], line) for line in given["lines"]]
        assert all(any(first <= start < last for first, last in lines) for start, _ in moved), row


def test_no_text_of_a_page_stands_in_the_gold(known: dict[str, Page]) -> None:
    texts = ["".join(without_tags(one.raw).split()) for one in known.values()]
    runs = {text[at : at + NAME + 1] for text in texts for at in range(len(text) - NAME)}
    for path in HERE.glob("*.*"):
        said = "".join(path.read_text(encoding="utf-8").split())
        assert [said[at : at + NAME + 1] for at in range(len(said) - NAME) if said[at : at + NAME + 1] in runs] == [], (
            path
        )


@pytest.mark.parametrize(("part", "figure"), [(part, figure) for part in FLOORS for figure in FLOORS[part]])
def test_no_score_falls_below_its_floor(part: str, figure: str, scores: dict[str, dict[str, float]]) -> None:
    assert scores[part][figure] >= FLOORS[part][figure]


def test_nothing_is_invented(scores: dict[str, dict[str, float]]) -> None:
    assert scores["facts"]["invented"] == 0


@pytest.mark.parametrize("doc", DISTRACTORS)
def test_a_page_on_another_matter_gives_no_fact_on_insurance(doc: str, known: dict[str, Page]) -> None:
    (raw,) = read([str(PAGES / known[doc].name)], None, lambda problem: None)
    claims = analyse(raw).claims
    assert claims
    assert [claim.quote for claim in claims if claim.on_topic] == []
