"""A program whose build kills itself when it has analysed so many articles."""

from __future__ import annotations

from pathlib import Path

PROGRAM = """
import os, signal, sys
sys.path.insert(0, {tests!r})
import fakes, index.building.assembly, index.building.prepare, index.building.partition_files
from index.building.build import build
from pathlib import Path
seen = []
def analyse(raw):
    seen.append(raw)
    if len(seen) > {alive}:
        os.kill(os.getpid(), signal.SIGKILL)
    return fakes.analyse(raw)
index.building.prepare.analyse = analyse
index.building.assembly.vocabulary_lines = fakes.vocabulary_lines
{before}
build(["pages"], Path("data"), encoder=fakes.HashingEncoder(), partitions={partitions})
"""


def dying(alive: int, before: str = "", *, partitions: bool = False) -> str:
    """Return the text of a program that builds `pages` into `data` with the stand-in pipeline, and dies.

    Args:
        alive: articles that it gets to.
        before: lines that run before the build.
        partitions: whether it writes what it reads as files too.
    """
    return PROGRAM.format(tests=str(Path(__file__).parent), alive=alive, before=before, partitions=partitions)
