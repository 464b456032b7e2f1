"""What all readers share: the names that were read, the place for problems, and the shape of a reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from ingest.article import RawArticle
from ingest.sources.problems import Problem, Reach, Report


@dataclass(slots=True)
class Intake:
    """The state of one reading, over all its sources."""

    report: Report
    seen: set[str] = field(default_factory=set)

    def tell(self, subject: str, text: str, reach: Reach = "one") -> None:
        """Report one line about `subject`."""
        self.report(Problem(subject, text, reach))


class Reader(Protocol):
    """Reads one kind of source."""

    def __call__(self, path: str, intake: Intake, /) -> Iterator[RawArticle]:
        """Yield the articles of `path` that are not in `intake.seen`, adding their names to it.

        What cannot be read is told to the intake and left out; no error leaves a reader.
        """
