"""Builds over builds in one process, each after a fifth of the articles changed: does anything grow that should not?

Of ten articles that are touched nine get another text, one goes and a new one comes. At the end the data must be those
of one fresh build of what is there then, in every export, the graph, and the manifest.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from index.building.build import build
from index.check import check
from index.folder.generation import current
from index.store import EXPORTS, KnowledgeIndex
from query.cli.options import json_line
from tests.bench.memory import resident
from tests.bench.scale import written
from tests.generated import generated

SHARE = 0.2  # of the articles that a round touches
GOING = 0.1  # of these, how many go, and how many new ones come


@dataclass(frozen=True)
class Round:
    """How things stood after a build."""

    number: int  # 0 is the first build, of all articles
    articles: int
    changed: int  # added, updated or removed
    seconds: float
    generation_megabytes: float
    data_megabytes: float  # the whole folder: two generations, which share files
    megabytes: float  # resident memory after the build
    peak_megabytes: float  # the most during it
    files: int  # open in the process


def churn(count: int, rounds: int, folder: Path) -> Iterator[Round]:
    """Yield each round of builds of `count` generated articles in an empty folder."""
    source, data = written(count, folder / "in"), folder / "data"
    chance = random.Random(0)
    for number in range(rounds + 1):
        if number:
            _touch(source, number, chance)
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # what the peak is counted from
        start = time.perf_counter()
        report = build([source], data, prune=True)
        seconds = time.perf_counter() - start
        now = current(data)
        assert now is not None and not report.failed
        yield Round(
            number,
            len([*source.iterdir()]),
            report.added + report.updated + report.removed,
            seconds,
            _size(now.folder),
            _size(data),
            resident(),
            _peak(),
            len([*Path("/proc/self/fd").iterdir()]),
        )


def differing(folder: Path) -> tuple[list[str], float]:
    """Return in what the data differ from those of a fresh build, and the megabytes of its generation."""
    build([folder / "in"], folder / "fresh")
    one, other = (_said(folder / name) for name in ("data", "fresh"))
    now = current(folder / "fresh")
    assert now is not None
    return [name for name in one if one[name] != other[name]], _size(now.folder)


def _touch(source: Path, number: int, chance: random.Random) -> None:
    """Change, remove and add articles."""
    names = sorted(path.name for path in source.iterdir())
    touched = chance.sample(names, round(SHARE * len(names)))
    going = round(GOING * len(touched))
    fresh = generated(len(touched), seed=number)
    for name in touched[:going]:
        (source / name).unlink()
    for article in islice(fresh, going):
        (source / f"{number:03d}-{article.name}").write_text(article.text, encoding="utf-8", newline="")
    for name, article in zip(touched[going:], fresh, strict=False):
        (source / name).write_text(article.text, encoding="utf-8", newline="")


def _said(data: Path) -> dict[str, str]:
    """Return a digest of all that the data say, by name; the fault, if there is one, under `check`."""
    with KnowledgeIndex(data) as knowledge:
        found = {kind: _digest(map(json_line, knowledge.export(kind))) for kind in EXPORTS}
        found["graph"] = _digest(sorted(knowledge.graph.export("nquads").decode().splitlines()))
        found["vectors"] = hashlib.sha256(knowledge.vectors.rows().tobytes()).hexdigest()  # type: ignore[attr-defined]
        found["manifest"] = (knowledge.generation.folder / "manifest.json").read_text(encoding="utf-8")
        found["check"] = "\n".join(check(knowledge))
        assert not found["check"], found["check"]
        return found


def _digest(lines: Iterator[str] | list[str]) -> str:
    found = hashlib.sha256()
    for line in lines:
        found.update(line.encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def _size(folder: Path) -> float:
    """Return megabytes on the disk: generations share files of the graph, which count once."""
    found = (path.stat() for path in folder.rglob("*") if path.is_file())
    return sum({one.st_ino: one.st_size for one in found}.values()) / 1e6


def _peak() -> float:
    (line,) = (one for one in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if "VmHWM" in one)
    return int(line.split()[1]) * 1024 / 1e6
