"""Cleaning: judged pieces of saved pages, and judged lines of the corpus."""

from __future__ import annotations

import hashlib
import html
import json
import re
import statistics
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ingest.article import RawArticle
from ingest.sources.reading import read
from query.evaluation.cleaning import cleaning_scores
from query.evaluation.gold import Gold, gold
from tests.bench.peers.catalogue import OURS, Peer
from tests.bench.peers.judged import CORPUS, SHARED
from tests.bench.peers.process import PeerFault, Process
from tests.bench.peers.running import ROOT, Column, Outcome, Rows, Table, compared

PAGES = SHARED / "pages"
PIECES = ROOT / "tests" / "pages_pieces.jsonl"
OF_PAGES = ("yibao", "trafilatura", "resiliparse", "justext")
OF_LINES = ("yibao", "opencc")
HTML = "text/html"
KEPT, DROPPED = 0.9, 0.1  # share of a piece's characters, where it is known which of them are held
COSTS = (Column("ms", 1, "least"), Column("peak MB", 0, "least"))
PAGE_COLUMNS = (Column("body kept", 3), Column("frame dropped", 3), *COSTS)
VERDICTS = ("drop", "keep", "normalize", "flag")
LINE_COLUMNS = (*(Column(f"{verdict} right", 3) for verdict in VERDICTS), *COSTS)
BY_TEXT = (
    "A piece is held if the peer's text contains it, letters alone compared. A short piece of the frame that also "
    "stands in the body counts as held, whoever is asked; what yibao repairs in a piece counts against it.",
    "By offsets: the same for yibao, by the places that its characters came from.",
    "jusText has no stop list for Chinese and runs in its language-independent mode.",
)
TAG, ENTITY = re.compile(r"<[^>]*>"), re.compile(r"&#?\w+;")
Page = tuple[RawArticle, Mapping[str, Any]]


def cleaning(peers: Sequence[Peer], outcome: Outcome) -> None:
    """Compare extractors on pages, where these lie beside the checkout, and cleaners on the corpus."""
    if PAGES.is_dir():
        pages = [*_pages()]
        pieces = [sum(len(row[kind]) for _, row in pages) for kind in ("body", "frame")]
        title = f"Cleaning, {len(pages)} saved pages: {pieces[0]:,} judged pieces of body, {pieces[1]:,} of frame"
        table = Table("cleaning-pages", title, PAGE_COLUMNS, notes=[*BY_TEXT])
        chosen = [peer for peer in peers if peer.name in OF_PAGES]
        compared(table, chosen, outcome, lambda peer, process: _of_pages(peer, process, pages))
    judged = gold(CORPUS / "gold", CORPUS / "articles")
    articles = list(read([str(CORPUS / "articles")], None, lambda problem: None))
    lines = len(judged.judgements("cleaning"))
    title = f"Cleaning, the project's own corpus: {len(articles)} articles, {lines:,} judged pieces"
    note = "The rules of yibao were made on these articles. OpenCC keeps every line and makes characters simplified."
    table = Table("cleaning-corpus", title, LINE_COLUMNS, notes=[note])
    chosen = [peer for peer in peers if peer.name in OF_LINES]
    compared(table, chosen, outcome, lambda peer, process: _of_lines(peer, process, articles, judged))


def _of_pages(peer: Peer, process: Process, pages: Sequence[Page]) -> Rows:
    held, by_offsets, taken = [0, 0], [0, 0], []
    for raw, row in pages:
        request = {"do": "page", "name": raw.name, "html": raw.text}
        reply = process.ask(request, {"text": str, "ms": (int, float)})
        taken.append(reply["ms"])
        text = letters(reply["text"])
        held[0] += sum(_plain(raw.text[a:b]) in text for a, b in row["body"])
        held[1] += sum(_plain(raw.text[a:b]) not in text for a, b in row["frame"])
        if peer.name == OURS:
            kept = {at for a, b in reply["spans"] for at in range(a, b)}
            by_offsets[0] += sum(_share(raw.text, span, kept) >= KEPT for span in row["body"])
            by_offsets[1] += sum(_share(raw.text, span, kept) <= DROPPED for span in row["frame"])
    body, frame = (sum(len(row[kind]) for _, row in pages) for kind in ("body", "frame"))
    costs = {"ms": statistics.median(taken), "peak MB": process.megabytes()}
    rows: Rows = {peer.name: {"body kept": held[0] / body, "frame dropped": held[1] / frame, **costs}}
    if peer.name == OURS:
        rows[f"{OURS}, by offsets"] = {
            "body kept": by_offsets[0] / body,
            "frame dropped": by_offsets[1] / frame,
            **costs,
        }
    return rows


def _of_lines(peer: Peer, process: Process, articles: Sequence[RawArticle], judged: Gold) -> Rows:
    blocks, taken = [], []
    for raw in articles:
        request = {"do": "article", "name": raw.name, "text": raw.text, "media_type": raw.media_type}
        reply = process.ask(request, {"blocks": list, "ms": (int, float)})
        taken.append(reply["ms"])
        blocks += [_block(raw, block) for block in reply["blocks"]]
    scores = cleaning_scores(judged, blocks, [])
    figures = {f"{verdict} right": scores[f"{verdict}_right"] for verdict in VERDICTS}
    return {peer.name: {**figures, "ms": statistics.median(taken), "peak MB": process.megabytes()}}


def _block(raw: RawArticle, block: Any) -> dict[str, Any]:
    try:
        return {**block, "article": raw.name, "raw": raw.text[block["raw_start"] : block["raw_end"]]}
    except (TypeError, KeyError):
        raise PeerFault(f"answered {block!r:.60}, which is no block") from None


def _pages() -> Iterator[Page]:
    """Yield each saved HTML page with its judged pieces, those of which another version lies here left out."""
    for line in PIECES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        (raw,) = read([str(Path(PAGES, row["page"]))], None, lambda problem: None)
        if raw.media_type == HTML and hashlib.sha256(raw.text.encode()).hexdigest() == row["sha256"]:
            yield raw, row


def _share(text: str, span: Sequence[int], kept: set[int]) -> float:
    marked = {at for found in ENTITY.finditer(text, *span) for at in range(*found.span())}
    places = [at for at in range(*span) if text[at].isalnum() and at not in marked]
    return sum(at in kept for at in places) / max(1, len(places))


def _plain(piece: str) -> str:
    """Return the letters that a piece of a page shows."""
    return letters(html.unescape(TAG.sub("", piece)))


def letters(text: str) -> str:
    """Return the letters and digits of a text, full-width ones as half-width.

    >>> letters("ＡＢ 医保,卡")
    'AB医保卡'
    """
    return "".join(one for one in unicodedata.normalize("NFKC", text) if one.isalnum())
