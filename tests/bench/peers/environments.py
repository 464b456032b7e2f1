"""A virtual environment of its own for each peer, made when it is first needed and again when its pins change."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.bench.peers.catalogue import PROJECT, Peer
from tests.bench.peers.process import PeerFault

PATIENCE = 1200  # seconds for an installation
INSTALLED = "installed.txt"  # the pins that an environment was made from


def interpreter(peer: Peer, folder: Path) -> Path:
    """Return the Python that runs a peer's worker.

    Raises:
        PeerFault: if the environment cannot be made; the reason is the installer's own.
    """
    if peer.environment == PROJECT:
        return Path(sys.executable)
    home = folder.resolve() / peer.environment
    python, marker = home / "bin" / "python", home / INSTALLED
    wanted = "\n".join(peer.pins)
    if python.exists() and marker.exists() and marker.read_text(encoding="utf-8") == wanted:
        return python
    print(f"installing {', '.join(peer.pins) or 'nothing'} into {folder / peer.environment}", flush=True)
    _run([sys.executable, "-m", "venv", "--clear", str(home)])
    if peer.pins:
        _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *peer.pins])
    marker.write_text(wanted, encoding="utf-8")
    return python


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise PeerFault(f"not installed within {PATIENCE} s") from error
    if done.returncode:
        lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        told = next((line for line in reversed(lines) if line.startswith("ERROR")), lines[-1] if lines else "no word")
        raise PeerFault(f"not installed: {told}")
