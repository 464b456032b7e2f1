"""Retrieval: the same passages and the same judged questions for every peer."""

from __future__ import annotations

import base64
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.articles.passages import Passage
from index.encoder import encoder
from query.knowledge import KnowledgeBase, build
from tests.bench.peers.catalogue import Peer
from tests.bench.peers.judged import Judged, judged
from tests.bench.peers.process import PeerFault, Process
from tests.bench.peers.running import Column, Outcome, Table, Value, compared

DEPTH = 10
WARMING = 3  # questions asked before any time is taken
NOTES = (
    "All peers but yibao are handed yibao's passages, cleaned and with their headings; yibao reads the raw pages, and "
    "its index seconds are of a whole build: cleaning, facts and graph too.",
    "AUROC of the score of the first passage, of yibao's confidence: are questions with an answer told from others?",
    "Peers with vectors are handed those of yibao's encoder: its time is in theirs, its memory (about 130 MB) is not.",
)
COLUMNS = (
    Column("success@1"),
    Column("success@5"),
    Column("nDCG@10"),
    Column("AUROC"),
    Column("ms a query", 2, "least"),
    Column("peak MB", 0, "least"),
    Column("index s", 2, "least"),
)
FIGURES = {
    "success@1": "success_at_1",
    "success@5": "success_at_5",
    "nDCG@10": "ndcg_at_10",
    "AUROC": "abstention_auroc",
}


def retrieval(peers: Sequence[Peer], outcome: Outcome, sets: Sequence[str]) -> None:
    """Compare the peers on each set of judged questions."""
    with judged(sets) as found:
        for one in found:
            passages = _passages(one)
            answerable = sum("relevant" in question for question in one.questions)
            title = (
                f"Retrieval, {one.title}: {len(passages)} passages, {answerable} questions with an answer, "
                f"{len(one.questions) - answerable} without"
            )
            table = Table(f"retrieval-{one.name}", title, COLUMNS, notes=[*NOTES])
            compared(table, peers, outcome, lambda peer, process, one=one, p=passages: _asked(peer, process, one, p))


def _asked(peer: Peer, process: Process, task: Judged, passages: Sequence[Passage]) -> dict[str, dict[str, Value]]:
    request = {"do": "index", "k": DEPTH, "sources": [str(path) for path in task.sources]}
    built = process.ask(request | {"passages": _sent(passages, peer.vectors)}, {"seconds": (int, float)})
    known = {passage.id: passage for passage in passages}
    for question in task.questions[:WARMING]:
        _found(peer, process, question, known)
    rows, taken = {}, []
    for question in task.questions:
        row, milliseconds = _found(peer, process, question, known)
        rows[question["id"]] = row
        taken.append(milliseconds)
    scores = task.scores(rows)
    figures: dict[str, Value] = {column: scores[name] for column, name in FIGURES.items()}
    costs = {"ms a query": statistics.median(taken), "peak MB": process.megabytes(), "index s": built["seconds"]}
    return {peer.name: figures | costs}


def _found(peer: Peer, process: Process, question: Any, known: dict[int, Passage]) -> tuple[dict[str, Any], float]:
    """Return what a peer finds, in the form that the scorers read, and the milliseconds it took."""
    request, encoding = {"do": "search", "query": question["query"], "k": DEPTH}, 0.0
    if peer.vectors:
        start = time.perf_counter()
        vector = encoder().encode([question["query"]], "query")[0]
        encoding = 1e3 * (time.perf_counter() - start)
        request["vector"] = base64.b64encode(vector.tobytes()).decode()
    reply = process.ask(request, {"hits": list, "ms": (int, float)})
    shown = [_shown(hit, known) for hit in reply["hits"]]
    first = float(reply["hits"][0][1]) if shown else 0.0
    sure = reply.get("confidence", first)
    if not isinstance(sure, int | float):
        raise PeerFault(f"answered confidence = {sure!r:.60}, which is no number")
    row = {"passages": shown, "facts": [], "outcome": "answer", "confidence": sure}
    return row, reply["ms"] + encoding


def _shown(hit: Any, known: dict[int, Passage]) -> dict[str, Any]:
    try:
        passage = known[hit[0]]
        float(hit[1])
    except (TypeError, KeyError, IndexError, ValueError):
        raise PeerFault(f"found {hit!r:.60}, which is no passage with a score") from None
    return {
        "article": passage.article,
        "text": passage.text,
        "raw_start": passage.raw_start,
        "raw_end": passage.raw_end,
    }


def _passages(task: Judged) -> list[Passage]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        build([*task.sources], data)
        with KnowledgeBase(data) as knowledge:
            return [*knowledge.index.articles.passages()]


def _sent(passages: Sequence[Passage], with_vectors: bool) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"id": one.id, "text": one.indexed, "title": one.title, "headings": [*one.heading_path]} for one in passages
    ]
    if with_vectors:
        for row, vector in zip(rows, encoder().encode([one.indexed for one in passages]), strict=True):
            row["vector"] = base64.b64encode(vector.tobytes()).decode()
    return rows
