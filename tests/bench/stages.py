"""How long each stage of the ingest takes, in processor time, as ratios to a floor measured over the same texts.

The floor is OpenCC plus jieba: what any Chinese pipeline spends before it understands anything. Processor time, so that
other programs on the machine count as little as they can.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import opencc

from ingest.article import RawArticle
from ingest.claims.reader import claims
from ingest.cleaning import cleaner
from ingest.cleaning.cleaner import clean
from ingest.mentions.finding import mentions
from ingest.pipeline import analyse
from ingest.relations.reader import relations
from ingest.sources.reading import read
from ontology.segmenter import words
from ontology.vocabulary import load

VOCABULARY = Path(__file__).parents[2] / "ontology" / "vocabulary"
WARM = 50  # articles analysed before the clock starts: dictionaries, patterns, caches


@dataclass(frozen=True, slots=True)
class Stage:
    """The time of one stage over all articles."""

    name: str
    seconds: float  # of processor time


def stages(articles: Sequence[RawArticle], folder: Path) -> Iterator[Stage]:
    """Yield the floor, the stages in their order, the parts of the cleaner, and the whole ingest.

    Args:
        articles: what to measure over.
        folder: an empty folder that the articles are written to and read from.
    """
    for article in articles[:WARM]:
        analyse(article)
    before = _floor(articles)
    reading = Stage("read", _reading(articles, folder))
    parts = [*_ingest(articles)]
    yield Stage("floor", (before + _floor(articles)) / 2)  # on both sides: what else runs on the machine comes and goes
    yield Stage("load vocabulary", _loading())
    yield reading
    yield from parts
    yield from _parts_of_cleaner(articles)
    yield Stage("ingest", reading.seconds + sum(part.seconds for part in parts))


def _floor(articles: Sequence[RawArticle]) -> float:
    converter = opencc.OpenCC("tw2s")
    words(converter.convert(articles[0].text))
    start = time.process_time()
    for article in articles:
        words(converter.convert(article.text))
    return time.process_time() - start


def _loading() -> float:
    start = time.process_time()
    load(VOCABULARY)
    return time.process_time() - start


def _reading(articles: Sequence[RawArticle], folder: Path) -> float:
    for article in articles:
        Path(folder, article.name).write_text(article.text, encoding="utf-8", newline="")
    start = time.process_time()
    for _ in read([str(folder)], None, print):
        pass
    return time.process_time() - start


def _ingest(articles: Sequence[RawArticle]) -> Iterator[Stage]:
    """Yield the four stages; nothing is kept, as a build keeps nothing."""
    taken = dict.fromkeys(("clean", "mentions", "claims", "relations"), 0.0)
    clock = time.process_time
    for raw in articles:
        times = [clock()]
        article = clean(raw)
        times.append(clock())
        found = mentions(article)
        times.append(clock())
        claims(article, found)
        times.append(clock())
        relations(article, found)
        times.append(clock())
        for name, start, end in zip(taken, times, times[1:], strict=False):
            taken[name] += end - start
    yield from (Stage(name, seconds) for name, seconds in taken.items())


def _parts_of_cleaner(articles: Sequence[RawArticle]) -> Iterator[Stage]:
    """Yield what the cleaner spends in each module that it calls, and in none of them."""
    taken: dict[str, float] = {}
    start = time.process_time()
    with _watched(taken):
        for raw in articles:
            clean(raw)
    whole = time.process_time() - start
    yield from (Stage(f"  {name}", seconds) for name, seconds in taken.items())
    yield Stage("  rest of clean", whole - sum(taken.values()))


@contextmanager
def _watched(taken: dict[str, float]) -> Iterator[None]:
    """Let each function that the cleaner imports note its time under the module that it comes from."""
    own = {
        name: function
        for name, function in vars(cleaner).items()
        if inspect.isfunction(function)
        and function.__module__.startswith("ingest.")
        and function.__module__ != cleaner.__name__
    }
    for name, function in own.items():
        setattr(cleaner, name, _timed(function, function.__module__.removeprefix("ingest."), taken))
    try:
        yield
    finally:
        for name, function in own.items():
            setattr(cleaner, name, function)


def _timed(function: Callable[..., Any], module: str, taken: dict[str, float]) -> Callable[..., Any]:
    taken.setdefault(module, 0.0)

    def timed(*values: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return function(*values, **named)
        finally:
            taken[module] += time.process_time() - start

    return timed
