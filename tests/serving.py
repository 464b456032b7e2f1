"""Starts `yibao serve` as a process of its own, and ends it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ADDRESS = re.compile(r"(http://[^\s\"]+)")


@contextmanager
def serving(data: Path, *arguments: str, **environment: str) -> Iterator[httpx.Client]:
    """Yield a client of a server over `data` at a free port.

    `client.log` is what the server wrote, `client.process` its process.
    """
    command = [sys.executable, "-m", "query.cli.main", "serve", "--data", str(data), "--port", "0", *arguments]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env={**os.environ, **environment}
    )
    log: list[str] = []
    found = threading.Event()

    def read() -> None:
        for line in process.stderr:
            log.append(line)
            if "startup complete" in line:
                found.set()
        found.set()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        assert found.wait(60), log
        address = ADDRESS.search("".join(log))
        assert address, log
        with httpx.Client(base_url=address[1], timeout=60) as client:
            client.log, client.process = log, process
            yield client
    finally:
        process.terminate()
        process.wait(20)
        reader.join(5)
        process.stderr.close()
