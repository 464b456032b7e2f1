"""The files of a generation with size and digest of each: damage is told by name before an engine trips over it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from ontology.errors import StoreError

FILES = "files.json"  # in the folder of a generation
IGNORED = ("LOG", "LOCK")  # what the graph engine writes for itself; names begin so

Known = dict[str, tuple[int, str]]  # name → bytes and sha256


def sign(folder: Path, previous: Path | None = None) -> None:
    """Write down the files of a generation.

    Args:
        folder: of the generation.
        previous: of the one before: files that are one on the disk with its own are not read again.
    """
    before = _known(previous) if previous else {}
    found: Known = {}
    for name, path in _files(folder):
        size, digest = before.get(name, (-1, ""))
        shared = previous is not None and size >= 0 and (previous / name).is_file() and path.samefile(previous / name)
        found[name] = (size, digest) if shared else (path.stat().st_size, _digest(path))
    (folder / FILES).write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def whole(folder: Path) -> None:
    """Make sure that all files of a generation are there and of their length.

    Raises:
        StoreError: naming the first that is not.
    """
    for fault in _faults(folder, digests=False):
        raise StoreError(f"{fault}: take a backup (`yibao restore FILE`), or remove the data folder and build again")


def damages(folder: Path) -> Iterator[str]:
    """Yield one line for each file of a generation that is not as it was written."""
    try:
        yield from _faults(folder, digests=True)
    except StoreError as error:
        yield str(error)


def _faults(folder: Path, digests: bool) -> Iterator[str]:
    for name, (size, digest) in _known(folder).items():
        path = folder / name
        try:
            found = path.stat().st_size
            if found != size:
                yield f"{path}: has {found} bytes, not {size}"
            elif digests and _digest(path) != digest:
                yield f"{path}: is not as it was written"
        except OSError as error:
            yield f"{path}: cannot be read ({error.strerror})"


def _known(folder: Path) -> Known:
    try:
        found = json.loads((folder / FILES).read_text(encoding="utf-8"))
        return {str(name): (int(size), str(digest)) for name, (size, digest) in found.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise StoreError(
            f"{folder / FILES}: cannot be read ({error}): take a backup (`yibao restore FILE`), or build again"
        ) from error


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != FILES and not path.name.startswith(IGNORED):
            yield path.relative_to(folder).as_posix(), path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
