"""Web sockets among several processes: a page lives in the process that built it, and its web socket must get there.

Any process may take a new connection. Each page writes the name of its process into the address of its web socket; a
process that meets another one's name passes the connection itself on, through a socket in a folder of this start. No
proxy stands between then, and whatever the name is, a process that is gone is no reason to fail: the connection is
served where it came in, which does not know the page and has the browser load it anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs

LOG = logging.getLogger("yibao.server")
NAMED = "process"  # the name in the query of a web socket
LONGEST_HEAD = 1 << 17  # bytes of a request's head
LONGEST_FOLDER = 85  # bytes: the system takes some hundred for the path of a socket
TRIES, PAUSE = 40, 0.05  # how often a full queue is tried again, and seconds between
_NAME = re.compile(r"[0-9a-f]{16}")


class Handover:
    """The door of one process, and the way to those of the others."""

    def __init__(self, folder: Path) -> None:
        """Have a name of one's own among the processes that share `folder`."""
        self.name = secrets.token_hex(8)
        self._folder = folder
        self._tasks: set[asyncio.Task[object]] = set()

    def owner(self, target: str) -> Path | None:
        """Return the door of the process that an address names; None where that is this one, or none of this start."""
        named = parse_qs(target.partition("?")[2]).get(NAMED, [""])[0]
        if named == self.name or not _NAME.fullmatch(named):
            return None
        door = self._folder / named
        return door if door.is_socket() else None

    async def give(self, door: Path, head: bytes, connection: int) -> bool:
        """Pass on a connection of which `head` was read; return whether it was taken.

        Args:
            door: of the process that gets it.
            head: what was read of it.
            connection: its file descriptor; the caller's own copy stays open.
        """
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
            way.setblocking(False)
            for _ in range(TRIES):
                try:
                    way.connect(str(door))
                    socket.send_fds(way, [head], [connection])
                    return True
                except BlockingIOError:  # many come at once
                    await asyncio.sleep(PAUSE)
                except ConnectionRefusedError:  # it was killed: the page will be loaded anew
                    door.unlink(missing_ok=True)
                    return False
                except OSError as error:
                    LOG.warning("a connection could not be passed on (%s)", error.strerror)
                    return False
        LOG.warning("a connection could not be passed on (the other process takes none)")
        return False

    @asynccontextmanager
    async def open(self, protocol: Callable[[], asyncio.Protocol]) -> AsyncIterator[None]:
        """Take connections meanwhile; `protocol` serves one, and is told its head as if it had just come in."""
        loop, door = asyncio.get_running_loop(), self._folder / self.name
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as taking:
            taking.setblocking(False)
            taking.bind(str(door))
            loop.add_reader(taking, self._taken, taking, protocol)
            try:
                yield
            finally:
                loop.remove_reader(taking)
                door.unlink(missing_ok=True)

    def _taken(self, taking: socket.socket, protocol: Callable[[], asyncio.Protocol]) -> None:
        try:
            head, passed, _, _ = socket.recv_fds(taking, LONGEST_HEAD, 1)
        except OSError:  # nothing there after all
            return
        for one in passed:
            task: asyncio.Task[object] = asyncio.get_running_loop().create_task(_begun(one, head, protocol))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


async def _begun(passed: int, head: bytes, protocol: Callable[[], asyncio.Protocol]) -> None:
    """Serve a connection from its head on."""
    connection = socket.socket(fileno=passed)
    connection.setblocking(False)
    try:
        _, serving = await asyncio.get_running_loop().connect_accepted_socket(protocol, connection)
    except OSError:  # it is gone already
        with contextlib.suppress(OSError):
            connection.close()
        return
    serving.data_received(head)
