"""Connections that one process passes on to another, here by two doors of one process."""

import asyncio
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from query.server.handover import Handover

WEB = Path(__file__).parents[1] / "query" / "web"

LOADED = """
import sys
import query.web.pages
from nicegui import dependencies, ui
before = {**dependencies.js_components, **dependencies.libraries}
for name in sys.argv[1:]:
    getattr(ui, name)
print([key for key in {**dependencies.js_components, **dependencies.libraries} if key not in before])
"""


class Echo(asyncio.Protocol):
    """Says what it is told, in capitals."""

    def connection_made(self, transport):
        self._transport = transport

    def data_received(self, data):
        self._transport.write(data.upper())


def test_an_address_names_the_process_of_its_page(tmp_path):
    one, other = Handover(tmp_path), Handover(tmp_path)
    assert one.name != other.name

    async def talk():
        async with other.open(Echo):
            assert one.owner(f"/ws?x=1&process={other.name}") == tmp_path / other.name
            assert other.owner(f"/ws?process={other.name}") is None  # its own
        assert one.owner(f"/ws?process={other.name}") is None  # gone

    asyncio.run(talk())
    (tmp_path / "0123456789abcdef").write_text("no socket")
    for named in ("", "?process=", "?process=../../etc", "?process=0123456789abcdef", "?process=%00", "//[?process=a"):
        assert one.owner(f"/ws{named}") is None


@pytest.mark.parametrize("count", [1, 60])
def test_connections_are_passed_on_with_what_was_read(tmp_path, count):
    """More at once than the system queues, too."""
    one, other = Handover(tmp_path), Handover(tmp_path)

    async def talk():
        pairs = [socket.socketpair() for _ in range(count)]
        async with other.open(Echo):
            door = one.owner(f"/?process={other.name}")
            given = await asyncio.gather(*(one.give(door, b"head;", theirs.fileno()) for _, theirs in pairs))
            assert all(given)
            for ours, theirs in pairs:
                theirs.close()  # this process's end
                reader, writer = await asyncio.open_connection(sock=ours)
                writer.write(b"more")
                assert await asyncio.wait_for(reader.readexactly(9), 10) == b"HEAD;MORE"
                writer.close()
                await writer.wait_closed()

    asyncio.run(talk())


def test_a_process_that_was_killed_takes_none(tmp_path):
    one, dead = Handover(tmp_path), tmp_path / "0123456789abcdef"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as left:
        left.bind(str(dead))
    ours, theirs = socket.socketpair()
    assert one.owner("/?process=0123456789abcdef") == dead
    assert asyncio.run(one.give(dead, b"head", theirs.fileno())) is False
    assert one.owner("/?process=0123456789abcdef") is None
    assert theirs.fileno() >= 0  # it is still here to be served
    ours.close()
    theirs.close()


def test_every_process_has_loaded_what_the_pages_are_made_of():
    """Elements are loaded on first use; a process that has not would not know the scripts of another one's page."""
    used = {name for path in WEB.rglob("*.py") for name in re.findall(r"\bui\.([a-z_]+)", path.read_text("utf-8"))}
    assert {"echart", "aggrid", "codemirror", "header"} <= used
    done = subprocess.run([sys.executable, "-c", LOADED, *used], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]"]
