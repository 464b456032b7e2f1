"""Speed of the stages as ratios to a floor measured in the same run: `make bench`.

The floor is OpenCC plus jieba over the same text: what any Chinese pipeline spends before it understands anything.
Absolute times depend on the machine; the ratios are what to compare.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import opencc

from index.build import build
from ingest.article import RawArticle
from ingest.cleaning import clean
from ingest.pipeline import analyse
from ingest.reading import read
from ontology.segmenter import words
from query.knowledge import KnowledgeBase

CORPUS = Path(__file__).parent.parent / "corpus"
QUESTIONS = ("医保卡余额怎么查", "退休住院报几成", "手工报销要带什么材料", "高血压门诊买药报多少", "异地就医备案在哪办")


def seconds(action: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def siblings(raws: list[RawArticle], count: int) -> list[RawArticle]:
    """Return `count` articles: the corpus over and over, each copy under its own name and with its own last line."""
    return [
        RawArticle(f"{i:06d}_{Path(raw.name).name}", f"{raw.text}\n第{i}篇", raw.media_type, raw.encoding, raw.metadata)
        for i, raw in ((i, raws[i % len(raws)]) for i in range(count))
    ]


def main() -> None:
    """Print one line per figure."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--articles", type=int, default=228)
    arguments.add_argument("--rounds", type=int, default=20, help="searches of each question")
    asked = arguments.parse_args()

    raws = siblings(list(read([str(CORPUS / "articles")], None, print)), asked.articles)
    characters = sum(len(raw.text) for raw in raws)
    converter = opencc.OpenCC("tw2s")
    words(QUESTIONS[0]), analyse(raws[0])  # dictionaries are loaded outside the clock

    floor = seconds(lambda: [words(converter.convert(raw.text)) for raw in raws])
    print(f"articles {len(raws)}, characters {characters}")
    print(f"floor (OpenCC + jieba): {floor:.2f} s, {characters / floor / 1e6:.2f} M characters/s")
    for name, action in (("clean", clean), ("analyse", analyse)):
        taken = seconds(lambda action=action: [action(raw) for raw in raws])
        print(f"{name}: {taken:.2f} s, {len(raws) / taken:.1f} articles/s, {taken / floor:.1f} x floor")

    with tempfile.TemporaryDirectory() as folder:
        source, data = Path(folder, "in"), Path(folder, "data")
        source.mkdir()
        for raw in raws:
            Path(source, raw.name).with_suffix(".txt").write_text(raw.text, encoding="utf-8", newline="")
        first = seconds(lambda: build([source], data))
        again = seconds(lambda: build([source], data))
        size = sum(path.stat().st_size for path in data.rglob("*") if path.is_file())
        print(
            f"build: {first:.2f} s, {len(raws) / first:.1f} articles/s; unchanged: {again:.2f} s, {again / first:.2f} x"
        )
        print(f"data folder: {size / 1e6:.1f} MB, {size / characters / 3:.1f} x the raw text")
        base = KnowledgeBase(data)
        base.search(QUESTIONS[0])
        taken = [seconds(lambda q=q: base.search(q)) for q in QUESTIONS for _ in range(asked.rounds)]
        print(f"search: p50 {statistics.median(taken) * 1e3:.1f} ms, worst {max(taken) * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
