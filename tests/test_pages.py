"""Real pages: their body is kept and their frame dropped. The pieces were noted by hand, as raw offsets alone."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from ingest.article import Article, RawArticle
from ingest.cleaning.cleaner import clean
from ingest.sources.reading import read

PAGES = Path(__file__).parent.parent.parent / "shared" / "pages"
PIECES = Path(__file__).with_name("pages_pieces.jsonl")
ENTITY = re.compile(r"&\w+;|&#\w+;")
KEPT, DROPPED = 0.9, 0.1  # share of a piece's characters that the clean text holds
FLOOR = 0.97
PAGE_FLOOR = 0.9

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="needs the shared pages beside the checkout")


@dataclass(frozen=True, slots=True)
class Result:
    """How many pieces of a page were judged right."""

    page: str
    body: int
    body_right: int
    frame: int
    frame_right: int


def results() -> Iterator[Result]:
    """Yield the result of each page, in the order of the file."""
    for line in PIECES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        raw = page(row["page"])
        assert hashlib.sha256(raw.text.encode()).hexdigest() == row["sha256"], f"{row['page']} is another version"
        shares = _kept(clean(raw))
        body = sum(_share(raw, span, shares) >= KEPT for span in row["body"])
        frame = sum(_share(raw, span, shares) <= DROPPED for span in row["frame"])
        yield Result(row["page"], len(row["body"]), body, len(row["frame"]), frame)


def page(name: str) -> RawArticle:
    (raw,) = read([str(PAGES / name)], None, lambda problem: None)
    return raw


def _kept(article: Article) -> set[int]:
    return {
        at
        for block in article.body
        for start, end in zip(block.text.starts, block.text.ends, strict=True)
        for at in range(start, end)
    }


def _share(raw: RawArticle, span: list[int], kept: set[int]) -> float:
    marked = {at for found in ENTITY.finditer(raw.text, *span) for at in range(*found.span())}
    letters = [at for at in range(*span) if raw.text[at].isalnum() and at not in marked]
    return sum(at in kept for at in letters) / len(letters)


@cache
def _results() -> tuple[Result, ...]:
    return tuple(results())


def test_body_is_kept() -> None:
    assert sum(one.body_right for one in _results()) >= FLOOR * sum(one.body for one in _results())
    assert [one for one in _results() if one.body_right < PAGE_FLOOR * one.body] == []


def test_frame_is_dropped() -> None:
    assert sum(one.frame_right for one in _results()) >= FLOOR * sum(one.frame for one in _results())
    assert [one for one in _results() if one.frame_right < PAGE_FLOOR * one.frame] == []


def plain(raw: RawArticle) -> str:
    """Return what trafilatura alone takes for the main text, without blanks."""
    import trafilatura

    found = trafilatura.extract(raw.text, favor_recall=True, include_tables=True, include_comments=False) or ""
    return "".join(found.split())


def main() -> None:
    """Print the figures of each page, and those of trafilatura alone on the same pieces."""
    import html

    rows = [json.loads(line) for line in PIECES.read_text(encoding="utf-8").splitlines()]
    alone = [0, 0]
    for one, row in zip(results(), rows, strict=True):
        raw = page(row["page"])
        text = plain(raw)
        held = {
            kind: sum("".join(html.unescape(raw.text[a:b]).split()) in text for a, b in row[kind])
            for kind in ("body", "frame")
        }
        alone[0] += held["body"]
        alone[1] += one.frame - held["frame"]
        print(
            f"{one.page}: body {one.body_right}/{one.body} (trafilatura {held['body']}), "
            f"frame {one.frame_right}/{one.frame} (trafilatura {one.frame - held['frame']})"
        )
    body, frame = sum(len(row["body"]) for row in rows), sum(len(row["frame"]) for row in rows)
    right = [sum(one.body_right for one in results()), sum(one.frame_right for one in results())]
    print(f"all: body {right[0] / body:.4f} of {body}, frame {right[1] / frame:.4f} of {frame}")
    print(f"trafilatura alone: body {alone[0] / body:.4f}, frame {alone[1] / frame:.4f}")


if __name__ == "__main__":
    main()
