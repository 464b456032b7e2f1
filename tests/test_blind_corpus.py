"""The blind corpora: gold quotes at their lines, facts by the contract, and texts that no other article shares."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from query.evaluation.gold import Gold, Judgement, gold

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
NAMES = ("blind", "blind2", "blind3", "blind4", "blind5", "blind6")
SHARED = CORPUS.parents[1] / "shared"
QUOTED = {"facts": "quote", "missing_numbers": "quote", "traps": "quote", "relations": "quote", "cleaning": "raw"}
PARTS = ("facts", "entities", "relations", "cleaning", "traps", "queries", "unanswerable")
LEAST = {
    "blind": (200, 300, 100, 400, 80, 25, 8),
    "blind2": (180, 250, 90, 350, 90, 18, 8),
    "blind3": (180, 250, 90, 350, 90, 18, 8),
    "blind4": (250, 350, 180, 340, 90, 45, 15),
    "blind5": (250, 350, 180, 250, 90, 60, 20),
    "blind6": (300, 300, 280, 350, 110, 100, 30),
}
RUN = 30  # so many characters in a row are no coincidence
OPEN_ENDS = {"at_least": "max", "above": "max", "at_most": "min", "below": "min"}


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def blind(name: str) -> Gold:
    return gold(CORPUS / name / "gold", CORPUS / name / "articles")


@cache
def encodings(name: str) -> dict[str, dict[str, str]]:
    return dict(json.loads((CORPUS / name / "gold" / "encodings.json").read_text("utf-8")))


@cache
def raws(name: str) -> dict[str, bytes]:
    return {doc: (CORPUS / name / "articles" / entry["file"]).read_bytes() for doc, entry in encodings(name).items()}


def test_the_reader_finds_the_encoding_that_the_gold_names(name: str, blind: Gold) -> None:
    assert set(encodings(name)) == set(blind.texts)
    for doc, raw in raws(name).items():
        assert blind.texts[doc] == raw.decode(encodings(name)[doc]["encoding"]), doc


def test_the_bytes_are_varied(name: str) -> None:
    assert "gb18030" in {entry["encoding"] for entry in encodings(name).values()}
    odd = {
        "blind": b"\r\n",
        "blind2": b"\f",
        "blind3": "\u200b".encode(),
        "blind4": "\u00ad".encode(),
        "blind5": "\u00a0".encode(),
        "blind6": "\u2f64".encode(),
    }[name]
    assert any(odd in raw for raw in raws(name).values())


def test_some_bytes_begin_with_a_mark() -> None:
    assert any(raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw for raw in raws("blind").values())


@pytest.mark.parametrize("part", QUOTED)
def test_every_quote_stands_at_its_line(blind: Gold, part: str) -> None:
    for row in blind.judgements(part):
        start, end = blind.span(row["doc"], row["line"], row[QUOTED[part]])
        line = blind.span(row["doc"], row["line"])
        assert line[0] <= start < end <= line[1], row


def test_every_question_and_conflict_points_at_its_lines(blind: Gold) -> None:
    sides = [row[side] for row in blind.judgements("conflicts") for side in "ab"]
    lines = [one for row in blind.judgements("queries") for one in row["relevant"]]
    near = [one for row in blind.judgements("unanswerable") for one in row["near"]]
    for one in [*sides, *lines, *near]:
        end = blind.span(one["doc"], one["line"], one["quote"])[1]
        assert end <= blind.span(one["doc"], one["line"])[1], one


def test_every_entity_surface_stands_at_its_lines(blind: Gold) -> None:
    for row in blind.judgements("entities"):
        spans = [blind.span(row["doc"], number) for number in row["lines"]]
        lines = [blind.texts[row["doc"]][start:end] for start, end in spans]
        assert all(any(surface in line for line in lines) for surface in row["surfaces"]), row
        assert all(any(surface in line for surface in row["surfaces"]) for line in lines), row


@pytest.mark.parametrize("part", PARTS)
def test_there_is_enough_of_everything(name: str, blind: Gold, part: str) -> None:
    rows = blind.judgements(part)
    assert len(rows) >= LEAST[name][PARTS.index(part)]
    assert {row["split"] for row in rows} == {"blind"}
    ids = [row["id"] for row in rows if "id" in row]
    assert len(ids) == len(set(ids))


def test_facts_follow_the_contract(blind: Gold) -> None:
    facts = blind.judgements("facts")
    known = {row["id"] for row in facts}
    for row in facts:
        missing = {field for field in ("min", "max") if row[field] is None}
        assert missing == ({OPEN_ENDS[row["bound"]]} if row["bound"] in OPEN_ENDS else set()), row
        assert row["relative_to"] is None or row["relative_to"] in known
        assert set(row.get("relative_to_any", ())) <= known
        assert row["on_topic"] or row["kind"] in {"leave_duration", "pension"} or not row["certain"], row


def test_no_certain_fact_stands_on_a_lost_number_or_a_trap(blind: Gold) -> None:
    lost = [row for row in blind.judgements("missing_numbers") if row["type"] == "lost_in_scrape"]
    holes = [(row["doc"], blind.span(row["doc"], row["line"], row["quote"])) for row in [*lost, *dated(blind)]]
    for row in blind.judgements("facts"):
        start, end = blind.span(row["doc"], row["line"], row["quote"])
        if row["certain"]:
            assert not any(doc == row["doc"] and start < hole[1] and hole[0] < end for doc, hole in holes), row


def dated(blind: Gold) -> Iterator[Judgement]:
    """The traps that are no ages or amounts of a condition."""
    yield from (row for row in blind.judgements("traps") if not row["why"].startswith("age band"))


def test_the_whole_corpus_is_large_enough() -> None:
    folders = (CORPUS, *(CORPUS / name for name in NAMES))
    assert sum(len(list((folder / "articles").iterdir())) for folder in folders) >= 60
    assert sum(len(facts(folder)) for folder in folders) >= 400


def facts(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "gold" / "facts.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    "folder", [SHARED / "articles", SHARED / "pages", CORPUS / "articles"], ids=lambda path: path.name
)
def test_no_text_is_taken_from_other_articles(name: str, blind: Gold, folder: Path) -> None:
    if not folder.is_dir():
        pytest.skip("the shared articles and pages are not here")
    known: set[str] = set()
    for text in gold(CORPUS / name / "gold", folder).texts.values():
        page = re.sub(r"<[^>]*>|\s", "", text)
        known.update(page[at : at + RUN] for at in range(len(page) - RUN + 1))
    words = re.compile(r"<[^>]*>|\s")
    lines = [
        words.sub("", line) for text in blind.texts.values() for line in text.split("\n") if "社會保險法" not in line
    ]
    copied = [
        line[at : at + RUN] for line in lines for at in range(len(line) - RUN + 1) if line[at : at + RUN] in known
    ]
    assert copied == []
