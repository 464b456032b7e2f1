"""Running the peers of a part: each in its own process, a fault of one is written down and the others go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.peers.catalogue import HERE, PROJECT, Peer
from tests.bench.peers.environments import interpreter
from tests.bench.peers.process import PeerFault, Process

ROOT = HERE.parents[2]
Value = float | str | None
Rows = dict[str, dict[str, Value]]
Measure = Callable[[Peer, Process], Rows]


@dataclass(frozen=True, slots=True)
class Column:
    """What is measured."""

    name: str
    digits: int = 2
    best: str = "most"  # which end is better: most, least, or neither


@dataclass(slots=True)
class Table:
    """Figures of several peers on one task."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Rows = field(default_factory=dict)  # peer → column → figure
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Outcome:
    """All that a run has found."""

    folder: Path  # of the environments
    tables: list[Table] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)  # part, peer and table → why there are no figures
    versions: dict[str, dict[str, str]] = field(default_factory=dict)  # environment → distribution → version


def started(peer: Peer, outcome: Outcome) -> Process:
    """Return a peer's process, greeted.

    Raises:
        PeerFault: if it cannot be installed or does not answer.
    """
    python = interpreter(peer, outcome.folder)
    command = [str(python), str(HERE / "workers" / peer.worker), *peer.arguments]
    process = Process(command, path=ROOT if peer.environment == PROJECT else None)
    try:
        outcome.versions[peer.environment] = process.ask({"do": "hello"}, {"versions": dict})["versions"]
    except PeerFault:
        process.close()
        raise
    return process


def compared(table: Table, peers: Sequence[Peer], outcome: Outcome, measure: Measure) -> None:
    """Fill a table: one process a peer, one row or several from each; who fails is left out with the reason."""
    outcome.tables.append(table)
    for peer in peers:
        print(f"{table.name}: {peer.name}", flush=True)
        try:
            with started(peer, outcome) as process:
                table.rows |= measure(peer, process)
        except PeerFault as fault:
            outcome.skipped[f"{table.name}: {peer.name}"] = str(fault)
            print(f"  skipped: {fault}", flush=True)
