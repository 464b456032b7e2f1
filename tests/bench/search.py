"""What a search spends where: each question asked once, in processor time, as ratios to the legs of the same run."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from query import ask
from query.knowledge import KnowledgeBase
from query.retrieval import ranking, retrieved

CORPUS = Path(__file__).parents[2] / "corpus"
ASKED = ("gold/queries.jsonl", "gold/unanswerable.jsonl", "blind*/gold/queries.jsonl")
FIRST = "医保卡余额怎么查"  # asked before anything counts: engines open
STAGES = (  # stage → the functions that it is made of, and where they are looked up
    ("understanding", ask, "understood"),
    ("lexical leg", ranking, "lexical"),
    ("dense leg", ranking, "dense"),
    ("facts", retrieved, "facts"),
    ("facts", retrieved, "_fact_graphs"),
    ("graph leg", ranking, "graph_leg"),
    ("signals", ranking, "readings"),
    ("copies", ask, "collapsed"),
    ("outcome", ask, "_reordered"),
    ("outcome", ask, "_found"),
    ("outcome", ask, "judged"),
    ("warnings", ask, "warnings"),
    ("citations", ask, "citations"),
)
LEGS = ("lexical leg", "dense leg", "facts")  # what no search can do without


@dataclass(slots=True)
class Spent:
    """What some searches took; seconds of processor time, of all threads together."""

    wholes: list[float] = field(default_factory=list)  # of each search
    walls: list[float] = field(default_factory=list)  # the same by the clock on the wall
    stages: dict[str, float] = field(default_factory=dict)  # stage → seconds of all searches

    @property
    def legs(self) -> float:
        """Seconds of the three legs in all searches."""
        return sum(self.stages[name] for name in LEGS)


def questions() -> list[str]:
    """Return the judged questions of the corpora, each once."""
    paths = [path for pattern in ASKED for path in sorted(CORPUS.glob(pattern))]
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line)
    return [*dict.fromkeys(json.loads(line)["query"] for line in lines)]


def search(data: Path) -> Spent:
    """Return what searches in a data folder take: every question once, nothing of it remembered from before."""
    spent = Spent()
    with KnowledgeBase(data) as base:
        base.search(FIRST)
        with _watched(spent.stages):
            for question in questions():
                start, begin = time.process_time(), time.perf_counter()
                answer = base.search(question)
                spent.wholes.append(time.process_time() - start)
                spent.walls.append(time.perf_counter() - begin)
                start = time.process_time()
                json.dumps(answer.row(), ensure_ascii=False)
                spent.stages["as JSON"] = spent.stages.get("as JSON", 0.0) + time.process_time() - start
    known = sum(seconds for name, seconds in spent.stages.items() if name != "as JSON")
    spent.stages["rest"] = sum(spent.wholes) - known
    return spent


@contextmanager
def _watched(taken: dict[str, float]) -> Iterator[None]:
    known = [(place, name, getattr(place, name)) for _, place, name in STAGES]
    for stage, place, name in STAGES:
        setattr(place, name, _timed(getattr(place, name), stage, taken))
    try:
        yield
    finally:
        for place, name, function in known:
            setattr(place, name, function)


def _timed(function: Callable[..., Any], stage: str, taken: dict[str, float]) -> Callable[..., Any]:
    taken.setdefault(stage, 0.0)

    def timed(*values: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            found = function(*values, **named)
            return [*found] if isinstance(found, Iterator) else found
        finally:
            taken[stage] += time.process_time() - start

    return timed


def told(spent: Spent) -> Mapping[str, float]:
    """Return the figures: milliseconds of a search, and each stage in parts of the three legs."""
    walls, wholes = sorted(spent.walls), sorted(spent.wholes)
    count = len(wholes)
    return {
        "questions": count,
        "p50_milliseconds": walls[count // 2] * 1e3,
        "p95_milliseconds": walls[int(count * 0.95)] * 1e3,
        "p50_processor_milliseconds": wholes[count // 2] * 1e3,
        "p95_processor_milliseconds": wholes[int(count * 0.95)] * 1e3,
        "legs_milliseconds": spent.legs / count * 1e3,
        "whole_by_legs": sum(wholes) / spent.legs,
        **{f"{name.replace(' ', '_')}_by_legs": seconds / spent.legs for name, seconds in spent.stages.items()},
    }
