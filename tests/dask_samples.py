"""A Dask scheduler and workers as processes of their own, and what they are given to do in tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import fakes

from index.articles.reading import Prepared
from index.building.prepare import prepared
from ingest.article import RawArticle

SEEN = "YIBAO_TEST_SEEN"  # the file that `counted` writes names of articles to
HERE = Path(__file__).parent


def counted(raw: RawArticle) -> Prepared:
    """Analyse an article, and write down that it was."""
    with Path(os.environ[SEEN]).open("a", encoding="utf-8") as seen:
        seen.write(f"{raw.name}\n")
    return prepared(raw)


def obey(raw: RawArticle) -> object:
    """Do what the text says: die with the worker, sleep, or what `fakes.obey` knows."""
    if raw.text == "die with the worker":
        os.kill(os.getppid(), signal.SIGKILL)
    if raw.text == "sleep":
        time.sleep(2)
    return fakes.obey(raw)


def deadly(raw: RawArticle) -> Prepared:
    """Analyse an article, or die of it."""
    if raw.text == "die":
        os._exit(3)
    return prepared(raw)


@dataclass(frozen=True, slots=True)
class Machines:
    """A scheduler and its workers."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]
    folder: Path

    def seen(self) -> list[str]:
        """Return the articles that `counted` was given, in order."""
        path = self.folder / "seen"
        return path.read_text(encoding="utf-8").split() if path.exists() else []


@contextmanager
def machines(folder: Path, workers: int, *options: str, **environment: str) -> Iterator[Machines]:
    """Yield a scheduler with so many workers, of one thread each."""
    found = os.pathsep.join([str(HERE), str(HERE.parent), *filter(None, sys.path)])
    known = {**os.environ, "PYTHONPATH": found, SEEN: str(folder / "seen"), **environment}
    place = folder / "scheduler.json"

    def started(command: str, *arguments: str) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-m", f"distributed.cli.{command}", "--no-dashboard", "--scheduler-file", str(place)]
        with (folder / "log").open("ab") as log:
            return subprocess.Popen([*line, *arguments], env=known, stdout=log, stderr=log, cwd=folder)

    running = [started("dask_scheduler", "--host", "127.0.0.1", "--port", "0")]
    try:
        wait_until(place.exists)
        from distributed import Client

        alone = ("--nthreads", "1", "--host", "127.0.0.1", "--local-directory", str(folder), *options)
        running += [started("dask_worker", *alone) for _ in range(workers)]
        with Client(scheduler_file=str(place)) as client:
            if workers:
                client.wait_for_workers(workers, timeout=60)
            address = client.scheduler.address
        yield Machines(address, running[0], running[1:], folder)
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()


def wait_until(condition: object, seconds: float = 60) -> None:
    """Wait until `condition()` is true."""
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, condition
        time.sleep(0.05)
