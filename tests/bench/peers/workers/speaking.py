"""The worker's side of the protocol: one JSON object a line comes in, one goes out. Standard library alone."""

from __future__ import annotations

import base64
import json
import os
import sys
import time
from array import array
from collections.abc import Callable, Mapping
from importlib.metadata import distributions
from typing import Any

Verb = Callable[[dict[str, Any]], dict[str, Any]]


def serve(verbs: Mapping[str, Verb]) -> None:
    """Answer requests until there are no more; what goes wrong in one is told and ends nothing."""
    known = {"hello": hello, **verbs}
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no reply
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = known[request["do"]](request)
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        replies.write(json.dumps(reply, ensure_ascii=False) + "\n")
        replies.flush()


def hello(request: dict[str, Any]) -> dict[str, Any]:
    """Tell the version of everything that is installed here."""
    return {"versions": {one.metadata["Name"].lower(): one.version for one in distributions() if one.metadata["Name"]}}


def numbers(text: str) -> array[float]:
    """Return the 32-bit floats that a request carries as base64."""
    found = array("f")
    found.frombytes(base64.b64decode(text))
    return found


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    """Return how many seconds an action took, and what came of it."""
    start = time.perf_counter()
    result = action()
    return time.perf_counter() - start, result
