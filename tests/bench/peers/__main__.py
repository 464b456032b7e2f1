"""yibao beside its peers: `make bench-peers`, or `python -m tests.bench.peers --help`.

Each peer works in its own process and environment, at the versions of `peers.yaml`. Figures go to the terminal as
Markdown, and to a folder as JSON, Markdown and one SVG a part.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.bench.peers.catalogue import PARTS, catalogue
from tests.bench.peers.chart import chart
from tests.bench.peers.judged import NAMES
from tests.bench.peers.running import ROOT, Outcome, Table
from tests.bench.peers.table import markdown


def main() -> None:
    """Run the parts and write what came of them."""
    asked = _arguments()
    known = [peer for peer in catalogue() if peer.part in (asked.part or PARTS)]
    peers = [peer for peer in known if not asked.peer or peer.name in asked.peer]
    if not peers:
        names = ", ".join(dict.fromkeys(peer.name for peer in known))
        sys.exit(f"no peer called {', '.join(asked.peer)} in these parts; known: {names}")
    outcome = Outcome(asked.peers_folder)
    asked.out.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        chosen = [peer for peer in peers if peer.part == part]
        if chosen:
            start, before = time.perf_counter(), len(outcome.tables)
            _run(part, chosen, outcome, asked)
            _draw(asked.out, part, outcome.tables[before:])
            print(f"{part}: {time.perf_counter() - start:.0f} s", flush=True)
    command = " ".join(["python -m tests.bench.peers", *sys.argv[1:]])
    told = markdown(outcome, machine(), command, peers)
    (asked.out / "peers.md").write_text(told, encoding="utf-8")
    (asked.out / "peers.json").write_text(_json(outcome, command), encoding="utf-8")
    print(told)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", action="append", choices=PARTS, help="only this part; may be given several times")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME", help="only this peer; as --part")
    parser.add_argument("--set", action="append", choices=NAMES, help="only these judged questions; as --part")
    parser.add_argument("--articles", type=int, default=750, help="generated articles of the graph")
    parser.add_argument("--rounds", type=int, default=5, help="times that each SPARQL query is asked")
    parser.add_argument("--out", type=Path, default=ROOT / "bench-peers", help="where the figures go")
    parser.add_argument("--peers-folder", type=Path, default=ROOT / ".peers", help="where environments are made")
    return parser.parse_args()


def _run(part: str, peers: list[Any], outcome: Outcome, asked: argparse.Namespace) -> None:
    """Run one part; each is imported when it is asked for."""
    if part == "retrieval":
        from tests.bench.peers.retrieval import retrieval

        retrieval(peers, outcome, asked.set or NAMES)
    elif part == "cleaning":
        from tests.bench.peers.cleaning import cleaning

        cleaning(peers, outcome)
    elif part == "facts":
        from tests.bench.peers.facts import facts

        facts(peers, outcome)
    else:
        from tests.bench.peers.sparql import sparql

        sparql(peers, outcome, asked.articles, asked.rounds)


def _draw(out: Path, part: str, tables: list[Table]) -> None:
    (out / f"{part}.svg").write_text(chart(tables), encoding="utf-8")


def _json(outcome: Outcome, command: str) -> str:
    found = {
        "command": command,
        "machine": machine(),
        "tables": [asdict(table) for table in outcome.tables],
        "skipped": outcome.skipped,
        "versions": outcome.versions,
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def machine() -> str:
    """Return what the figures were taken on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
