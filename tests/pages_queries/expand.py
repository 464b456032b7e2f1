"""Turn the questions by offsets of saved pages into judgements by line and quote, the form that scorers of search read.

`python -m tests.pages_queries.expand FOLDER` writes `FOLDER/articles` and `FOLDER/gold`. An article of it is the page
without its markup, with one line break where tags of blocks stand: a passage of a page whose tags, or the blank lines
between them, are longer than its text would otherwise be cut after a sentence by the scorers' window of 600 code
points. Articles without markup stay as they are. `Page.moved` leads from offsets of the saved page to offsets of
that text.
"""

from __future__ import annotations

import json
import re
import sys
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"
PAGES, ARTICLES = SHARED / "pages", SHARED / "articles"
NO_PAGES = ("MANIFEST", "README")
KINDS = ("queries", "unanswerable")
ALL = "all"
BATCHES = {  # the file of each kind
    "1": {"queries": "queries.jsonl", "unanswerable": "unanswerable.jsonl"},
    "2": {"queries": "more.jsonl", "unanswerable": "more_unanswerable.jsonl"},
    "3": {"queries": "third.jsonl", "unanswerable": "third_unanswerable.jsonl"},
}
TAG = r"<script\b.*?</script\s*>|<style\b.*?</style\s*>|<!--.*?-->|<[^>]*>"
MARKUP = re.compile(rf"(?:\s*(?:{TAG}))+\s*", re.IGNORECASE | re.DOTALL)  # a run of tags with the blanks between them
BLOCK = re.compile(r"</?(?:p|div|br|li|ul|ol|tr|table|section|h[1-6]|dd|dt|title|body)\b", re.IGNORECASE)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A saved page, and its text without markup."""

    name: str
    raw: str
    text: str
    starts: tuple[int, ...]  # offsets of `raw` at which pieces of text and of markup begin, in turn
    shown: tuple[int, ...]  # offsets of `text` at which the same pieces begin

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span of `raw` stands in `text`."""
        return self._at(start), self._at(end)

    def _at(self, offset: int) -> int:
        piece = bisect_right(self.starts, offset) - 1
        return min(self.shown[piece] + offset - self.starts[piece], self.shown[piece + 1])


def page(path: Path) -> Page:
    """Read a page; only HTML has markup."""
    with path.open(encoding="utf-8", newline="") as file:
        raw = file.read()
    found = MARKUP.finditer(raw) if path.suffix == ".html" else ()
    cuts, texts = [0], []
    for tag in found:
        texts += [raw[cuts[-1] : tag.start()], "\n" if BLOCK.search(tag[0]) else _blanks(tag[0])]
        cuts += [tag.start(), tag.end()]
    texts.append(raw[cuts[-1] :])
    shown = tuple(accumulate(map(len, texts), initial=0))
    return Page(path.name, raw, "".join(texts), tuple(cuts), shown)


def _blanks(run: str) -> str:
    """Return what stands between inline tags: they part nothing, so that at most a space is left of it."""
    return " " if any(map(str.isspace, run[0] + run[-1])) else ""


def pages(*folders: Path) -> dict[str, Page]:
    """Return the pages of the folders by document, which is the beginning of a file's name up to `_`."""
    paths = (path for folder in folders for path in sorted(folder.iterdir()))
    return {path.name.split("_")[0]: page(path) for path in paths if not path.name.startswith(NO_PAGES)}


def judgements(kind: str, batch: str = ALL) -> list[Row]:
    """Return the questions of a kind (`queries` or `unanswerable`) of a batch, with offsets of the saved pages."""
    files = [kinds[kind] for number, kinds in BATCHES.items() if batch in (number, ALL)]
    return [json.loads(row) for name in files for row in (HERE / name).read_text(encoding="utf-8").splitlines()]


def write(folder: Path, known: Mapping[str, Page], batch: str = ALL) -> None:
    """Write `articles/` and `gold/`, with the questions of a batch, into a folder."""
    for part in ("articles", "gold"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for document, one in known.items():
        (folder / "articles" / f"{document}_.txt").write_text(one.text, encoding="utf-8", newline="")
    for kind in KINDS:
        rows = (json.dumps(_pointing(known, row), ensure_ascii=False) for row in judgements(kind, batch))
        (folder / "gold" / f"{kind}.jsonl").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def _pointing(known: Mapping[str, Page], row: Row) -> Row:
    if "relevant" not in row:
        return row
    return row | {"relevant": [_restored(known[one["doc"]], one) for one in row["relevant"]]}


def _restored(page: Page, judgement: Row) -> Row:
    """Put line and quote in place of the offsets; a quote found earlier in its line is lengthened to the left."""
    start, end = page.moved(judgement["start"], judgement["end"])
    beginning = page.text.rfind("\n", 0, start) + 1
    while page.text.find(page.text[start:end], beginning) < start:
        start -= 1
    line = page.text.count("\n", 0, start) + 1
    return {"doc": judgement["doc"], "line": line, "quote": page.text[start:end], "grade": judgement["grade"]}


if __name__ == "__main__":
    write(Path(sys.argv[1]), pages(PAGES, ARTICLES))
