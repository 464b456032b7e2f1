"""Which peers there are: read from `peers.yaml`, the one place that names their versions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
CATALOGUE = HERE / "peers.yaml"
PARTS = ("retrieval", "cleaning", "facts", "sparql")
PROJECT = "project"  # the environment that the driver itself runs in
OURS = "yibao"


@dataclass(frozen=True, slots=True)
class Peer:
    """One way to do the work of a part."""

    name: str
    part: str
    environment: str
    worker: str  # file in workers/
    pins: tuple[str, ...] = ()  # what is installed in the environment
    arguments: tuple[str, ...] = ()  # of the worker
    vectors: bool = False  # whether it is handed the vectors of texts


@cache
def catalogue() -> tuple[Peer, ...]:
    """Return all peers, part by part.

    Raises:
        ValueError: if a peer names an environment or a worker that there is not.
    """
    written = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    return tuple(_peer(part, name, row, written) for part in PARTS for name, row in written[part].items())


def _peer(part: str, name: str, row: dict[str, Any], written: dict[str, Any]) -> Peer:
    environment, worker = row["environment"], row["worker"]
    if environment != PROJECT and environment not in written["environments"]:
        raise ValueError(f"{CATALOGUE.name}: {part}, {name}: no environment {environment!r}: add it to environments")
    if not (HERE / "workers" / worker).is_file():
        raise ValueError(f"{CATALOGUE.name}: {part}, {name}: no worker {worker!r} in workers/")
    pins = tuple(written["environments"].get(environment, ()))
    return Peer(name, part, environment, worker, pins, tuple(row.get("arguments", ())), row.get("vectors", False))
