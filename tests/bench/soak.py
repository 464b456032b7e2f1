"""Minutes of mixed traffic at one rate, with a build in the middle: no answer lost, memory flat, new data served."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.bench.serving import WARM, WARM_RATE, Load, load, open_files, resident
from tests.generated import generated
from tests.serving import serving

MINUTE = 60.0
ADDED = 20  # articles that the build in the middle adds


@dataclass(frozen=True)
class Minute:
    """What one minute of traffic came to, and how things stood at its end."""

    number: int
    load: Load
    megabytes: float  # resident memory of the server and its processes
    generation: str
    files: int  # open files of them


def soak(data: Path, rate: float, minutes: int, workers: int) -> Iterator[Minute]:
    """Yield each minute of traffic to a server over `data`; a build adds articles while the middle one runs."""
    source = data.with_name("added")
    source.mkdir()
    for article in generated(ADDED, seed=7):
        Path(source, article.name).write_text(article.text, encoding="utf-8", newline="")
    with serving(data, "--workers", str(workers)) as client:
        address = str(client.base_url)
        load(address, WARM_RATE, WARM)
        for number in range(1, minutes + 1):
            builder = _builder(source, data) if number == (minutes + 1) // 2 else None
            found = load(address, rate, MINUTE, seed=number)
            if builder and builder.wait():
                raise RuntimeError(f"the build ended with status {builder.returncode}")
            pid = client.process.pid
            yield Minute(number, found, resident(pid), _generation(address), open_files(pid))


def _builder(source: Path, data: Path) -> subprocess.Popen[bytes]:
    """Start a build that adds the articles of `source`."""
    command = [sys.executable, "-m", "query.cli.main", "build", str(source), "--data", str(data)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def _generation(address: str) -> str:
    """Return which generation answers; readers look for a new one every second."""
    time.sleep(1.5)
    return str(httpx.get(f"{address}/readyz").json()["generation"])
