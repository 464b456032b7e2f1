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
from pathlib import Path

from index.articles.passages import Hit
from index.articles.reading import Terms
from index.lexical import Lexical, join, save, words_and_characters
from tests.generated import generated

ARTICLES = 400  # whose lines are drawn from: about 11,000
LINES = 3
FOUND = 10
FIRST_ID = 2**61


def lexical(count: int, folder: Path, parts: int) -> dict[str, float]:
    """Return the figures of an index of `count` passages, and of the same in `parts`, each by a process of its own."""
    _lines()
    start = time.perf_counter()
    for _ in _passages(0, count):
        pass
    making = time.perf_counter() - start
    save(folder / "whole", _passages(0, count))
    whole = time.perf_counter() - start - making
    bounds = [count * number // parts for number in range(parts + 1)]
    start = time.perf_counter()
    with ProcessPoolExecutor(2, get_context("fork")) as pool:
        folders = [*pool.map(_part, [folder] * parts, bounds, bounds[1:])]
    apart = time.perf_counter() - start
    join(folder / "joined", folders)
    figures = {
        "passages": count,
        "making_the_passages_seconds": making,
        "save_seconds": whole - making,
        "save_in_parts_seconds": apart,
        "join_seconds": time.perf_counter() - start - apart,
        "bytes_a_passage": sum(path.stat().st_size for path in (folder / "whole").iterdir()) / count,
    }
    questions = _questions()
    before = resident_here()
    found = {}
    for name in ("whole", "joined"):
        figures |= {f"{name}_{key}": value for key, value in _asked(folder / name, questions).items()}
        found[name] = _answers(folder / name, questions)
    figures["memory_of_searching_megabytes"] = resident_here() - before
    figures["questions"] = len(questions)
    figures["answered_otherwise_in_parts"] = sum(
        one != other for one, other in zip(found["whole"], found["joined"], strict=True)
    )
    return figures


def resident_here() -> float:
    """Return the resident memory of this process in megabytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


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


def _asked(folder: Path, questions: list[str]) -> dict[str, float]:
    start = time.perf_counter()
    index = Lexical.open(folder)
    opened = time.perf_counter() - start
    taken = []
    for question in [*questions, *questions]:
        begin = time.perf_counter()
        index.search(question, FOUND)
        taken.append((time.perf_counter() - begin) * 1e3)
    later = sorted(taken[len(questions) :])
    return {
        "open_milliseconds": opened * 1e3,
        "segments": index.segments,
        "first_p50_milliseconds": statistics.median(taken[: len(questions)]),
        "p50_milliseconds": statistics.median(later),
        "p95_milliseconds": later[int(len(later) * 0.95)],
    }


def _answers(folder: Path, questions: list[str]) -> list[list[Hit]]:
    index = Lexical.open(folder)
    return [index.search(question, FOUND) for question in questions]
