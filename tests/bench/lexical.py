"""The lexical index alone, at any size: seconds to write and open, bytes, milliseconds of a search; whole and in parts.

A passage is three lines of generated articles, drawn anew each time, under a title and a heading of theirs: words come
as often as in articles, and hardly a passage comes twice. To cut a million texts into words would take half an hour.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from operator import ne
from pathlib import Path
from typing import Self

from index.articles.passages import Hit
from index.articles.reading import Terms
from index.lexical import Lexical, save, words_and_characters
from tests.generated import generated
from tests.lexical_parts import joined

ARTICLES = 400  # whose lines are drawn from: about 11,000
LINES = 3
PARTS = 8
FOUND = 10
FIRST_ID = 2**61


def lexical(count: int, folder: Path, parts: int = PARTS) -> dict[str, float]:
    """Return the figures of an index of `count` passages, and whether the same in `parts` answers the same."""
    making = _Making(_passages(0, count))
    start = time.perf_counter()
    save(folder / "whole", making)
    saved = time.perf_counter() - start - making.seconds
    bounds = [count * number // parts for number in range(parts + 1)]
    with ProcessPoolExecutor(2, get_context("fork")) as pool:
        folders = [*pool.map(_part, [folder] * parts, bounds, bounds[1:])]
    start = time.perf_counter()
    joined(folder / "joined", folders)
    figures = {
        "passages": count,
        "save_seconds": saved,
        "join_seconds": time.perf_counter() - start,
        "bytes_a_passage": sum(path.stat().st_size for path in (folder / "whole").iterdir()) / count,
    }
    found = {}
    for name in ("whole", "joined"):
        of_one, found[name] = _asked(folder / name, _questions())
        figures |= {f"{name}_{key}": value for key, value in of_one.items()}
    figures["questions"] = len(found["whole"])
    figures["answered_otherwise_in_parts"] = sum(map(ne, found["whole"], found["joined"]))
    return figures


class _Making:
    """Passes on what is drawn, and knows how long the drawing took."""

    def __init__(self, drawn: Iterator[tuple[int, Terms]]) -> None:
        self._drawn = drawn
        self.seconds = 0.0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> tuple[int, Terms]:
        start = time.perf_counter()
        try:
            return next(self._drawn)
        finally:
            self.seconds += time.perf_counter() - start


def _part(folder: Path, first: int, last: int) -> Path:
    place = folder / f"part-{first}"
    save(place, _passages(first, last))
    return place


def _passages(first: int, last: int) -> Iterator[tuple[int, Terms]]:
    titles, headings, lines = _lines()
    for number in range(first, last):
        chance = random.Random(number)
        drawn = chance.sample(lines, LINES)
        words, characters = (" ".join(parts) for parts in zip(*drawn, strict=True))
        yield FIRST_ID + number, Terms(chance.choice(titles), chance.choice(headings), words, characters)


@cache
def _lines() -> tuple[list[str], list[str], list[tuple[str, str]]]:
    titles, headings, lines = [], [], []
    for article in generated(ARTICLES):
        first, *others = article.text.splitlines()
        titles.append(words_and_characters(first)[0])
        for line in others:
            cut = words_and_characters(line)
            (headings if line[1:2] == "、" else lines).append(cut)
    return titles, [words for words, _ in headings], lines


def _questions() -> list[str]:
    path = Path("corpus/gold/queries.jsonl")
    return [json.loads(line)["query"] for line in path.read_text(encoding="utf-8").splitlines()]


def _asked(folder: Path, questions: list[str]) -> tuple[dict[str, float], list[list[Hit]]]:
    before = _resident()
    start = time.perf_counter()
    index = Lexical.open(folder)
    opened = time.perf_counter() - start
    answers = [index.search(question, FOUND) for question in questions]  # pages are read from the disk here
    walls, processor = [], []
    for question in questions:
        begin, began = time.perf_counter(), time.process_time()
        index.search(question, FOUND)
        walls.append((time.perf_counter() - begin) * 1e3)
        processor.append((time.process_time() - began) * 1e3)
    figures = {
        "open_milliseconds": opened * 1e3,
        "p50_milliseconds": statistics.median(walls),
        "p50_processor_milliseconds": statistics.median(processor),
        "p95_processor_milliseconds": sorted(processor)[int(len(processor) * 0.95)],
        "megabytes_of_memory": _resident() - before,
    }
    return figures, answers


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 1e6
