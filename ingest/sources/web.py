"""How the web is read: from where, from when, and by which clock."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Time, so that tests need not wait."""

    def now(self) -> float:
        """Return seconds since some moment."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The time that passes."""

    def now(self) -> float:
        """Return seconds since some moment."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Web:
    """How URLs are fetched."""

    cache: Path | None = None  # None: the folder in the user's cache
    offline: bool = False  # read from the cache alone
    clock: Clock = field(default_factory=SystemClock)
