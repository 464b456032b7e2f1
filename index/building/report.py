"""What a build did to the articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from ingest.sources.problems import Problem as Unread

Problem = Callable[[str], None]  # one line


@dataclass(slots=True)
class BuildReport:
    """What a build did to the articles."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: int = 0  # of those that were read: each is in the quarantine
    resumed: int = 0  # of those added or updated: already analysed by a build that was cut short
    skipped: int = 0  # pages, lines, files that could not be read; each is among the problems
    problems: list[str] = field(default_factory=list)  # one line each
    seconds: dict[str, float] = field(default_factory=dict)  # stage → time

    @property
    def changed(self) -> bool:
        """Whether any article came, changed or went."""
        return bool(self.added or self.updated or self.removed)

    def note(self, problem: str) -> None:
        """Keep the line about something that was left out."""
        self.problems.append(problem)
        self.skipped += isinstance(problem, Unread) and problem.reach != "none"

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Note how long a stage takes."""
        start = monotonic()
        try:
            yield
        finally:
            self.seconds[stage] = round(monotonic() - start, 3)
