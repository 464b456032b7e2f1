"""A query that is given up after some seconds, so that the others are asked too."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any


class GivenUp(Exception):
    """No `OSError`, as a `TimeoutError` is: an engine would take it for its own."""


def within(seconds: float, action: Callable[[], Any]) -> Any:
    """Return what comes of an action.

    Raises:
        GivenUp: if it has not ended in time and is Python; an engine of another language is not stopped.
    """

    def late(number: int, frame: object) -> None:
        raise GivenUp(f"not within {seconds:g} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return action()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
