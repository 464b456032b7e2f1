"""Turn the gold by offsets of saved pages into a corpus folder that `yibao eval --corpus` reads.

`python tests/pages_gold/expand.py FOLDER [GOLD]` writes `FOLDER/articles` and `FOLDER/gold` from the judgements in
GOLD, by default those beside this script. The body of such a page is one line of up to 100 000 characters, while a
judgement of a corpus points at a line and a quote, and a relation at a whole line. So the copies of the pages get a
line break behind each closing tag of a block, which is no text in HTML, and the offsets move along; a quote that would
be found earlier in its line is lengthened to the left.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent  # the judgements that are written if no others are named
PAGES = HERE.parents[2] / "shared" / "pages"
LAYERS = ("facts", "missing_numbers", "traps", "entities", "relations")
BLOCK_END = re.compile(r"</(?:p|div|li|tr|table|h[1-6])\s*>|<br\s*/?>", re.IGNORECASE)

Judgement = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A saved page as it stands in its file, and the same with a line to each block."""

    name: str
    raw: str
    breaks: tuple[int, ...]  # offsets of `raw` before which a line break is put

    @property
    def text(self) -> str:
        """The page with its line breaks."""
        return "\n".join(self.raw[a:b] for a, b in zip((0, *self.breaks), (*self.breaks, len(self.raw)), strict=True))

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span of `raw` stands in `text`."""
        return start + bisect_right(self.breaks, start), end + bisect_left(self.breaks, end)


def page(path: Path) -> Page:
    """Read a page; Markdown has its lines already."""
    with path.open(encoding="utf-8", newline="") as file:
        raw = file.read()
    ends = [found.end() for found in BLOCK_END.finditer(raw)] if path.suffix == ".html" else []
    return Page(path.name, raw, tuple(ends))


def judgements(layer: str, gold: Path = HERE) -> list[Judgement]:
    """Return the judgements of a layer, with offsets of the saved pages."""
    rows = (gold / f"{layer}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(row) for row in rows]


def pages(gold: Path = HERE, folder: Path = PAGES) -> dict[str, Page]:
    """Return the judged pages by document, which is the beginning of the file's name up to `_`.

    Raises:
        ValueError: if a page is missing, or is another version than the one that was judged.
    """
    versions: Mapping[str, str] = json.loads((gold / "versions.json").read_text(encoding="utf-8"))
    found = {}
    for doc, version in versions.items():
        paths = [*folder.glob(f"{doc}_*")]
        if len(paths) != 1 or hashlib.sha256(paths[0].read_bytes()).hexdigest() != version:
            raise ValueError(f"{folder}: the judged version of page {doc} is not here: put it back or judge anew")
        found[doc] = page(paths[0])
    return found


def write(folder: Path, known: Mapping[str, Page], gold: Path = HERE) -> None:
    """Write the pages and the judgements in `gold` into `articles/` and `gold/` of a folder."""
    for part in ("articles", "gold"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for one in known.values():
        (folder / "articles" / one.name).write_text(one.text, encoding="utf-8", newline="")
    for layer in LAYERS:
        rows = [json.dumps(_pointing(known[row["doc"]], row), ensure_ascii=False) for row in judgements(layer, gold)]
        (folder / "gold" / f"{layer}.jsonl").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def _pointing(page: Page, row: Judgement) -> Judgement:
    """Put lines and quotes in place of the offsets of a judgement."""
    rest = {key: value for key, value in row.items() if key not in {"start", "end", "mentions", "obj_span"}}
    if "mentions" in row:
        spans = [page.moved(*mention) for mention in row["mentions"]]
        surfaces = dict.fromkeys(page.text[start:end] for start, end in spans)
        return rest | {"surfaces": [*surfaces], "lines": sorted({_line(page, start) for start, _ in spans})}
    start, end = page.moved(row["start"], row["end"])
    if "obj_span" in row:
        rest["obj"] = without_tags(page.raw[slice(*row["obj_span"])])
    return rest | {"line": _line(page, start), "quote": _quote(page, start, end)}


def without_tags(markup: str) -> str:
    """Return a piece of a page without tags and entities of blanks.

    >>> without_tags("第<b>一</b>&nbsp;条")
    '第一 条'
    """
    return re.sub(r"<[^>]*>", "", markup).replace("&nbsp;", " ").replace("&gt;", ">")


def _line(page: Page, at: int) -> int:
    return bisect_right(_line_starts(page), at)


@cache
def _line_starts(page: Page) -> tuple[int, ...]:
    return (0, *(found.end() for found in re.finditer("\n", page.text)))


def _quote(page: Page, start: int, end: int) -> str:
    """Return the text of a span, lengthened to the left until it occurs in its line nowhere before."""
    text = page.text
    beginning = _line_starts(page)[_line(page, start) - 1]
    while text.find(text[start:end], beginning) < start:
        start -= 1
    return text[start:end]


def spans(row: Judgement) -> list[tuple[int, int]]:
    """Return all spans of a judgement in its saved page."""
    found = row["mentions"] if "mentions" in row else [[row["start"], row["end"]]]
    return [(start, end) for start, end in (*found, *([row["obj_span"]] if "obj_span" in row else ()))]


if __name__ == "__main__":
    chosen = Path(sys.argv[2]) if len(sys.argv) > 2 else HERE
    write(Path(sys.argv[1]), pages(chosen), chosen)
