"""A web site on this machine, and a clock that only moves when somebody waits."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class FakeClock:
    """Time passes by sleeping alone."""

    time: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@dataclass
class Answer:
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Page = Answer | Callable[["Request"], Answer]


@dataclass
class Request:
    path: str
    headers: Mapping[str, str]
    count: int  # how often the path was asked for, this time included


class Site:
    """Serves `pages`; remembers each request with the time it came at."""

    def __init__(self, clock: FakeClock) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[tuple[str, float]] = []
        self.agents: set[str] = set()
        self._counts: Counter[str] = Counter()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.requests.append((self.path, clock.now()))
                site.agents.add(self.headers.get("User-Agent", ""))
                site._counts[self.path] += 1
                page = site.pages.get(self.path, Answer(b"gone", status=404))
                asked = Request(self.path, dict(self.headers), site._counts[self.path])
                answer = page if isinstance(page, Answer) else page(asked)
                self.send_response(answer.status)
                for name, value in {"Content-Type": answer.content_type, **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                with contextlib.suppress(OSError):  # the reader had enough
                    self.wfile.write(answer.body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
