"""A real Virtuoso in a folder of its own, on free ports, for the tests that ask one."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 60  # seconds for its first start, which makes a database
CONFIGURATION = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = {sql}
NumberOfBuffers = 2000
MaxDirtyBuffers = 1500
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 1000000
"""
RIGHTS = "GRANT SPARQL_UPDATE TO \"SPARQL\"; DB.DBA.RDF_DEFAULT_USER_PERMS_SET('nobody', 7);"


def missing() -> str:
    """Return why there is no Virtuoso to ask, "" where there is one."""
    lacking = [name for name in ("virtuoso-t", "isql-vt") if not shutil.which(name)]
    return f"{lacking[0]} is not installed (Debian: virtuoso-opensource)" if lacking else ""


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """Start Virtuoso in `folder`, yield the URL of its endpoint, and end it."""
    sql, http = _free_ports(2)
    configuration = folder / "virtuoso.ini"
    configuration.write_text(CONFIGURATION.format(folder=folder, sql=sql, http=http), encoding="utf-8")
    process = subprocess.Popen(
        ["virtuoso-t", "+foreground", "+configfile", str(configuration)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{http}/sparql"
        _wait(url, process)
        command = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={RIGHTS}"]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
        yield url
    finally:
        process.kill()
        process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"{url}?query=ASK%7B%7D", timeout=5).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.2)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
