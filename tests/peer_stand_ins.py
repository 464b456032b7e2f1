"""Stand-ins for peers, and judgements small enough to be scored by hand."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from query.evaluation.gold import Gold, gold
from tests.bench.peers.catalogue import HERE, PROJECT, Peer
from tests.bench.peers.process import Process

WORKERS = HERE / "workers"
HELPED = f"import sys\nsys.path.insert(0, {str(WORKERS)!r})\nfrom speaking import serve\n"
TEXT = "标题\n住院报销60%左右。\n支付宝可以查余额。\n起付线至多500元,10个工作日办结。\n"


def stand_in(folder: Path, body: str, name: str = "fake") -> Peer:
    """Return a peer made of the body of a worker."""
    path = folder / f"{name}.py"
    path.write_text(HELPED + body, encoding="utf-8")
    return Peer(name, "retrieval", PROJECT, str(path))


def talking(peer: Peer, patience: float = 30) -> Process:
    """Start a stand-in."""
    return Process([sys.executable, peer.worker], patience=patience)


def worker(name: str, *arguments: str) -> Process:
    """Start a real worker whose imports are installed here too."""
    return Process([sys.executable, str(WORKERS / name), *arguments], path=HERE.parents[2])


def judgements(folder: Path, **files: list[dict[str, object]]) -> Gold:
    """Write judgements on two articles with the text `TEXT`, and open them."""
    (folder / "articles").mkdir(exist_ok=True)
    for number in ("001", "002"):
        (folder / "articles" / f"{number}_a.txt").write_text(TEXT, encoding="utf-8")
    for name, rows in files.items():
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return gold(folder, folder / "articles")
