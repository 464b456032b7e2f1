"""A process that analyses articles for another one, and that a bad article may kill."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from typing import Any

from index.building.fingerprint import pipeline_fingerprint
from index.building.pool import Failure, Result, Work, guarded
from ingest.article import RawArticle
from ontology.errors import StoreError
from ontology.packs import Pack, use

HERE = "a process of this machine"
PATIENCE = 2.0  # seconds that a process gets to end by itself


class Process:
    """A process with a pipe of its own: it ends when the pipe does, so none is left behind by a killed build.

    It is started as a command, not by `multiprocessing`, which would run the caller's main module a second time.
    """

    def __init__(self, work: bytes, pack: Pack, advice: str) -> None:
        """Start it; `greet` waits until it is ready.

        Args:
            work: what it is to do, pickled: whoever starts it need not load all that the work needs.
            pack: the vocabulary pack to read with.
            advice: what to do if it does not start.
        """
        self._work = work
        self._pack = pack
        self._advice = advice
        self.task: tuple[int, RawArticle] | None = None
        self._start()

    def _start(self) -> None:
        self.pipe, theirs = Pipe()
        command = [sys.executable, "-c", f"from index.building.process import serve; serve({theirs.fileno()})"]
        path = os.pathsep.join(folder or os.getcwd() for folder in sys.path)
        environment = {**os.environ, "PYTHONPATH": path}
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, env=environment, pass_fds=(theirs.fileno(),)
        )
        theirs.close()
        self.pipe.send((self._pack, self._work))

    def greet(self) -> str:
        """Wait until the process is ready; return the fingerprint of what it analyses with.

        Raises:
            StoreError: if it cannot start, as no other could.
        """
        try:
            fingerprint: str = self.pipe.recv()
        except (EOFError, ConnectionError) as error:
            raise StoreError(f"worker processes do not start (exit code {self.stop()}): {self._advice}") from error
        return fingerprint

    def give(self, place: int, article: RawArticle) -> None:
        """Let it analyse an article."""
        self.task = place, article
        with suppress(BrokenPipeError):  # it died while idle: `take` finds that out
            self.pipe.send(article)

    def take(self) -> tuple[int, Result]:
        """Return place and result of the task; a process that died on it is replaced."""
        assert self.task is not None
        (place, article), self.task = self.task, None
        try:
            return place, self.pipe.recv()
        except (EOFError, ConnectionError):
            code = self.stop()
            self._start()
            self.greet()
            return place, Failure(
                article.name, f"the process that read it died (exit code {code})", died=True, where=HERE
            )

    def stop(self) -> int:
        """End the process and return its exit code."""
        self.pipe.close()
        try:
            return self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:  # still at work
            self._process.kill()
            return self._process.wait()


def serve(descriptor: int) -> None:
    """Work on the articles that come through a pipe until it is closed: what such a process runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build itself answers Ctrl-C
    pipe: Connection[Any, Any] = Connection(descriptor)
    pack, pickled = pipe.recv()
    work: Work = pickle.loads(pickled)
    use(pack)
    with suppress(EOFError, ConnectionError):
        pipe.send(pipeline_fingerprint())
        while True:
            pipe.send(guarded(pipe.recv(), work))
