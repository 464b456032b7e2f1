"""Speed and memory: `make bench`, or `python -m tests.bench --help`.

Absolute times depend on the machine and on what else runs on it; the ratios are what to compare. All articles are
generated, each with its own words and numbers (`tests/generated.py`).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.building.build import build
from tests.bench.churn import churn, differing
from tests.bench.degenerate import seconds
from tests.bench.index import index
from tests.bench.lexical import lexical
from tests.bench.memory import curve
from tests.bench.scale import beside, scale, written
from tests.bench.search import search, told
from tests.bench.serving import serve_rates
from tests.bench.soak import soak
from tests.bench.sparql import beside_rdflib, over_http
from tests.bench.stages import stages
from tests.bench.vectors import vectors
from tests.bench.workers import speed_up
from tests.generated import generated

PARTS = (
    *("stages", "workers", "memory", "index", "search", "vectors", "lexical", "serve", "soak", "degenerate", "sparql"),
    *("scale", "churn", "dask"),
)


def main() -> None:
    """Print one line per figure."""
    asked = _arguments()
    figures: dict[str, Any] = {}
    for part in asked.part or PARTS[:-2]:  # the last two take long, or need an extra
        figures[part] = RUN[part](asked)
    if asked.json:
        Path(asked.json).write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="all but churn and dask if none is named")
    parser.add_argument(
        "--count", type=int, default=300, help="articles of stages, workers, index, search, scale, dask"
    )
    parser.add_argument("--articles", type=int, default=3000, help="for memory, say 100000; churn, say 600")
    parser.add_argument("--every", type=int, default=1000, help="articles between two samples of the memory")
    parser.add_argument("--characters", type=int, default=1_000_000, help="of each degenerate page")
    parser.add_argument("--passages", type=int, default=100_000, help="of vectors, lexical: say 1000000")
    parser.add_argument("--rounds", type=int, default=20, help="searches of each question; builds of churn, say 10")
    parser.add_argument("--statements", type=int, default=1_000_000, help="of the join beside rdflib")
    parser.add_argument("--seconds", type=float, default=10, help="that the server is sent each rate of requests")
    parser.add_argument("--minutes", type=int, default=1, help="of traffic with a build in the middle, say 10")
    parser.add_argument("--rate", type=float, default=10, help="requests a second of that traffic")
    parser.add_argument("--json", metavar="FILE", help="write the figures there too")
    return parser.parse_args()


def _stages(asked: argparse.Namespace) -> dict[str, Any]:
    articles = [*generated(asked.count)]
    characters = sum(len(article.text) for article in articles)
    size = sum(len(article.text.encode()) for article in articles) / 1e6
    print(f"{len(articles)} articles, {characters} characters, {size:.2f} MB; processor time of one core")
    figures: dict[str, Any] = {"articles": len(articles), "characters": characters, "megabytes": round(size, 3)}
    floor = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for stage in stages(articles, Path(folder)):
            floor = floor or stage.seconds
            rate, speed = len(articles) / stage.seconds, size / stage.seconds
            ratio = stage.seconds / floor
            print(
                f"{stage.name:16} {stage.seconds:7.3f} s {rate:9.1f} articles/s {speed:7.2f} MB/s {ratio:6.2f} x floor"
            )
            figures[stage.name.strip()] = {"seconds": round(stage.seconds, 4), "floors": round(ratio, 3)}
    return figures


def _workers(asked: argparse.Namespace) -> dict[str, Any]:
    found = speed_up(asked.count)
    print(
        f"{found.workers} workers: {found.one:.2f} s → {found.many:.2f} s, of these {found.start:.2f} s to start: "
        f"{found.ratio:.2f} x one worker"
    )
    return {"one": found.one, "many": found.many, "start": found.start, "ratio": found.ratio}


def _memory(asked: argparse.Namespace) -> dict[str, Any]:
    found = {}
    for done, megabytes in curve(asked.articles, asked.every):
        print(f"memory after {done} articles: {megabytes:.0f} MB", flush=True)
        found[done] = round(megabytes, 1)
    return {"megabytes": found}


def _index(asked: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in")
        source.mkdir()
        for article in generated(asked.count):
            Path(source, article.name).write_text(article.text, encoding="utf-8", newline="")
        figures = index(source, Path(folder, "data"), asked.rounds)
    for name, value in figures.items():
        print(f"{name.replace('_', ' ')}: {value:.2f}")
    return figures


def _search(asked: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        build([written(asked.count, Path(folder, "in"))], data)
        figures = told(search(data))
    for name, value in figures.items():
        print(f"{name.replace('_', ' ')}: {value:.2f}")
    return {**figures}


def _vectors(asked: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        figures = vectors(asked.passages, Path(folder, "vectors.faiss"))
    for name, value in figures.items():
        print(f"{name.replace('_', ' ')}: {value if isinstance(value, str | int) else round(value, 3)}")
    return figures


def _lexical(asked: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        figures = lexical(asked.passages, Path(folder))
    for name, value in figures.items():
        print(f"{name.replace('_', ' ')}: {value if isinstance(value, int) else round(value, 3)}")
    return figures


def _serve(asked: argparse.Namespace) -> dict[str, Any]:
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        build(["corpus/articles"], Path(folder, "data"))
        for workers in (1, 2):
            figures = serve_rates(Path(folder, "data"), asked.seconds, workers)
            for name, value in figures.items():
                print(f"{name.replace('_', ' ')}: {value:.1f}")
            found[str(workers)] = figures
    return found


def _soak(asked: argparse.Namespace) -> dict[str, Any]:
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        build(["corpus/articles"], Path(folder, "data"))
        for minute in soak(Path(folder, "data"), asked.rate, asked.minutes, workers=2):
            print(
                f"minute {minute.number} at {minute.load.rate:g}/s: p50 {minute.load.p50 * 1e3:.0f} ms, p95 "
                f"{minute.load.p95 * 1e3:.0f} ms, {minute.load.failed} failed; {minute.megabytes:.0f} MB, "
                f"{minute.files} files, generation {minute.generation}",
                flush=True,
            )
            found[minute.number] = asdict(minute)
    return found


def _degenerate(asked: argparse.Namespace) -> dict[str, Any]:
    found = {}
    for unit, half, whole in seconds(asked.characters):
        print(f"{asked.characters} characters of {unit!r}: {whole:.2f} s, {whole / half:.2f} x half of it", flush=True)
        found[unit] = {"seconds": round(whole, 3), "ratio": round(whole / half, 3)}
    return found


def _sparql(asked: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in")
        source.mkdir()
        for article in generated(asked.count):
            Path(source, article.name).write_text(article.text, encoding="utf-8", newline="")
        build([source], Path(folder, "data"))
        figures = {**over_http(Path(folder, "data"), asked.rounds), **beside_rdflib(asked.statements)}
    for name, value in figures.items():
        unit = "x" if name.endswith("ratio") else "s" if name.startswith("join") else "ms"
        print(f"{name}: {value:.2f} {unit}")
    return figures


def _scale(asked: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        found = scale(asked.count, Path(folder))
    print(
        f"{found.articles} articles in one process: {found.seconds:.1f} s, at most {found.megabytes:.0f} MB of memory"
    )
    for title, stages_of in (("spread", found.spread), ("on the driver", found.own)):
        for name, seconds_of in stages_of.items():
            print(f"{title}: {name}: {seconds_of:.2f} s, {seconds_of / found.articles * 1e3:.2f} ms an article")
        print(f"{title}: all: {sum(stages_of.values()) / found.articles * 1e3:.2f} ms an article")
    for name, size in found.sizes.items():
        print(f"bytes: {name}: {size / found.articles:.0f} an article")
    return asdict(found)


def _churn(asked: argparse.Namespace) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for one in churn(asked.articles, asked.rounds, Path(folder)):
            print(
                f"round {one.number}: {one.articles} articles, {one.changed} changed, {one.seconds:.1f} s; generation "
                f"{one.generation_megabytes:.1f} MB, folder {one.data_megabytes:.1f} MB; memory {one.megabytes:.0f}, "
                f"at most {one.peak_megabytes:.0f} MB; {one.files} open files",
                flush=True,
            )
            found[str(one.number)] = asdict(one)
        others, size = differing(Path(folder))
    print(f"a fresh build: {size:.1f} MB; what differs from it: {', '.join(others) or 'nothing'}")
    return {"rounds": found, "fresh_megabytes": size, "differing": others}


def _dask(asked: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        figures = beside(asked.count, Path(folder))
    print(f"{asked.count} articles, 2 workers: local pool {figures['local']:.1f} s, Dask local {figures['dask']:.1f} s")
    return figures


RUN = {
    "stages": _stages,
    "workers": _workers,
    "memory": _memory,
    "index": _index,
    "search": _search,
    "vectors": _vectors,
    "lexical": _lexical,
    "serve": _serve,
    "soak": _soak,
    "degenerate": _degenerate,
    "sparql": _sparql,
    "scale": _scale,
    "churn": _churn,
    "dask": _dask,
}

if __name__ == "__main__":
    main()
