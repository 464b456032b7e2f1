"""What could not be read: one printable line, and which articles may stand behind it."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from pathlib import PurePath
from typing import Literal

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
Report = Callable[[str], None]
Reach = Literal["none", "one", "under", "any"]


class Problem(str):
    """A line `subject: text` that remembers how much it hides, so that no article behind it is taken for gone.

    `reach`: none (nothing was left out), one (the article called `subject`), under (what the folder or archive
    `subject` holds), any (articles whose names are not known: a broken JSON line, a sitemap that did not come).

    >>> gone = Problem("pages.zip", "is damaged; make it again", "under")
    >>> gone, gone.hides("pages.zip!/a.txt"), gone.hides("pages/a.txt")
    ('pages.zip: is damaged; make it again', True, False)
    """

    subject: str
    reach: Reach

    def __new__(cls, subject: str | os.PathLike[str], text: str, reach: Reach = "one") -> Problem:
        """Make the line printable whatever is in `subject`."""
        problem = super().__new__(cls, f"{shown(subject)}: {printable(text)}")
        problem.subject, problem.reach = posix(subject), reach
        return problem

    def hides(self, name: str) -> bool:
        """Whether an article called `name` may be there although it was not read."""
        if self.reach == "under" and self.subject != ".":
            return name == self.subject or name.startswith((self.subject.rstrip("/") + "/", self.subject + "!/"))
        return self.reach in ("any", "under") or (self.reach == "one" and name == self.subject)


def posix(path: str | os.PathLike[str]) -> str:
    """Return a path with slashes; a URL and the name of a member as they are."""
    return path if isinstance(path, str) and ("://" in path or "!/" in path) else PurePath(path).as_posix()


def printable(text: str) -> str:
    """Return `text` as one line that every terminal can show."""
    return _UNPRINTABLE.sub(lambda match: repr(match.group())[1:-1], text)


def shown(path: str | os.PathLike[str]) -> str:
    """Return `path` as one printable line."""
    return printable(posix(path))


def unreadable(path: str | os.PathLike[str], error: Exception, reach: Reach = "one") -> Problem:
    """Return what an error of the system, of a decompressor or of an archive means and what to do about it."""
    if not isinstance(error, OSError) or error.errno is None:
        return Problem(path, "is damaged or cut short; make or fetch it again", reach)
    if os.path.islink(path) and not os.path.exists(path):
        return Problem(path, "is a broken link; mend or remove it", reach)
    if isinstance(error, PermissionError):
        return Problem(path, "permission denied; change its permissions or run as its owner", reach)
    if isinstance(error, FileNotFoundError):
        return Problem(path, "vanished while it was read; run the command again if it should be there", reach)
    if error.errno == errno.EISDIR:
        return Problem(path, "is a folder now; run the command again", reach)
    return Problem(path, f"cannot be read ({error.strerror or error}); check the disk and the path", reach)
