"""The whole build, a build without changes, the size of the data, and how long a search takes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from index.build import build
from query.knowledge import KnowledgeBase

QUESTIONS = ("医保卡余额怎么查", "退休住院报几成", "手工报销要带什么材料", "高血压门诊买药报多少", "异地就医备案在哪办")


def index(source: Path, data: Path, rounds: int) -> dict[str, float]:
    """Return the figures of a build of `source` into `data` and of `rounds` searches of each question."""
    first, again = (_seconds(lambda: build([source], data)) for _ in range(2))
    size = sum(path.stat().st_size for path in data.rglob("*") if path.is_file())
    base = KnowledgeBase(data)
    base.search(QUESTIONS[0])
    taken = [_seconds(lambda asked=asked: base.search(asked)) for asked in QUESTIONS for _ in range(rounds)]
    return {
        "build_seconds": first,
        "unchanged_build_seconds": again,
        "data_megabytes": size / 1e6,
        "search_p50_milliseconds": statistics.median(taken) * 1e3,
        "search_worst_milliseconds": max(taken) * 1e3,
    }


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
