"""Passages with their entities (`tests/linking/*.txt`), and how well the tool finds these."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from index.articles.records import entity_rows
from ingest.article import RawArticle
from ingest.pipeline import analyse

FOLDER = Path(__file__).parent / "linking"
Span = tuple[int, int]
Row = dict[str, Any]


@dataclass(frozen=True)
class Expected:
    """An entity that a passage names."""

    type: str
    surfaces: tuple[str, ...]
    labels: frozenset[str]
    certain: bool


@dataclass(frozen=True)
class Passage:
    """A text and what it names."""

    manner: str
    text: str
    entities: tuple[Expected, ...]


@dataclass
class Figures:
    """Counts of one type."""

    wanted: int = 0
    found: int = 0
    exported: int = 0
    right: int = 0
    named: int = 0

    def __add__(self, other: Figures) -> Figures:
        """Return the counts of both."""
        return Figures(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        precision, recall = self.right / max(1, self.exported), self.found / max(1, self.wanted)
        return 2 * precision * recall / max(1e-9, precision + recall)


def passages(name: str) -> Iterator[Passage]:
    """Yield the passages of a file."""
    for part in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n== ")[1:]:
        lines = part.splitlines()
        text = [line for line in lines[1:] if line and not re.match(r"\??[a-z_]+: ?", line)]
        known = [line for line in lines[1:] if re.match(r"\??[a-z_]+: ?", line)]
        yield Passage(lines[0], "\n".join(text), tuple(one for line in known for one in _expected(line)))


def _expected(line: str) -> Iterator[Expected]:
    kind, _, rest = line.partition(":")
    for entry in filter(None, map(str.strip, rest.split(";"))):
        surfaces, _, labels = entry.lstrip("?").partition("=")
        names = tuple(surfaces.split("+"))
        certain = not entry.startswith("?") and not kind.startswith("?")
        yield Expected(kind.lstrip("?"), names, frozenset((*names, *filter(None, labels.split("/")))), certain)


def measured(name: str) -> tuple[dict[str, Figures], list[str]]:
    """Return the figures of each type over a file, and a line for each mistake."""
    figures: dict[str, Figures] = {}
    mistakes: list[str] = []
    for passage in passages(name):
        rows = list(entity_rows(analyse(RawArticle("a", passage.text, "text/plain"))))
        for kind in {row["type"] for row in rows} | {one.type for one in passage.entities}:
            mine = [row for row in rows if row["type"] == kind]
            wanted = [one for one in passage.entities if one.type == kind]
            _count(figures.setdefault(kind, Figures()), passage, wanted, mine, mistakes)
    return figures, mistakes


def _count(counts: Figures, passage: Passage, wanted: list[Expected], mine: list[Row], mistakes: list[str]) -> None:
    used = Counter[str]()
    for one in wanted:
        spans = [*_spans(passage.text, one.surfaces)]
        hits = [row for row in mine if any(_overlap(span, row) for span in spans)]
        used.update(row["id"] for row in hits)
        if not one.certain:
            continue
        counts.wanted += 1
        counts.found += bool(hits)
        agree = any(one.labels & {row["label"], *row["aliases"]} for row in hits)
        counts.named += agree
        if not agree:
            got = "/".join(row["label"] for row in hits)
            verdict = f"named {got}" if hits else "missed"
            mistakes.append(f"{one.type}: {verdict} {one.surfaces[0]}: {passage.text[:30]}")
    wrong = [row for row in mine if row["id"] not in used]
    mistakes += [f"{row['type']}: extra {row['label']}: {passage.text[:30]}" for row in wrong]
    counts.exported += len(mine)
    counts.right += len(mine) - len(wrong)


def _spans(text: str, surfaces: tuple[str, ...]) -> Iterator[Span]:
    for surface in surfaces:
        at = text.find(surface)
        assert at >= 0, f"{surface} does not stand in {text}"
        while at >= 0:
            yield at, at + len(surface)
            at = text.find(surface, at + 1)


def _overlap(span: Span, row: Row) -> bool:
    return any(span[0] < one["raw_end"] and one["raw_start"] < span[1] for one in row["mentions"])
