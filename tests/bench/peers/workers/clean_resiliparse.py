"""Worker: the main text of resiliparse."""

from __future__ import annotations

from typing import Any

from resiliparse.extract.html2text import extract_plain_text
from speaking import serve, timed


def page(request: dict[str, Any]) -> dict[str, Any]:
    """Return the main text of a page."""
    seconds, text = timed(lambda: extract_plain_text(request["html"], main_content=True, links=False))
    return {"text": text, "ms": 1e3 * seconds}


if __name__ == "__main__":
    serve({"page": page})
