"""Worker: jusText without a stop list, which it does not have for Chinese: its language-independent mode."""

from __future__ import annotations

from typing import Any

import justext
from speaking import serve, timed

INDEPENDENT = {"stopwords_low": 0, "stopwords_high": 0}  # as its manual says for languages without a list


def page(request: dict[str, Any]) -> dict[str, Any]:
    """Return the paragraphs of a page that are not boilerplate."""

    def extract() -> str:
        paragraphs = justext.justext(request["html"].encode(), frozenset(), encoding="utf-8", **INDEPENDENT)
        return "\n".join(one.text for one in paragraphs if not one.is_boilerplate)

    seconds, text = timed(extract)
    return {"text": text, "ms": 1e3 * seconds}


if __name__ == "__main__":
    serve({"page": page})
