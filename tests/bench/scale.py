"""What an article costs: processor time of each stage of a build, bytes of each store; and the two pools side by side.

The build runs in this one process, so that its clock sees all of it. What a pool spreads and what stays with the
builder are told apart, because only the first gets faster with more machines.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from index.articles.writing import ArticleWriter
from index.building import assembly, prepare
from index.building import build as building
from index.building.build import build
from index.building.dask_pool import DaskPool
from index.building.unfinished import UNFINISHED, Unfinished
from index.folder.generation import current
from ingest import pipeline
from tests.generated import generated

SPREAD = (  # in the order in which they run
    ("clean", pipeline, "clean"),
    ("mentions", pipeline, "mentions"),
    ("claims", pipeline, "claims"),
    ("relations", pipeline, "relations"),
    ("validate", prepare, "_in_shape"),
)
OWN = (
    ("keep for a resume", Unfinished, "put"),
    ("article store", ArticleWriter, "put"),
    ("compare and consolidate", assembly, "derivation"),
    ("graph", assembly, "_write_graph"),
    ("encode and vectors", assembly, "_write_vectors"),
    ("lexical index", assembly.lexical, "save"),
)
REST = ("rows, triples, passages", "read, sign, the rest")
STORES = {  # name → what of a generation is in it
    "article store": ("articles.sqlite",),
    "graph": ("graph", "consolidated.nq.gz"),
    "vectors": ("vectors.faiss",),
    "lexical index": ("lexical",),
}


@dataclass(frozen=True, slots=True)
class Scale:
    """The cost of a build of so many articles."""

    articles: int
    spread: dict[str, float]  # stage → processor seconds, of what a pool spreads
    own: dict[str, float]  # … of what the builder does alone
    sizes: dict[str, int]  # store → bytes
    megabytes: float  # the most memory that the process has had
    seconds: float  # of the clock on the wall


@dataclass(slots=True)
class _Clock:
    taken: dict[str, float] = field(default_factory=dict)

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return `function`, which notes its time under `name`."""
        self.taken[name] = 0.0

        def timed(*values: Any, **named: Any) -> Any:
            start = time.process_time()
            try:
                return function(*values, **named)
            finally:
                self.taken[name] += time.process_time() - start

        return timed


def scale(count: int, folder: Path) -> Scale:
    """Return what a build of `count` generated articles costs, in an empty folder."""
    source = written(count, folder / "in")
    clock, kept = _Clock(), 0
    clear = Unfinished.clear

    def cleared(unfinished: Unfinished) -> None:
        nonlocal kept
        kept = (folder / "data" / UNFINISHED).stat().st_size
        clear(unfinished)

    start, begin = time.process_time(), time.perf_counter()
    with _watched(clock), mock.patch.object(Unfinished, "clear", cleared):
        build([source], folder / "data")
    whole = time.process_time() - start
    seconds = time.perf_counter() - begin
    taken = clock.taken
    spread = {name: taken[name] for name, _, _ in SPREAD}
    spread[REST[0]] = taken["prepared"] - sum(spread.values())
    own = {name: taken[name] for name, _, _ in OWN}
    own[REST[1]] = whole - taken["prepared"] - sum(own.values())
    now = current(folder / "data")
    assert now is not None
    sizes = {name: sum(_size(now.folder / part) for part in parts) for name, parts in STORES.items()}
    sizes["kept for a resume"] = kept
    sizes["raw pages"] = _size(source)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Scale(count, spread, own, sizes, peak, seconds)


def beside(count: int, folder: Path, workers: int = 2) -> dict[str, float]:
    """Return the seconds that the analysis of a build takes with the local pool and with a local Dask cluster."""
    source = written(count, folder / "in")
    local = build([source], folder / "local", workers=workers)
    dask = build([source], folder / "dask", pool=DaskPool("local", workers, print))
    return {"local": local.seconds["analyse"], "dask": dask.seconds["analyse"]}


def written(count: int, folder: Path) -> Path:
    """Write generated articles into a folder, and return it."""
    folder.mkdir()
    for article in generated(count):
        (folder / article.name).write_text(article.text, encoding="utf-8", newline="")
    return folder


@contextmanager
def _watched(clock: _Clock) -> Iterator[None]:
    places: Sequence[tuple[str, Any, str]] = (*SPREAD, ("prepared", building, "prepared"), *OWN)
    known = [(place, name, getattr(place, name)) for _, place, name in places]
    for stage, place, name in places:
        setattr(place, name, clock.timed(stage, getattr(place, name)))
    try:
        yield
    finally:
        for place, name, function in known:
            setattr(place, name, function)


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())
