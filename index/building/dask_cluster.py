"""The only module that knows Dask: a connection to its scheduler, and what can go wrong with it, told in one line."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from ontology.errors import InputError, StoreError

LOCAL = "local"  # in place of an address: a scheduler and workers of this machine, for this build alone
ADDRESS = re.compile(r"(tcp|tls)://[^/\s]+:\d+")
CONNECTING = 10.0  # seconds that a scheduler gets to answer
NOBODY = 60.0  # seconds that a scheduler may be without workers: one that died is back within ten
LOOK = 2.0  # seconds between two looks at who is there, while nothing is finished
RETRIES = 2  # of a task that fails by itself; tasks of workers that died are counted by the scheduler

Task = Callable[..., Any]
Future = Any  # distributed.Future, which is not typed


class WorkerKilled(Exception):
    """A task was at work on several workers that died, one after the other."""


class Cluster:
    """A scheduler with its workers."""

    def __init__(self, client: Any, address: str) -> None:
        """Use an open client."""
        self._client = client
        self._address = address
        self._left: float | None = None  # when the last worker was missed first

    @property
    def dashboard(self) -> str | None:
        """Where a browser sees what the scheduler does; None if it shows nothing."""
        try:
            return str(self._client.dashboard_link)
        except KeyError:
            return None

    def threads(self) -> int:
        """Return how many tasks can run at a time; waits for a worker if there is none.

        Raises:
            StoreError: if none comes, or the scheduler is gone.
        """
        while True:
            with self._told():
                found = sum(self._client.nthreads().values())
            if found:
                self._left = None
                return int(found)
            now = time.monotonic()
            self._left = self._left or now
            if now - self._left > NOBODY:
                raise StoreError(
                    f"{self._address}: no workers for {NOBODY:.0f} s: start some with `dask worker {self._address}` "
                    "and run the same command again, it goes on from the finished articles"
                )
            time.sleep(min(LOOK, 0.2))

    def start(self, task: Task, *args: Any) -> Future:
        """Let a worker run `task`."""
        with self._told():
            return self._client.submit(task, *args, pure=False, retries=RETRIES)

    def finished(self, futures: Collection[Future]) -> list[Future]:
        """Wait until one at least is finished, and return those that are."""
        from distributed import wait

        while True:
            with self._told():
                try:
                    return list(wait(list(futures), LOOK, "FIRST_COMPLETED").done)
                except TimeoutError:
                    pass
            self.threads()  # a scheduler without workers would be waited for without end

    def value(self, future: Future) -> Any:
        """Return what a finished task gave.

        Raises:
            WorkerKilled: if it was its workers' death.
            StoreError: if it could not be run.
        """
        from distributed import KilledWorker

        try:
            with self._told():
                return future.result()
        except KilledWorker as error:
            last = error.last_worker.address
            raise WorkerKilled(f"{error.allowed_failures + 1} workers died at it, last {last}") from error
        except StoreError:
            raise
        except Exception as error:
            first = _first(error)
            reason = " ".join(f"{type(first).__name__}: {first}".split())
            raise StoreError(
                f"{self._address}: scheduler or workers cannot run this build ({reason}): install the same yibao for "
                "all of them, start them anew and run the same command again"
            ) from error

    def close(self, futures: Collection[Future], last: Task) -> None:
        """Give up what is not finished, and let every worker run `last`."""
        with suppress(Exception):  # whatever happens now changes nothing in what was built
            self._client.cancel(list(futures))
            self._client.run(last, on_error="ignore")

    @contextmanager
    def _told(self) -> Iterator[None]:
        from concurrent.futures import CancelledError

        try:
            yield
        except (OSError, CancelledError) as error:
            raise StoreError(
                f"{self._address}: the scheduler is gone: start it again with `dask scheduler`, its workers too, "
                "and run the same command again, it goes on from the finished articles"
            ) from error


def _first(error: BaseException) -> BaseException:
    """Return the error that led to `error`."""
    while error.__cause__:
        error = error.__cause__
    return error


def check_scheduler(scheduler: str) -> None:
    """Look whether Dask is installed, and whether `scheduler` can be the address of one.

    Raises:
        InputError: if not.
    """
    if scheduler != LOCAL and not ADDRESS.fullmatch(scheduler):
        raise InputError(f"--scheduler {scheduler}: neither tcp://HOST:PORT nor {LOCAL}")
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise InputError("--scheduler needs Dask: pip install 'yibao[dask]'") from error


@contextmanager
def connected(scheduler: str, workers: int) -> Iterator[Cluster]:
    """Yield the cluster of a scheduler; `local` is one of `workers` processes that ends with the connection.

    Raises:
        StoreError: if no scheduler answers.
    """
    from distributed import Client, LocalCluster

    for name in ("distributed", "distributed.client"):  # what matters is told in one line
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if scheduler == LOCAL:
        options = {
            "threads_per_worker": 1,
            "dashboard_address": "127.0.0.1:0",
            "silence_logs": logging.CRITICAL,
            "preload": "index.building.dask_start",
        }
        with (
            LocalCluster(n_workers=workers, host="127.0.0.1", **options) as cluster,
            Client(cluster) as client,
        ):
            yield Cluster(client, cluster.scheduler_address)
        return
    try:
        client = Client(scheduler, timeout=CONNECTING)
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise StoreError(
            f"--scheduler {scheduler}: no Dask scheduler answers there ({reason}): start one with `dask scheduler`, "
            f"workers with `dask worker {scheduler}`, or take --scheduler {LOCAL}"
        ) from error
    with client:
        yield Cluster(client, scheduler)
