"""Worker: OpenCC, which leaves all lines in and makes their characters simplified."""

from __future__ import annotations

from typing import Any

from opencc import OpenCC
from speaking import serve, timed

CONVERTER = OpenCC("tw2s")


def article(request: dict[str, Any]) -> dict[str, Any]:
    """Return the lines of an article as blocks, all of them kept."""
    lines = request["text"].splitlines(keepends=True)
    seconds, clean = timed(lambda: [CONVERTER.convert(line) for line in lines])
    blocks, at = [], 0
    for line, text in zip(lines, clean, strict=True):
        blocks.append({"raw_start": at, "raw_end": at + len(line), "clean": text, "action": "keep"})
        at += len(line)
    return {"blocks": blocks, "ms": 1e3 * seconds}


if __name__ == "__main__":
    serve({"article": article})
