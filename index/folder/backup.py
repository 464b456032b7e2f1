"""A generation in one file, and back: a tar archive of its files with a digest of each.

head.json    version of the archive, format of the data, number of the generation
generation/  the files as they lie in the data folder
digests.json sha256 of each, written last: an archive that was cut short has none
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from index.folder.generation import Generation, reading, writing
from index.folder.manifest import MANIFEST, load
from ontology.errors import InputError

VERSION = 1
HEAD, FILES, DIGESTS = "head.json", "generation", "digests.json"
PIECE = 1 << 20  # bytes read at once


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written or restored."""

    generation: int  # number in the data folder
    files: int
    size: int  # bytes of the files


def backup(data: Path, file: Path) -> Backup:
    """Write the current generation of `data` into `file`; builds may go on meanwhile. A name in .gz is compressed.

    Raises:
        InputError: if the file cannot be written; nothing is left of it then.
        StoreError: if there is no data, or it cannot be read.
    """
    partial = file.with_name(f"{file.name}.partial")
    with reading(data) as generation:
        try:
            with partial.open("wb") as out:
                done = _write(generation, out, compressed=file.suffix == ".gz")
                out.flush()
                os.fsync(out.fileno())
            os.replace(partial, file)
        except OSError as error:
            raise InputError(f"{file}: the backup cannot be written ({error.strerror}): name another file") from error
        finally:
            partial.unlink(missing_ok=True)
    return done


def restore(file: Path, data: Path) -> Backup:
    """Make what `backup` wrote the current generation of `data`, whatever state the folder is in.

    Raises:
        InputError: if the file cannot be read, is no backup, or is damaged; the data is as it was then.
        StoreError: if the data is of another format, or the folder cannot be written.
    """
    with writing(data, mend=True) as draft:
        try:
            with tarfile.open(file, "r:*") as archive:
                done = _read(archive, draft.folder, file)
        except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise InputError(f"{file}: no readable archive: name a file of `yibao backup`") from error
        except OSError as error:
            if str(error.filename) != str(file):
                raise  # the folder, not the file
            raise InputError(f"{file}: {error.strerror}: name a file of `yibao backup`") from error
        manifest = load(draft.folder / MANIFEST, named=file)
        number = draft.commit(manifest).number
    return Backup(number, done.files, done.size)


def _write(generation: Generation, out: IO[bytes], compressed: bool) -> Backup:
    digests: dict[str, str] = {}
    size = 0
    with tarfile.open(fileobj=out, mode="w:gz" if compressed else "w") as archive:
        _add(archive, HEAD, {"yibao backup": VERSION, "format": generation.manifest.format, "of": generation.number})
        for path in sorted(generation.folder.rglob("*")):
            if path.is_file():
                name = f"{FILES}/{path.relative_to(generation.folder).as_posix()}"
                member = archive.gettarinfo(str(path), arcname=name)
                with path.open("rb") as file:
                    reader = _Digested(file)
                    member.type = tarfile.REGTYPE  # files of two generations may be one on the disk
                    member.size = path.stat().st_size
                    archive.addfile(member, reader)
                digests[name] = reader.digest.hexdigest()
                size += member.size
        _add(archive, DIGESTS, digests)
    return Backup(generation.number, len(digests), size)


def _add(archive: tarfile.TarFile, name: str, value: Any) -> None:
    data = json.dumps(value, indent=1, sort_keys=True).encode()
    member = tarfile.TarInfo(name)
    member.size = len(data)
    archive.addfile(member, io.BytesIO(data))


class _Digested:
    """A file that is digested while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data


def _read(archive: tarfile.TarFile, folder: Path, file: Path) -> Backup:
    members = iter(archive)
    head = next(members, None)
    if head is None or head.name != HEAD or _json(archive, head).get("yibao backup") != VERSION:
        raise InputError(f"{file}: no backup of version {VERSION}: name a file of `yibao backup`")
    found: dict[str, str] = {}
    expected: dict[str, str] = {}
    size = 0
    for member in members:
        if member.name == DIGESTS:
            expected = _json(archive, member)
        elif place := _place(member):
            found[member.name] = _extracted(archive, member, folder / place)
            size += member.size
        else:
            raise InputError(f"{file}: {member.name!r} belongs to no backup: name a file of `yibao backup`")
    differing = sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))
    if differing or not found:
        named = differing[0] if differing else "it is empty"
        raise InputError(f"{file}: the backup is damaged ({named}): take an older one")
    return Backup(0, len(found), size)


def _place(member: tarfile.TarInfo) -> PurePosixPath | None:
    """Return where a member lies in the generation; None for what no backup holds."""
    path = PurePosixPath(member.name)
    inside = member.isreg() and path.parts[:1] == (FILES,) and len(path.parts) > 1 and ".." not in path.parts
    return path.relative_to(FILES) if inside else None


def _extracted(archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> str:
    digest = hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        for piece in _pieces(archive, member):
            digest.update(piece)
            out.write(piece)
    return digest.hexdigest()


def _json(archive: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, Any]:
    try:
        found = json.loads(b"".join(_pieces(archive, member)))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _pieces(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[bytes]:
    file = archive.extractfile(member)
    while file and (piece := file.read(PIECE)):
        yield piece
