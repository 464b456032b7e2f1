"""A peer's process: JSON lines over stdin and stdout, each request with one reply.

A request is an object with `do`, the name of what is asked for. The reply is an object with what was asked for, or with
`error` alone. The first request is `hello`, which tells the versions of all that is installed. Whatever else a peer
does (no JSON, fields that lack or are of another kind, its end, silence) is a `PeerFault`, and concerns no other peer.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

Reply = dict[str, Any]
Kinds = Mapping[str, type | tuple[type, ...]]

PATIENCE = 600.0  # seconds for a reply
SHOWN = 160  # characters of what a peer said that a fault quotes
QUIET = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}


class PeerFault(Exception):
    """Why a peer gives no figures."""


class Process:
    """A running worker."""

    def __init__(self, command: Sequence[str], path: Path | None = None, patience: float = PATIENCE) -> None:
        """Start a worker.

        Args:
            command: interpreter, script and arguments.
            path: a folder from which modules may be imported too; a peer gets none.
            patience: seconds until a reply is given up.

        Raises:
            PeerFault: if it does not start.
        """
        self._patience = patience
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        with_path = {"PYTHONPATH": str(path)} if path else {}
        try:
            self._process = subprocess.Popen(
                [*command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env={**kept, **QUIET, **with_path, "PYTHONUTF8": "1"},
            )
        except OSError as error:
            self._errors.close()
            raise PeerFault(f"does not start: {error}") from error
        self._lines: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def ask(self, request: Mapping[str, Any], wanted: Kinds, patience: float | None = None) -> Reply:
        """Return the reply to a request.

        Args:
            request: an object with `do`.
            wanted: the fields that the reply must have, and their kinds.
            patience: seconds for this reply; None for the worker's own.

        Raises:
            PeerFault: if the reply is an error, not what is wanted, late, or does not come.
        """
        stdin = self._process.stdin
        assert stdin is not None
        try:
            stdin.write(json.dumps(request, ensure_ascii=False).encode() + b"\n")
            stdin.flush()
        except OSError:
            raise PeerFault(self._ended()) from None
        try:
            line = self._lines.get(timeout=patience or self._patience)
        except queue.Empty:
            raise PeerFault(f"no reply to {request['do']!r} within {patience or self._patience:g} s") from None
        if not line:
            raise PeerFault(self._ended())
        return _checked(line, wanted)

    def megabytes(self) -> float:
        """Return the most memory that the worker has held at one time, as the kernel counts it."""
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii", errors="replace")
        except OSError as error:
            raise PeerFault(self._ended()) from error
        peaks = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
        if not peaks:
            raise PeerFault(self._ended())
        return int(peaks[0]) * 1024 / 1e6

    def close(self) -> None:
        """End the worker."""
        if self._process.stdin:
            with suppress(OSError):  # it has ended, and with it who would read
                self._process.stdin.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()

    def __enter__(self) -> Self:
        """Return the process itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the worker."""
        self.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self._lines.put(line)
        self._lines.put(b"")

    def _ended(self) -> str:
        try:
            status = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "closed its output"
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace").strip().splitlines()
        return f"ended with status {status}: {said[-1][:SHOWN] if said else 'without a word'}"


def _checked(line: bytes, wanted: Kinds) -> Reply:
    try:
        reply = json.loads(line)
    except ValueError:
        raise PeerFault(f"answered no JSON: {line[:SHOWN].decode(errors='replace').strip()}") from None
    if not isinstance(reply, dict):
        raise PeerFault(f"answered no object: {str(reply)[:SHOWN]}")
    if "error" in reply:
        raise PeerFault(" ".join(str(reply["error"]).split())[:SHOWN])
    for field, kind in wanted.items():
        if not isinstance(reply.get(field), kind) or isinstance(reply[field], bool):
            raise PeerFault(f"answered {field} = {reply.get(field)!r:.60}, not what was asked for")
    return reply
