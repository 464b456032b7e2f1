"""Facts: values with their units, read by each peer from raw pages and from the body that yibao leaves of them."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

from ingest.article import RawArticle
from ingest.cleaning.cleaner import clean
from ingest.sources.reading import read
from query.evaluation.gold import Gold, gold
from tests.bench.peers.catalogue import OURS, Peer
from tests.bench.peers.judged import CORPUS, SHARED
from tests.bench.peers.process import PeerFault, Process
from tests.bench.peers.running import Column, Outcome, Rows, Table, Value, compared
from tests.bench.peers.values import GROUPS, value_row, value_scores

COLUMNS = (
    Column("precision"),
    Column("recall"),
    Column("F1"),
    *(Column(f"F1 {group}") for group in GROUPS if group != "all"),
    Column("read where none is stated", 0, "least"),
    Column("ms an article", 2, "least"),
    Column("peak MB", 0, "least"),
)
NOTES = (
    "A value is right if unit and ends are those of a judged fact at its place, whatever is meant by it: kind, place "
    "and conditions, which yibao tells too, count for nothing here. Points count as percent, working days as days, "
    "at most 60 as 60.",
    "A value that no judged fact states is wrong: so are dates, list counts and numbers of the page's frame.",
    "body: the peer is handed the text that yibao's cleaner leaves in, so it need not tell body from frame itself.",
)


def facts(peers: Sequence[Peer], outcome: Outcome) -> None:
    """Compare the readers of values on the corpus and, where they lie beside the checkout, on the shared articles."""
    places = [
        ("corpus", "the project's own corpus, on which its rules were made", CORPUS / "gold", CORPUS / "articles")
    ]
    if (SHARED / "eval" / "dev").is_dir():
        title = "scraped articles judged by another annotator"
        places.append(("dev", title, SHARED / "eval" / "dev", SHARED / "articles"))
    for name, title, judgements, folder in places:
        judged = gold(judgements, folder)
        articles = [
            raw for raw in read([str(folder)], None, lambda problem: None) if judged.document(raw.name, "facts")
        ]
        bodies = [_body(raw) for raw in articles]
        certain = sum(case["certain"] for case in judged.judgements("facts"))
        full = f"Values, {title}: {len(articles)} articles, {certain} certain facts"
        table = Table(f"facts-{name}", full, COLUMNS, notes=[*NOTES])
        compared(
            table,
            peers,
            outcome,
            lambda peer, process, judged=judged, given=(articles, bodies): _of(peer, process, judged, *given),
        )


def _of(
    peer: Peer, process: Process, judged: Gold, articles: Sequence[RawArticle], bodies: Sequence[list[tuple[int, str]]]
) -> Rows:
    if peer.name == OURS:
        return {OURS: _scored(process, judged, *_own(process, articles))}
    whole = [[(0, raw.text)] for raw in articles]
    return {
        f"{peer.name}{suffix}": _scored(process, judged, *_theirs(process, articles, texts))
        for suffix, texts in (("", whole), (", body", bodies))
    }


def _own(process: Process, articles: Sequence[RawArticle]) -> tuple[list[dict[str, Any]], list[float]]:
    rows, taken = [], []
    for raw in articles:
        request = {"do": "article", "name": raw.name, "text": raw.text, "media_type": raw.media_type}
        reply = process.ask(request, {"values": list, "ms": (int, float)})
        rows += [value_row(raw.name, raw.text, value) for value in reply["values"]]
        taken.append(reply["ms"])
    return rows, taken


def _theirs(
    process: Process, articles: Sequence[RawArticle], texts: Sequence[list[tuple[int, str]]]
) -> tuple[list[dict[str, Any]], list[float]]:
    rows, taken = [], []
    for raw, pieces in zip(articles, texts, strict=True):
        request = {"do": "facts", "texts": [text for _, text in pieces]}
        reply = process.ask(request, {"values": list, "ms": (int, float)})
        if [type(values) for values in reply["values"]] != [list] * len(pieces):
            raise PeerFault("answered not one list of values for each text")
        for (offset, _), values in zip(pieces, reply["values"], strict=True):
            rows += [value_row(raw.name, raw.text, value, offset) for value in values]
        taken.append(reply["ms"])
    return rows, taken


def _scored(process: Process, judged: Gold, rows: list[dict[str, Any]], taken: list[float]) -> dict[str, Value]:
    found = {group: value_scores(judged, rows, group) for group in GROUPS}
    figures: dict[str, Value] = {
        "precision": found["all"]["value_precision"],
        "recall": found["all"]["value_recall"],
        "F1": found["all"]["value_f1"],
        "read where none is stated": found["all"]["invented"],
        "ms an article": statistics.median(taken),
        "peak MB": process.megabytes(),
    }
    return figures | {f"F1 {group}": found[group]["value_f1"] for group in GROUPS if group != "all"}


def _body(raw: RawArticle) -> list[tuple[int, str]]:
    """Return the raw text of each block that the cleaner leaves in, with its offset."""
    return [(block.raw_start, raw.text[block.raw_start : block.raw_end]) for block in clean(raw).body]
