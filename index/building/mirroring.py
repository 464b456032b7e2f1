"""Copies of a generation in engines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from index.engines import Engines
from index.folder.generation import Generation
from index.protocols import Mirror


@contextmanager
def mirrored(engines: Engines | None) -> Iterator[Sequence[Mirror]]:
    """Yield the engines that get a copy, each of which answers: one that does not is told before a long build.

    Raises:
        InputError: if a URL is of no known form, or what it needs is not installed.
        StoreError: if one does not answer.
    """
    mirrors = engines.mirrors() if engines else []
    try:
        for mirror in mirrors:
            mirror.reach()
        yield mirrors
    finally:
        for mirror in mirrors:
            mirror.close()


def bring(mirrors: Sequence[Mirror], generation: Generation, progress: Callable[[str, int], None]) -> None:
    """Bring the current generation to engines that may not have it yet.

    Raises:
        StoreError: if one does not take it.
    """
    for mirror in mirrors:
        mirror.load(generation, progress)
        mirror.switch(generation)
