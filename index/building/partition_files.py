"""What a build reads, as files that other programs open too and that outlive it: a partition of articles at a time.

    DIR/partitions/000008/articles/part-000000.parquet   … blocks, mentions, claims, relations, passages, vectors
    DIR/partitions/000008/graph/part-000000.nq.gz        the named graphs of these articles
    DIR/partitions/000008/parts/part-000000.json         names and versions of its articles, the encoder; written last

The folder has the number of the generation under way: a build that goes on from one that was cut short has the same
number and writes only what is missing. Its vectors are those of the generation: no passage is encoded twice.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.articles.reading import Prepared
from index.building.partition_tables import (
    TABLES,
    VECTORS,
    read_vectors,
    rows,
    write_table,
    write_vectors,
)
from index.encoder import Encoder
from index.vectors.writing import Ids, Matrix

PARTITIONS = "partitions"  # in the data folder
GRAPH, PARTS = "graph", "parts"
SIZE = 256  # articles: about 2,500 passages, 30 MB in memory
LEVEL = 1  # of compression

Again = Callable[[str, str], Prepared | None]


@dataclass(frozen=True, slots=True)
class Part:
    """A partition that is written whole."""

    name: str
    articles: Mapping[str, str]  # name → version
    encoder: str  # fingerprint


class PartitionFiles:
    """The partitions of one build."""

    def __init__(self, data: Path, number: int, encoder: Encoder, again: Again, size: int = SIZE) -> None:
        """Find what a build that was cut short wrote; that of generations which are gone is removed.

        Args:
            data: the data folder.
            number: of the generation under way.
            encoder: of the passages.
            again: gives what was made of an article, by name and version.
            size: articles of a partition.
        """
        clear(data, number - 1)
        self._folder = data / PARTITIONS / f"{number:06d}"
        self._encoder = encoder
        self._again = again
        self._size = size
        for name in (*TABLES, VECTORS, GRAPH, PARTS):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        self._parts = {part.name: part for part in parts(self._folder) if part.encoder == encoder.fingerprint}
        self._written = {name: version for part in self._parts.values() for name, version in part.articles.items()}
        self._sweep()
        self._met: set[tuple[str, str]] = set()  # name and version
        self._waiting: list[Prepared] = []
        self._next = max((int(name.rpartition("-")[2]) + 1 for name in self._parts), default=0)

    def add(self, article: Prepared) -> None:
        """Take an article; with the last one of a partition this is written, if it is not there already."""
        if self._written.get(article.name) == article.version:
            self._met.add((article.name, article.version))
            return
        self._waiting.append(article)
        if len(self._waiting) == self._size:
            self._write()

    def finish(self) -> None:
        """Write the last partition; one that holds an article which has changed since is made anew without it."""
        for part in [*self._parts.values()]:
            met = {name: version for name, version in part.articles.items() if (name, version) in self._met}
            if met == part.articles:
                continue
            del self._parts[part.name]
            for name, version in met.items():
                del self._written[name]
                article = self._again(name, version)
                assert article is not None, name  # it was taken just now
                self.add(article)
        self._sweep()
        if self._waiting:
            self._write()

    def vectors(self) -> Iterator[tuple[Ids, Matrix]]:
        """Yield passage ids and vectors, shape (passages, dim), of each partition."""
        for name in self._parts:
            yield read_vectors(self._folder / VECTORS / f"{name}.parquet")

    def _write(self) -> None:
        articles, self._waiting = self._waiting, []
        name = f"part-{self._next:06d}"
        self._next += 1
        for table in TABLES:
            write_table(self._folder / table / f"{name}.parquet", table, rows(table, articles))
        passages = [passage for article in articles for passage, _ in article.passages]
        vectors = self._encoder.encode([passage.indexed for passage in passages], "passage")
        write_vectors(self._folder / VECTORS / f"{name}.parquet", [passage.id for passage in passages], vectors)
        with gzip.GzipFile(self._folder / GRAPH / f"{name}.nq.gz", "wb", LEVEL, mtime=0) as out:
            out.writelines(article.quads.encode() for article in articles)
        part = Part(name, {article.name: article.version for article in articles}, self._encoder.fingerprint)
        fresh = self._folder / PARTS / f"{name}.new"
        fresh.write_text(json.dumps({"articles": part.articles, "encoder": part.encoder}), encoding="ascii")
        os.replace(fresh, fresh.with_suffix(".json"))
        self._parts[name] = part
        self._met.update(part.articles.items())

    def _sweep(self) -> None:
        """Remove the files of partitions that are not whole, or do not count."""
        for path in [*self._folder.glob(f"{PARTS}/*"), *self._folder.glob("*/*")]:  # that a part is there goes first
            if path.name.partition(".")[0] not in self._parts:
                path.unlink(missing_ok=True)


def parts(folder: Path) -> Iterator[Part]:
    """Yield the partitions in the folder of a build that are written whole, in order."""
    for path in sorted((folder / PARTS).glob("*.json")):
        with suppress(ValueError, KeyError):  # a broken one is as good as none
            found = json.loads(path.read_text(encoding="ascii"))
            yield Part(path.stem, found["articles"], found["encoder"])


def clear(data: Path, kept: int) -> None:
    """Remove the partitions of builds whose generations are gone: all before `kept`."""
    folder = data / PARTITIONS
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name.isdecimal() and int(path.name) < kept:
            shutil.rmtree(path)


def discard(data: Path, number: int) -> None:
    """Remove the partitions of a generation that has none, or did not come to be."""
    shutil.rmtree(data / PARTITIONS / f"{number:06d}", ignore_errors=True)
    with suppress(OSError):  # others are there, or none ever were
        (data / PARTITIONS).rmdir()
