"""Processes that run queries. One that is late or takes too much memory is ended, and another takes its place."""

from __future__ import annotations

import multiprocessing
import queue
import resource
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pyoxigraph as ox

from query.server.problems import TooBusyError
from query.server.sparql.task import Result, Task, run

SPAWN = multiprocessing.get_context("spawn")  # a fork would take locks of the server's threads along
START = 30.0  # seconds that a new process is given to load what it needs


class QueryWorkers:
    """A bounded number of processes; each runs one query at a time."""

    def __init__(self, count: int, timeout: float, memory: int) -> None:
        """Prepare `count` processes; each starts with its first query.

        Args:
            count: how many queries run at once.
            timeout: seconds until a query is ended; as long again it may have waited for a free process.
            memory: bytes of address space of each process; 0 for no bound.
        """
        self._timeout = timeout
        self._free: queue.Queue[_Worker] = queue.Queue()
        self._all = [_Worker(memory) for _ in range(count)]
        for worker in self._all:
            self._free.put(worker)

    def run(self, task: Task) -> Result:
        """Return the answer to a query.

        Raises:
            TooBusyError: if no process became free in time.
            TimeoutError: if the query was ended at its deadline.
            MemoryError: if its process ended before that.
        """
        try:
            worker = self._free.get(timeout=self._timeout)
        except queue.Empty:
            raise TooBusyError from None
        try:
            return worker.run(task, self._timeout)
        finally:
            self._free.put(worker)

    def close(self) -> None:
        """End all processes."""
        for worker in self._all:
            worker.end()


class _Worker:
    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._process: multiprocessing.process.BaseProcess | None = None
        self._line: Connection | None = None

    def run(self, task: Task, timeout: float) -> Result:
        line = self._line or self._started()
        try:
            line.send(task)
            if not (line.poll(START) and line.recv() and line.poll(timeout)):  # opened, then answered
                self.end()
                raise TimeoutError
            found = line.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            self.end()
            raise MemoryError from None
        if not isinstance(found, Result):
            raise TypeError(f"a query process sent {type(found).__name__}")
        return found

    def _started(self) -> Connection:
        line, other = SPAWN.Pipe()
        process = SPAWN.Process(target=_serve, args=(other, self._memory), name="yibao-sparql", daemon=True)
        process.start()
        other.close()
        self._process, self._line = process, line
        deadline = time.monotonic() + START
        if not line.poll(max(0.0, deadline - time.monotonic())):
            self.end()
            raise TooBusyError
        line.recv()
        return line

    def end(self) -> None:
        if self._line:
            self._line.close()
        if self._process:
            self._process.kill()
            self._process.join()
        self._process = self._line = None


def _serve(line: Connection, memory: int) -> None:
    if memory:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    line.send(True)  # ready
    opened: tuple[Path, ox.Store] | None = None
    while True:
        try:
            task: Task = line.recv()
        except (EOFError, KeyboardInterrupt):
            return
        if opened is None or opened[0] != task.folder:
            opened = (task.folder, ox.Store.read_only(str(task.folder)))
        line.send(True)  # opened: the time of the query begins
        line.send(run(opened[1], task))
