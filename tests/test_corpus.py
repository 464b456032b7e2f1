"""The sample corpus: encodings, gold quotes at their lines, counts, and that its texts are our own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
GOLD = CORPUS / "gold"
SHARED = CORPUS.parents[1] / "shared"
QUOTED = ["facts", "missing_numbers", "traps", "relations", "cleaning"]
RUN = 30  # so many characters in a row are no coincidence
BOUNDS = {"exact", "range", "at_least", "at_most", "above", "below", "increase", "decrease"}
UNITS = {"percent", "percentage_point", "CNY", "day", "workday", "month", "year", "years_of_age", "count"}
LEAST = {
    "facts": 300,
    "traps": 60,
    "entities": 400,
    "relations": 200,
    "cleaning": 250,
    "conflicts": 20,
    "queries": 110,
    "unanswerable": 40,
}


@cache
def rows(name: str) -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines())


@cache
def table(name: str) -> dict[str, Any]:
    return dict(json.loads((GOLD / f"{name}.json").read_text("utf-8")))


@cache
def text(doc: str) -> str:
    entry = table("encodings")[doc]
    return (CORPUS / "articles" / str(entry["file"])).read_bytes().decode(str(entry["encoding"]))


def line(doc: str, number: int) -> str:
    return text(doc).split("\n")[number - 1]


def quotes() -> Iterator[tuple[str, int, str]]:
    """Every (doc, line, quote) of the gold."""
    for name in QUOTED:
        for row in rows(name):
            yield row["doc"], row["line"], row["raw" if name == "cleaning" else "quote"]
            yield from ((row["doc"], more["line"], more["quote"]) for more in row.get("more", []))
    judged = [j for row in rows("queries") for j in row["relevant"]]
    near = [j for row in rows("unanswerable") for j in row["near"]]
    sides = [row[side] for row in rows("conflicts") for side in "ab"]
    yield from ((j["doc"], j["line"], j["quote"]) for j in [*judged, *near, *sides])


def test_every_article_is_listed_with_its_encoding() -> None:
    files = {path.name for path in (CORPUS / "articles").iterdir()}
    entries = table("encodings")
    assert {entry["file"] for entry in entries.values()} == files
    assert all(entry["file"].split("_")[0] == doc for doc, entry in entries.items())
    assert len(files) >= 42


@pytest.mark.parametrize("kind", ["utf-8", "gb18030", "big5", "utf-16-le"])
def test_every_encoding_is_present_and_decodes(kind: str) -> None:
    docs = [doc for doc, entry in table("encodings").items() if entry["encoding"] == kind]
    assert docs
    for doc in docs:
        assert "医" in text(doc) or "醫" in text(doc)


def test_byte_level_dirt_is_present() -> None:
    texts = [text(doc) for doc in table("encodings")]
    for dirt in ("\r\n", "\u200b", "\u00ad", "&nbsp;", "&amp;nbsp;", "鍖讳繚", "锟斤拷"):
        assert any(dirt in page for page in texts), dirt
    assert any(page.startswith("\ufeff") and "\r\n" in page for page in texts)


def test_every_quote_stands_at_its_line() -> None:
    wrong = [(doc, number, quote) for doc, number, quote in quotes() if not quote or quote not in line(doc, number)]
    assert wrong == []


def test_every_entity_surface_stands_at_its_lines() -> None:
    for row in rows("entities"):
        lines = [line(row["doc"], number) for number in row["lines"]]
        assert all(any(surface in there for there in lines) for surface in row["surfaces"]), row
        assert all(any(surface in there for surface in row["surfaces"]) for there in lines), row


@pytest.mark.parametrize("name", ["facts", "cleaning", "queries", "unanswerable"])
def test_ids_are_unique(name: str) -> None:
    ids = [row["id"] for row in rows(name)]
    assert len(ids) == len(set(ids))


def test_query_texts_are_unique() -> None:
    asked = [row["query"] for name in ("queries", "unanswerable", "unanswerable_fitting") for row in rows(name)]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(("name", "least"), LEAST.items())
def test_there_is_enough_of_everything_in_both_splits(name: str, least: int) -> None:
    assert len(rows(name)) >= least
    assert {row["split"] for row in rows(name)} == {"train", "test"}


def test_annotated_docs_cover_the_gold() -> None:
    annotated = table("annotated")
    assert len(annotated["facts"]) >= 16
    assert min(len(annotated["entities"]), len(annotated["relations"])) >= 8
    for name in ("facts", "entities", "relations", "cleaning"):
        assert {row["doc"] for row in rows(name)} <= set(annotated[name])
    assert sorted(doc for docs in annotated["split"].values() for doc in docs) == sorted(table("encodings"))


def test_no_site_stands_in_both_splits() -> None:
    annotated = table("annotated")
    sites = [{annotated["site"][doc] for doc in docs} for docs in annotated["split"].values()]
    assert not set.intersection(*sites)


@pytest.mark.parametrize("site", ["huibaotong", "kangcan"])
def test_template_families_have_eight_cities(site: str) -> None:
    docs = [doc for doc, name in table("annotated")["site"].items() if name == site]
    titles = {match[1] for doc in docs if (match := re.search(r"\(以(\S+?)为例\)", line(doc, 1)))}
    assert len(titles) == len(docs) >= 8


def test_facts_follow_the_contract() -> None:
    ids = {row["id"] for row in rows("facts")}
    for row in rows("facts"):
        assert row["bound"] in BOUNDS and row["unit"] in UNITS, row
        assert (row["max"] is None) == (row["bound"] in {"at_least", "above"}), row
        assert (row["min"] is None) == (row["bound"] in {"at_most", "below"}), row
        assert row["relative_to"] is None or row["relative_to"] in ids
        assert set(row.get("relative_to_any", [])) <= ids
        assert row["on_topic"] or row["kind"] in {"leave_duration", "pension"}, row


def test_no_certain_fact_stands_on_a_lost_number() -> None:
    def spans(row: dict[str, Any]) -> tuple[int, int]:
        start = line(row["doc"], row["line"]).index(row["quote"])
        return start, start + len(row["quote"])

    holes = {
        (row["doc"], row["line"]): spans(row) for row in rows("missing_numbers") if row["type"] == "lost_in_scrape"
    }
    for row in rows("facts"):
        hole = holes.get((row["doc"], row["line"]))
        if row["certain"] and hole:
            start, end = spans(row)
            assert end <= hole[0] or hole[1] <= start, row


def test_every_verdict_and_kind_of_dirt_is_judged() -> None:
    expected = {row["expect"] for row in rows("cleaning")}
    assert expected == {"keep", "drop", "normalize", "flag"}
    dirt = """related_links disclaimer floor_marker page_header ui_placeholder seo_intro outro promotion tag_list nav
        traditional_to_simplified regional_vocabulary censored injected_noise missing_number off_topic broken_heading
        broken_enumeration broken_punctuation truncated_tail truncated_head chat_filler encoding heading_mismatch
        place_mismatch word_substitution markup"""
    assert set(dirt.split()) <= {row["reason"] for row in rows("cleaning")}
    assert all(row["clean"] for row in rows("cleaning") if row["expect"] == "normalize")
    assert all(row["expect"] in row["accept"] for row in rows("cleaning"))


def test_queries_have_an_answer_in_every_style() -> None:
    styles = {row["style"] for row in rows("queries")}
    assert {"colloquial", "elderly", "dialect", "typo", "mixed", "traditional", "keyword", "multi", "story"} <= styles
    for row in rows("queries"):
        assert any(judged["grade"] == 2 for judged in row["relevant"]), row["query"]
        assert {judged["doc"] for judged in row["relevant"]} <= set(table("encodings"))
    kinds = {row["kind"] for row in rows("unanswerable")}
    assert kinds == {"out_of_domain", "in_domain_missing", "number_lost_in_scrape", "related_link_trap", "other_place"}


def own_words(page: str) -> Iterator[str]:
    """The lines of a page without tags and blanks, save those that quote a statute."""
    for row in page.split("\n"):
        if not re.search(r"社会保险法|社會保險法|^第.{1,4}条 |^用人單位和個人可以免費", row):
            yield re.sub(r"<[^>]*>|\s", "", row)


def test_no_text_is_taken_from_the_shared_pages() -> None:
    pages = [path for folder in ("articles", "pages") for path in sorted((SHARED / folder).glob("*")) if path.is_file()]
    if not pages:
        pytest.skip("the shared articles and pages are not here")
    known: set[str] = set()
    for path in pages:
        page = re.sub(r"<[^>]*>|\s", "", path.read_text("utf-8", errors="replace"))
        known.update(page[i : i + RUN] for i in range(len(page) - RUN + 1))
    copied = [
        (doc, row[i : i + RUN])
        for doc in table("encodings")
        for row in own_words(text(doc))
        for i in range(len(row) - RUN + 1)
        if row[i : i + RUN] in known
    ]
    assert copied == []
