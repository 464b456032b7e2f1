"""Worker: trafilatura alone, tuned to keep rather than to lose."""

from __future__ import annotations

from typing import Any

import trafilatura
from speaking import serve, timed


def page(request: dict[str, Any]) -> dict[str, Any]:
    """Return the main text of a page."""

    def extract() -> str | None:
        return trafilatura.extract(request["html"], favor_recall=True, include_tables=True, include_comments=False)

    seconds, text = timed(extract)
    return {"text": text or "", "ms": 1e3 * seconds}


if __name__ == "__main__":
    serve({"page": page})
