"""How many processes a build is worth."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

WORTHWHILE = 40  # articles from which on several processes are faster: each takes about 2 s to start


def workers_for(paths: Sequence[str]) -> int:
    """Return one process for a few files, else one for each core."""
    many = "-" in paths or len(list(islice(_files(paths), WORTHWHILE))) == WORTHWHILE
    return (os.cpu_count() or 1) if many else 1


def _files(paths: Iterable[str]) -> Iterable[str]:
    for path in paths:
        if Path(path).is_dir():
            for _, _, names in os.walk(path):
                yield from names
        else:
            yield path
