"""Counts and times for Prometheus, of all processes of the server together."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TEXT = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
OTHER = "other"
TOGETHER = "PROMETHEUS_MULTIPROC_DIR"  # the folder in which processes count together; read when prometheus is imported


@contextmanager
def counted_together() -> Iterator[None]:
    """Let the processes that are started meanwhile count in one folder."""
    with tempfile.TemporaryDirectory(prefix="yibao-metrics-") as folder:
        os.environ[TOGETHER] = folder
        try:
            yield
        finally:
            del os.environ[TOGETHER]


class Metrics:
    """What the server counts."""

    def __init__(self) -> None:
        """Start at zero."""
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "yibao_requests_total", "Requests by path and status.", ["path", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "yibao_request_seconds", "Time to the end of an answer.", ["path"], buckets=BUCKETS, registry=self.registry
        )
        self.running = Gauge(
            "yibao_requests_running", "Requests under way.", registry=self.registry, multiprocess_mode="livesum"
        )
        self.generation = Gauge(
            "yibao_generation", "Generation of the data in use.", registry=self.registry, multiprocess_mode="livemax"
        )

    def page(self, generation: int) -> Response:
        """Return all figures in the text format of Prometheus."""
        self.generation.set(generation)
        registry = self.registry
        if TOGETHER in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return Response(generate_latest(registry), media_type=TEXT)


class Measured:
    """Counts the requests to an app."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Wrap `app`."""
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._metrics.running.inc()
        try:
            await self._app(scope, receive, sending)
        finally:
            self._metrics.running.dec()
            path = _path(scope)
            self._metrics.requests.labels(path, str(status)).inc()
            self._metrics.seconds.labels(path).observe(time.perf_counter() - started)


def _path(scope: Scope) -> str:
    """Return the pattern of the route: addresses that visitors make up would be figures without end."""
    return str(getattr(scope.get("route"), "path", OTHER))
