"""Connections that are not waited for without end: whoever sends a request or takes an answer too slowly is let go."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from query.server.handover import Handover


class PatientProtocol(HttpToolsProtocol):
    """One connection, closed after some seconds without progress.

    A request, head and body, must have come in whole after that time; an answer must not stand still for longer. The
    pause between two requests of a connection is bounded by uvicorn (`timeout_keep_alive`).
    """

    patience: ClassVar[float] = 30.0  # seconds; one value for a process, which makes the protocol by its class alone
    handover: ClassVar[Handover | None] = None  # where several processes share the web sockets

    _clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Expect a request."""
        super().connection_made(transport)
        self._expect()

    def on_message_begin(self) -> None:
        """Expect the rest of the request."""
        self._expect()
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """Expect nothing while the request is worked on."""
        self._stop()
        super().on_message_complete()

    def pause_writing(self) -> None:
        """Expect the other side to read."""
        self._expect()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Expect nothing: the other side reads."""
        self._stop()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing any more."""
        self._stop()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """Leave the connection to the protocol of web sockets, in the process that has its page."""
        self._stop()
        door = self.handover.owner(self.url.decode("latin-1")) if self.handover else None
        if door is None:
            super().handle_websocket_upgrade()
        else:
            self.transport.pause_reading()  # what comes next is for the other process to read
            task = self.loop.create_task(self._hand_over(door))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _hand_over(self, door: Path) -> None:
        head = [self.scope["method"].encode(), b" ", self.url, b" HTTP/1.1\r\n"]
        for name, value in self.scope["headers"]:
            head += [name, b": ", value, b"\r\n"]
        head.append(b"\r\n")
        copied = os.dup(self.transport.get_extra_info("socket").fileno())  # the transport closes its own
        try:
            given = self.handover is not None and await self.handover.give(door, b"".join(head), copied)
        finally:
            os.close(copied)
        if self.transport.is_closing():
            return
        if given:
            self.transport.abort()  # closes this process's end alone
        else:
            self.transport.resume_reading()
            super().handle_websocket_upgrade()

    def _expect(self) -> None:
        self._stop()
        self._clock = self.loop.call_later(self.patience, self.transport.abort)

    def _stop(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
