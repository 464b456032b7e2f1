"""The data folder: numbered generations beside each other, and one small file that says which one is current.

    DIR/current                     "000007": replaced in one step, so readers see the old generation or the new one
    DIR/lock                        held while something writes
    DIR/generations/000007/         graph/ articles.sqlite vectors.faiss lexical/ manifest.json files.json
    DIR/mirrors/                    what servers elsewhere were given
    DIR/unfinished                  articles that a build at work, or one that was cut short, has analysed
    DIR/partitions/000007/          what that build read, for other programs, where it was asked for
    DIR/quarantine.jsonl            articles that builds had to leave out
    DIR/generations/000008.partial  a write under way, or what one that was killed left: cleared by the next

A generation never changes once it has its name. The one before the current stays, for those who still read it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from index.folder.file_digests import sign
from index.folder.manifest import MANIFEST, Manifest, load, save
from ontology.errors import StoreError

CURRENT = "current"
GENERATIONS = "generations"
LOCK = "lock"
PARTIAL = ".partial"

# in the folder of a generation
ARTICLES = "articles.sqlite"
GRAPH = "graph"
CONSOLIDATED = "consolidated.nq.gz"  # the graph of that name as text: what the next build compares with
VECTORS = "vectors.faiss"
LEXICAL = "lexical"


@dataclass(frozen=True, slots=True)
class Generation:
    """One complete state of the data."""

    number: int
    folder: Path
    manifest: Manifest


class Draft:
    """A generation under construction: fill `folder`, then `commit`."""

    def __init__(self, data: Path, number: int, previous: Generation | None) -> None:
        """Prepare the folder of generation `number` of `data`."""
        self.previous = previous
        self.committed: Generation | None = None
        self._data = data
        self.number = number
        self.folder = data / GENERATIONS / f"{number:06d}{PARTIAL}"
        self.folder.mkdir(parents=True)

    def commit(self, manifest: Manifest) -> Generation:
        """Make the draft the current generation."""
        save(manifest, self.folder / MANIFEST)
        sign(self.folder, self.previous.folder if self.previous else None)
        _sync_tree(self.folder)
        folder = self.folder.with_suffix("")
        os.rename(self.folder, folder)
        _sync(folder.parent)
        _switch(self._data, folder.name)
        self.committed = Generation(self.number, folder, manifest)
        return self.committed


def current(data: Path) -> Generation | None:
    """Return the current generation of `data`, None where nothing was ever built.

    Raises:
        StoreError: if the folder is broken or was written by another version of the format.
    """
    try:
        name = (data / CURRENT).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise StoreError(f"{data / CURRENT}: cannot be read ({error}): remove {data} and build again") from error
    folder = data / GENERATIONS / name
    if not name.isdecimal() or not (folder / MANIFEST).is_file():
        raise StoreError(
            f"{data / CURRENT} names generation {name!r}, which is not there: remove {data} and run `yibao build`"
        )
    return Generation(int(name), folder, load(folder / MANIFEST))


@contextmanager
def reading(data: Path) -> Iterator[Generation]:
    """Hold the current generation of `data` for reading: no later build removes it meanwhile.

    Raises:
        StoreError: if there is no data, or it cannot be read.
    """
    generation, handle = _held(data)
    try:
        yield generation
    finally:
        handle.close()


@contextmanager
def writing(data: Path, mend: bool = False) -> Iterator[Draft]:
    """Open a draft of the next generation; without a commit nothing changes. One writer at a time.

    Args:
        data: the data folder.
        mend: go on where the current generation is broken, with a draft that follows none.

    Raises:
        StoreError: if another process is writing, or the folder cannot be written.
    """
    with _locked(data):
        previous = _sound(data) if mend else current(data)
        newest = previous.number if previous else _newest(data) if mend else 0
        _clear(data, keep=(newest - 1, newest))  # a later one was never switched to, earlier ones were not cleared
        draft = Draft(data, newest + 1, previous)
        try:
            yield draft
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{data}: cannot be written ({error}); the data is as it was: try again") from error
        finally:
            shutil.rmtree(draft.folder, ignore_errors=True)  # there only if it was not committed
        if draft.committed:
            _clear(data, keep=(newest, draft.committed.number))


def _sound(data: Path) -> Generation | None:
    try:
        return current(data)
    except StoreError:
        return None


def _newest(data: Path) -> int:
    """Return the highest number that a generation has, whatever state it is in."""
    folder = data / GENERATIONS
    found = (path.name for path in folder.iterdir()) if folder.is_dir() else iter(())
    return max((int(name) for name in found if name.isdecimal()), default=0)


def _held(data: Path) -> tuple[Generation, IO[bytes]]:
    for _ in range(100):  # a build may switch, and clear away what was current, between two of our steps
        generation = current(data)
        if generation is None:
            raise StoreError(f"{data}: no data here: run `yibao build PATH… --data {data}`")
        with suppress(FileNotFoundError, BlockingIOError):
            return generation, _lock_shared(generation.folder / MANIFEST)
    raise StoreError(f"{data}: builds follow each other too fast to read: try again")


def _lock_shared(path: Path) -> IO[bytes]:
    handle = path.open("rb")
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        path.stat()  # gone if it was removed between open and lock
    except (BlockingIOError, FileNotFoundError):
        handle.close()
        raise
    except OSError:
        pass  # a file system without locks: read without
    return handle


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    try:
        data.mkdir(parents=True, exist_ok=True)
        handle = (data / LOCK).open("wb")
    except OSError as error:
        raise StoreError(f"{data}: cannot be written ({error.strerror}): choose another folder with --data") from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(f"{data}: another build is writing here: wait until it ends and run this again") from error
        yield


def _clear(data: Path, keep: Container[int]) -> None:
    """Remove what killed writes left, and the generations outside `keep` that nobody reads."""
    folder = data / GENERATIONS
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name.endswith(PARTIAL):
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.isdecimal() and int(path.name) not in keep:
            _remove_unread(path)


def _remove_unread(folder: Path) -> None:
    try:
        handle = (folder / MANIFEST).open("rb")
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        return
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return  # somebody reads it: a later build removes it
        shutil.rmtree(folder, ignore_errors=True)


def _switch(data: Path, name: str) -> None:
    fresh = data / f"{CURRENT}.new"
    with fresh.open("w", encoding="ascii") as out:
        out.write(name + "\n")
        out.flush()
        os.fsync(out.fileno())
    os.replace(fresh, data / CURRENT)
    _sync(data)


def _sync_tree(folder: Path) -> None:
    for place, _, files in os.walk(folder):
        for name in files:
            _sync(Path(place) / name)
        _sync(Path(place))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
