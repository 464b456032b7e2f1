"""How the memory of a process grows while it analyses article after article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.pipeline import analyse
from tests.generated import generated


def curve(count: int, every: int) -> Iterator[tuple[int, float]]:
    """Yield articles done and resident memory in MB, each `every` articles; nothing is kept of an article."""
    for done, raw in enumerate(generated(count), 1):
        analyse(raw)
        if done % every == 0:
            yield done, resident()


def resident() -> float:
    """Return the resident memory of this process in MB."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * 4096 / 1e6
