"""Real pages judged by offsets: the judgements fit the pages, and no score on them falls below its floor.

There are two sets of ten pages; the figures of first contact stand in the `README.md` of each, and its floors are a
little below what the judgements gave then. The pages lie beside the checkout and are no part of it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pages_gold.expand import HERE, LAYERS, PAGES, Page, judgements, pages, spans, without_tags, write

from ingest.pipeline import analyse
from ingest.sources.reading import read
from query.evaluation.gold import gold

SETS = {path.name: path for path in (HERE, HERE.with_name("pages_gold3"))}
FLOORS = {name: json.loads((path / "floors.json").read_text(encoding="utf-8")) for name, path in SETS.items()}
NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)(万?)")
WORDS = {"一": 1, "两": 2, "二": 2, "三": 3, "五": 5, "六": 6, "半": 6, "二十": 20}  # half a year, in months
NAME = 18  # characters of a page that a name may have

Judgement = dict[str, Any]

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="needs the shared pages beside the checkout")


EVERY_SET = pytest.mark.parametrize("name", SETS)


@cache
def known(name: str) -> dict[str, Page]:
    return pages(SETS[name])


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folders = {name: tmp_path_factory.mktemp(name) for name in SETS}
    for name, folder in folders.items():
        write(folder, known(name), SETS[name])
    return folders


@pytest.fixture(scope="module")
def scores(corpora: dict[str, Path]) -> dict[str, dict[str, dict[str, float]]]:
    return {name: evaluated(corpora[name]) for name in SETS}


def evaluated(corpus: Path) -> dict[str, dict[str, float]]:
    command = [str(Path(sys.executable).with_name("yibao")), "eval", "--json", "--corpus", str(corpus)]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    found: dict[str, dict[str, float]] = json.loads(run.stdout)
    return found


@EVERY_SET
@pytest.mark.parametrize("layer", LAYERS)
def test_every_span_lies_in_its_page_and_holds_text(layer: str, name: str) -> None:
    for row in judgements(layer, SETS[name]):
        raw = known(name)[row["doc"]].raw
        for start, end in spans(row):
            assert 0 <= start < end <= len(raw), row
            assert without_tags(raw[start:end]).strip(), row


@EVERY_SET
def test_the_numbers_of_a_fact_stand_in_its_span(name: str) -> None:
    for row in judgements("facts", SETS[name]):
        text = without_tags(known(name)[row["doc"]].raw[row["start"] : row["end"]])
        stated = {row["min"], row["max"]} - {None, 0}  # that nothing is paid may be said without a number
        assert stated <= set(numbers(text)), (row["id"], stated)


def numbers(text: str) -> Iterator[float]:
    for digits, unit in NUMBER.findall(text):
        yield float(digits.replace(",", "")) * (10_000 if unit else 1)
    yield from (value for word, value in WORDS.items() if word in text)


@EVERY_SET
@pytest.mark.parametrize("layer", [layer for layer in LAYERS if layer != "entities"])
def test_lines_and_quotes_of_the_written_corpus_lead_back_to_the_spans(
    layer: str, name: str, corpora: dict[str, Path]
) -> None:
    judged = gold(corpora[name] / "gold", corpora[name] / "articles")
    for row, given in zip(judgements(layer, SETS[name]), judged.judgements(layer), strict=True):
        start, end = known(name)[row["doc"]].moved(row["start"], row["end"])
        found = judged.span(row["doc"], given["line"], given["quote"])
        assert found[0] <= start and found[1] == end, row


@EVERY_SET
def test_lines_and_surfaces_of_the_written_corpus_lead_back_to_the_mentions(
    name: str, corpora: dict[str, Path]
) -> None:
    judged = gold(corpora[name] / "gold", corpora[name] / "articles")
    for row, given in zip(judgements("entities", SETS[name]), judged.judgements("entities"), strict=True):
        moved = [known(name)[row["doc"]].moved(*mention) for mention in row["mentions"]]
        assert {judged.texts[row["doc"]][start:end] for start, end in moved} == set(given["surfaces"])
        lines = [judged.span(row["doc"], line) for line in given["lines"]]
        assert all(any(first <= start < last for first, last in lines) for start, _ in moved), row


@EVERY_SET
def test_no_text_of_a_page_stands_in_the_gold(name: str) -> None:
    texts = ["".join(without_tags(one.raw).split()) for one in known(name).values()]
    runs = {text[at : at + NAME + 1] for text in texts for at in range(len(text) - NAME)}
    for path in SETS[name].glob("*.*"):
        said = "".join(path.read_text(encoding="utf-8").split())
        assert [said[at : at + NAME + 1] for at in range(len(said) - NAME) if said[at : at + NAME + 1] in runs] == [], (
            path
        )


@pytest.mark.parametrize(
    ("name", "part", "figure"),
    [(name, part, figure) for name, floors in FLOORS.items() for part in floors for figure in floors[part]],
)
def test_no_score_falls_below_its_floor(
    name: str, part: str, figure: str, scores: dict[str, dict[str, dict[str, float]]]
) -> None:
    assert scores[name][part][figure] >= FLOORS[name][part][figure]


@EVERY_SET
def test_nothing_is_invented(name: str, scores: dict[str, dict[str, dict[str, float]]]) -> None:
    assert scores[name]["facts"]["invented"] == 0


def distractors(gold: Path) -> list[str]:
    """Return the pages none of whose numbers may count as one on insurance."""
    facts = judgements("facts", gold)
    doubtful = {row["doc"] for row in facts if row["on_topic"] or True in row["alt"].get("on_topic", [])}
    return [*dict.fromkeys(row["doc"] for row in facts if row["doc"] not in doubtful)]


@EVERY_SET
def test_pages_on_another_matter_give_no_fact_on_insurance(name: str) -> None:
    files = [str(PAGES / known(name)[doc].name) for doc in distractors(SETS[name])]
    claims = [claim for raw in read(files, None, lambda problem: None) for claim in analyse(raw).claims]
    assert claims
    assert [claim.quote for claim in claims if claim.on_topic] == []
