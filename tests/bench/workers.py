"""What a second worker process brings."""

from __future__ import annotations

import time
from dataclasses import dataclass

from index.building.pool import results
from index.building.prepare import prepared
from index.building.workers import LocalPool
from tests.generated import generated


@dataclass(frozen=True, slots=True)
class SpeedUp:
    """One worker against several over the same articles."""

    workers: int
    one: float  # seconds that one worker takes, in the building process itself
    many: float  # seconds that several take, their start included
    start: float  # seconds until the first of several yields its first result

    @property
    def ratio(self) -> float:
        """How much faster several are once they run."""
        return self.one / (self.many - self.start)


def speed_up(count: int, workers: int = 2) -> SpeedUp:
    """Return the time that `count` articles take with one worker and with several."""
    one, _ = _timed(count, 1)
    many, start = _timed(count, workers)
    return SpeedUp(workers, one, many, start)


def _timed(count: int, workers: int) -> tuple[float, float]:
    begin = time.perf_counter()
    first = 0.0
    for _ in results(generated(count), prepared, LocalPool(workers)):
        first = first or time.perf_counter() - begin
    return time.perf_counter() - begin, first
