"""How many processes a build is worth."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ingest.sources.kinds import kind_of
from ingest.sources.reading import expanded

WORTHWHILE = 40  # articles from which on several processes are faster: each takes about 2 s to start
BYTES = 400_000  # of an archive or of JSON lines: about as many articles


def workers_for(paths: Sequence[str]) -> int:
    """Return one process for a few files, else one for each core."""
    many = "-" in paths or len(list(islice(_files(expanded(paths)), WORTHWHILE))) == WORTHWHILE
    return (os.cpu_count() or 1) if many else 1


def _files(paths: Iterable[str]) -> Iterator[str]:
    """Yield something for each article that may be expected, as far as that matters."""
    for path in paths:
        if os.path.isdir(path):
            for _, _, names in os.walk(path):
                yield from names
        elif kind_of(path) and os.path.isfile(path) and os.path.getsize(path) > BYTES:
            yield from [path] * WORTHWHILE
        else:
            yield path
