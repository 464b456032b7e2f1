"""Worker: yibao's claims of an article."""

from __future__ import annotations

from typing import Any

from speaking import serve, timed

from index.articles.records import fact_row
from ingest.article import RawArticle
from ingest.pipeline import analyse


def article(request: dict[str, Any]) -> dict[str, Any]:
    """Return the values of an article."""
    raw = RawArticle(request["name"], request["text"], request["media_type"])
    seconds, analysis = timed(lambda: analyse(raw))
    rows = [fact_row(claim, analysis.article) for claim in analysis.claims]
    found = [
        {
            "start": row["raw_start"],
            "end": row["raw_end"],
            "min": row["value_min"],
            "max": row["value_max"],
            "unit": row["unit"],
        }
        for row in rows
    ]
    return {"values": found, "ms": 1e3 * seconds}


if __name__ == "__main__":
    serve({"article": article})
