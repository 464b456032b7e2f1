"""Pages of one thing over and over: what a pattern or loop of more than linear cost would show on."""

from __future__ import annotations

import time
from collections.abc import Iterator

from ingest.article import RawArticle
from ingest.cleaning.cleaner import clean

UNITS = (
    "(",
    ")",
    "【",
    "1234567890",
    "*",
    "** ",
    "的",
    "\n",
    "1、",
    "、",
    "。",
    "《",
    "醫療",
    "参保人住院报销85%,起付线1000元。",
)


def seconds(characters: int) -> Iterator[tuple[str, float, float]]:
    """Yield a unit and the processor time of the cleaner over half of `characters` of it, and over all."""
    for unit in UNITS:
        half, whole = (_taken(unit * (size // len(unit))) for size in (characters // 2, characters))
        yield unit, half, whole


def _taken(text: str) -> float:
    start = time.process_time()
    clean(RawArticle("degenerate", text))
    return time.process_time() - start
