"""Answers that were given already: the same address over the same data gives the same bytes."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from threading import Lock


class KeptAnswers:
    """The last answers of a process, from any thread; an answer that tells what is out of date is kept for its day."""

    def __init__(self, longest: int) -> None:
        """Keep bodies of at most `longest` bytes together; 0 keeps none."""
        self._longest = longest
        self._size = 0
        self._bodies: OrderedDict[tuple[str, date], bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, tag: str) -> bytes | None:
        """Return the body that was kept for a tag today."""
        key = tag, date.today()
        with self._lock:
            if key in self._bodies:
                self._bodies.move_to_end(key)
            return self._bodies.get(key)

    def keep(self, tag: str, body: bytes) -> None:
        """Keep a body; those that were asked for longest ago go."""
        key = tag, date.today()
        with self._lock:
            if len(body) <= self._longest and key not in self._bodies:
                self._bodies[key] = body
                self._size += len(body)
            while self._size > self._longest:
                self._size -= len(self._bodies.popitem(last=False)[1])
