"""Facts: values with their units, read by each peer from raw pages and from the body that yibao leaves of them."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ingest.article import RawArticle
from ingest.sources.reading import read
from query.evaluation.gold import Gold, gold
from tests.bench.peers.catalogue import OURS, Peer
from tests.bench.peers.judged import CORPUS, SHARED
from tests.bench.peers.pieces import Piece, body, whole
from tests.bench.peers.process import PeerFault, Process
from tests.bench.peers.running import ROOT, Column, Outcome, Rows, Table, Value, compared
from tests.bench.peers.values import GROUPS, value_row, value_scores
from tests.pages_gold import expand

COLUMNS = (
    Column("precision"),
    Column("recall"),
    Column("F1"),
    *(Column(f"F1 {group}") for group in GROUPS if group != "all"),
    Column("read where none is stated", 0, "least"),
    Column("ms an article", 2, "least"),
    Column("peak MB", 0, "least"),
)
PAGES = {
    "pages_gold": "saved pages about medical insurance, mended with them in view",
    "pages_gold3": "saved pages about neighbouring services, mended a little after a first contact",
}
NOTES = (
    "A value is right if unit and ends are those of a judged fact at its place, whatever is meant by it: kind, place "
    "and conditions, which yibao tells too, count for nothing here. Points count as percent, working days as days, "
    "at most 60 as 60.",
    "A value that no judged fact states is wrong: so are dates, list counts and numbers of the page's frame.",
    "Markup is taken out for the peers. body: the peer is handed the text that yibao's cleaner leaves in, so it "
    "need not tell body from frame itself.",
)


def facts(peers: Sequence[Peer], outcome: Outcome) -> None:
    """Compare the readers of values on the corpus and, where they lie beside the checkout, on articles and pages."""
    with tempfile.TemporaryDirectory() as folder:
        for name, title, judged, place in _judged(Path(folder)):
            known = read([str(place)], None, lambda problem: None)
            articles = [raw for raw in known if judged.document(raw.name, "facts")]
            bodies = [body(raw) for raw in articles]
            certain = sum(case["certain"] for case in judged.judgements("facts"))
            full = f"Values, {title}: {len(articles)} articles, {certain} certain facts"
            measure = partial(_of, judged=judged, articles=articles, bodies=bodies)
            compared(Table(f"facts-{name}", full, COLUMNS, notes=[*NOTES]), peers, outcome, measure)


def _judged(folder: Path) -> Iterator[tuple[str, str, Gold, Path]]:
    """Yield name, title, judgements and articles of each set that can be had here."""
    own = CORPUS / "articles"
    yield "corpus", "the project's own corpus, on which its rules were made", gold(CORPUS / "gold", own), own
    dev, articles = SHARED / "eval" / "dev", SHARED / "articles"
    if dev.is_dir():
        yield "dev", "scraped articles, judged for development by another annotator", gold(dev, articles), articles
    for name, title in PAGES.items():
        if expand.PAGES.is_dir():
            place, judgements = folder / name, ROOT / "tests" / name
            expand.write(place, expand.pages(judgements), judgements)
            yield name, title, gold(place / "gold", place / "articles"), place / "articles"


def _of(
    peer: Peer,
    process: Process,
    judged: Gold,
    articles: Sequence[RawArticle],
    bodies: Sequence[list[Piece]],
) -> Rows:
    if peer.name == OURS:
        return {OURS: _scored(process, judged, *_own(process, articles))}
    return {
        f"{peer.name}{suffix}": _scored(process, judged, *_theirs(process, articles, pieces))
        for suffix, pieces in (("", [whole(raw) for raw in articles]), (", body", bodies))
    }


def _own(process: Process, articles: Sequence[RawArticle]) -> tuple[list[dict[str, Any]], list[float]]:
    rows, taken = [], []
    for raw in articles:
        request = {"do": "article", "name": raw.name, "text": raw.text, "media_type": raw.media_type}
        reply = process.ask(request, {"values": list, "ms": (int, float)})
        page = Piece(raw.text, range(len(raw.text)))
        rows += [value_row(raw, value, page) for value in reply["values"]]
        taken.append(reply["ms"])
    return rows, taken


def _theirs(
    process: Process, articles: Sequence[RawArticle], texts: Sequence[list[Piece]]
) -> tuple[list[dict[str, Any]], list[float]]:
    rows, taken = [], []
    for raw, pieces in zip(articles, texts, strict=True):
        request = {"do": "facts", "texts": [piece.text for piece in pieces]}
        reply = process.ask(request, {"values": list, "ms": (int, float)})
        if [type(values) for values in reply["values"]] != [list] * len(pieces):
            raise PeerFault("answered not one list of values for each text")
        for piece, values in zip(pieces, reply["values"], strict=True):
            rows += [value_row(raw, value, piece) for value in values]
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
