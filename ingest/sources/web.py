"""How the web is read: from where, from when, and by which clock."""

from __future__ import annotations

import os
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


def cache_folder() -> Path:
    """Return where pages are kept between builds: `$XDG_CACHE_HOME/yibao`, else `~/.cache/yibao`."""
    home = os.environ.get("XDG_CACHE_HOME")
    return Path(home) / "yibao" if home else Path.home() / ".cache" / "yibao"


@dataclass(frozen=True, slots=True)
class Web:
    """How URLs are fetched."""

    cache: Path | None = None  # None: `cache_folder()`
    offline: bool = False  # read from the cache alone
    clock: Clock = field(default_factory=SystemClock)
