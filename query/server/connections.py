"""Connections that are not waited for without end: whoever sends a request or takes an answer too slowly is let go."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class PatientProtocol(HttpToolsProtocol):
    """One connection, closed after some seconds without progress.

    A request, head and body, must have come in whole after that time; an answer must not stand still for longer. The
    pause between two requests of a connection is bounded by uvicorn (`timeout_keep_alive`).
    """

    patience: ClassVar[float] = 30.0  # seconds; one value for a process, which makes the protocol by its class alone

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
        """Leave the connection to the protocol of web sockets."""
        self._stop()
        super().handle_websocket_upgrade()

    def _expect(self) -> None:
        self._stop()
        self._clock = self.loop.call_later(self.patience, self.transport.abort)

    def _stop(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
