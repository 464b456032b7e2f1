"""The whole build, one without changes, one after a few, the size of the data, how long each leg of a search takes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from index.building.build import build
from index.folder.generation import current
from query.knowledge import KnowledgeBase

CHANGED = 10  # articles
QUESTIONS = ("医保卡余额怎么查", "退休住院报几成", "手工报销要带什么材料", "高血压门诊买药报多少", "异地就医备案在哪办")


def index(source: Path, data: Path, rounds: int) -> dict[str, float]:
    """Return the figures of a build of `source` into `data` and of `rounds` searches of each question."""
    first, again = (_seconds(lambda: build([source], data)) for _ in range(2))
    raw = sum(path.stat().st_size for path in source.iterdir())
    now = current(data)
    assert now is not None
    size = sum(path.stat().st_size for path in now.folder.rglob("*") if path.is_file())
    for path in sorted(source.iterdir())[:CHANGED]:
        path.write_text(f"{path.read_text(encoding='utf-8')}\n住院起付线为{len(path.name)}00元。\n", encoding="utf-8")
    changed = _seconds(lambda: build([source], data))
    begin = time.perf_counter()
    base = KnowledgeBase(data)
    base.search(QUESTIONS[0])
    cold = time.perf_counter() - begin
    index = base.index
    claims = "SELECT ?c ?v { ?c yb:measure ybc:deductible ; yb:careType ybc:care-inpatient ; yb:valueMax ?v } LIMIT 50"
    legs = {
        "dense": lambda asked: index.nearest(asked, 100),
        "lexical": lambda asked: index.matching(asked, 100),
        "graph": lambda _: list(index.sparql(claims).rows()),
    }
    shares = {
        f"{name}_p50_milliseconds": 1e3
        * statistics.median(_seconds(lambda asked=asked, leg=leg: leg(asked)) for asked in QUESTIONS * rounds)
        for name, leg in legs.items()
    }
    taken = [_seconds(lambda asked=asked: base.search(asked)) for asked in QUESTIONS for _ in range(rounds)]
    return {
        "build_seconds": first,
        "unchanged_build_seconds": again,
        "changed_build_seconds": changed,
        "data_megabytes": size / 1e6,
        "data_times_raw": size / raw,
        "first_search_seconds": cold,
        **shares,
        "search_p50_milliseconds": statistics.median(taken) * 1e3,
        "search_worst_milliseconds": max(taken) * 1e3,
    }


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
