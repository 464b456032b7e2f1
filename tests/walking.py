"""Walks through a page as a reader does: saves its files, types its commands, leaves its servers running."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from console_blocks import ROOT, Command, Saved, shows

Run = Callable[..., tuple[int, str, str]]  # the `run` fixture: the command in this process
BACKGROUND = "yibao serve"
SHELL = set("|<>&;$*?(\n")
READY = "startup complete"


class Walk:
    """A reader in `folder`; `instead` holds what stands on the page → what is used here (ports)."""

    def __init__(self, folder: Path, run: Run | None = None, instead: Mapping[str, str] | None = None) -> None:
        self.folder, self.run, self.instead = folder, run, dict(instead or {})
        self.servers: list[subprocess.Popen[bytes]] = []
        self.left_out: list[str] = []  # commands of programs that this machine lacks
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
        self.environment.pop("YIBAO_DATA", None)
        self.log = folder / "server.log"

    def __enter__(self) -> Walk:
        return self

    def __exit__(self, *_: object) -> None:
        for server in self.servers:
            server.terminate()
        for server in self.servers:
            server.wait(20)

    def through(self, page: Iterable[Command | Saved]) -> None:
        """Do what the page says, and hold what comes out against what it shows."""
        for step in page:
            if isinstance(step, Saved):
                target = self.folder / step.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(self._here(step.text), encoding="utf-8")
            else:
                self._type(self._here(step.line), [self._here(line) for line in step.shown])

    def _here(self, text: str) -> str:
        for old, new in self.instead.items():
            text = text.replace(old, new)
        return text

    def _type(self, line: str, shown: list[str]) -> None:
        program = line.split()[0]
        if program == "curl" and not shutil.which("curl"):
            self.left_out.append(line)
            return
        if line.startswith(BACKGROUND):
            status, printed = 0, self._started(line)
        elif self.run and program == "yibao" and not SHELL & set(line):
            status, out, err = self.run(*shlex.split(line)[1:])
            printed = out + err
        else:
            status, printed = self._typed(line)
        refused = any(one.startswith("yibao: ") for one in shown)
        assert status == (1 if refused else 0), (line, printed[-3000:])
        assert shows(printed.splitlines(), shown), (line, printed[:6000])

    def _typed(self, line: str) -> tuple[int, str]:
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout

    def _started(self, line: str) -> str:
        with self.log.open("wb") as log:
            server = subprocess.Popen(
                ["bash", "-c", f"exec {line}"], cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )
        self.servers.append(server)
        for _ in range(1200):
            printed = self.log.read_text(encoding="utf-8")
            if READY in printed:
                return printed
            assert server.poll() is None, printed
            time.sleep(0.05)
        raise AssertionError(printed)


def free_port() -> str:
    """Return the number of a port that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return str(one.getsockname()[1])
