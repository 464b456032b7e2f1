"""The articles that a build had to leave out: what happened, where, what to do. They stay listed until read.

One file of JSON lines in the data folder, beside the generations, so that a build which dies has told of them too. An
article whose text, rules and code are as they were is tried again by each build if it only raised an error, which costs
no more than any article; one that killed the processes that read it is left alone until someone asks for another try.
"""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.building.pool import Failure
from ontology.errors import StoreError

QUARANTINE = "quarantine.jsonl"  # in the data folder, only while something is in it


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An article that was left out."""

    article: str
    version: str  # of text, rules and code together: with another one it is a new article
    error: str  # one line
    where: str  # module and line, or the process that died; "" if nothing is known
    died: bool  # it took the process with it
    older: bool  # the data hold what an earlier text of it said

    @property
    def next(self) -> str:
        """The command that shows what is the matter, and what to do then."""
        look = f"yibao clean {shlex.quote(self.article)}"
        if self.died:
            return f"{look}; mend the page or leave it out; to try it again: yibao build PATH… --retry"
        return f"{look}; mend the page or report the error; the next yibao build tries it again"

    def row(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return asdict(self) | {"next": self.next}


class Quarantine:
    """What is kept apart in a data folder."""

    def __init__(self, data: Path) -> None:
        """Read what earlier builds left out.

        Raises:
            StoreError: if the file is broken.
        """
        self._path = data / QUARANTINE
        self._rows = {one.article: one for one in quarantined(data)}

    def held(self, article: str, version: str) -> Quarantined | None:
        """Return what is known of an article that must not be tried again, None if it may be."""
        found = self._rows.get(article)
        return found if found and found.died and found.version == version else None

    def put(self, failure: Failure, version: str, older: bool) -> None:
        """Keep an article apart."""
        row = Quarantined(failure.name, version, failure.reason, failure.where, failure.died, older)
        if self._rows.get(row.article) != row:
            self._rows[row.article] = row
            self._write()

    def release(self, *articles: str) -> None:
        """Forget articles that were read, or are gone."""
        if any(self._rows.pop(article, None) for article in articles):
            self._write()

    def names(self) -> Collection[str]:
        """Return the articles that are kept apart."""
        return [*self._rows]

    def _write(self) -> None:
        if not self._rows:
            self._path.unlink(missing_ok=True)
            return
        fresh = self._path.with_name(f"{QUARANTINE}.new")
        lines = (json.dumps(asdict(row), ensure_ascii=True) + "\n" for row in self._rows.values())
        fresh.write_text("".join(lines), encoding="ascii")
        os.replace(fresh, self._path)


def quarantined(data: Path) -> list[Quarantined]:
    """Return the articles that builds into `data` left out, as they came.

    Raises:
        StoreError: if the file that lists them is broken.
    """
    path = data / QUARANTINE
    try:
        lines = path.read_text(encoding="ascii").splitlines()
        return [Quarantined(**json.loads(line)) for line in lines]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(f"{path}: cannot be read ({error}): remove it, the next build tries all articles") from error
