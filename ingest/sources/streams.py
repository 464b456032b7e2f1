"""Opening files, through their compression if they have one, and reading no more of them than a limit."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from ingest.decoding.reading_rules import reading_rules
from ontology.errors import InputError

DAMAGE = (OSError, EOFError, zlib.error, lzma.LZMAError)  # what reading a file or decompressing it may raise


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open a file for its content, decompressed as its suffix says.

    Raises:
        InputError: if it is no ordinary file; nothing is opened then, since opening a pipe waits for its writer.
        OSError: if it cannot be opened.
    """
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise InputError("is no ordinary file; copy its content into one")
    with open(path, "rb") as file:
        yield unpacked(file, path)


def unpacked(file: IO[bytes], name: str) -> BinaryIO:
    """Return the content of `file`, decompressed as the suffix of `name` says."""
    match reading_rules().sources.compressions.get(PurePosixPath(name).suffix.lower()):
        case "gzip":
            return cast(BinaryIO, gzip.GzipFile(fileobj=file))
        case "bz2":
            return cast(BinaryIO, bz2.BZ2File(file))
        case "xz":
            return cast(BinaryIO, lzma.LZMAFile(file))
        case _:
            return cast(BinaryIO, file)


def read_some(stream: IO[bytes], size: int) -> bytes:
    """Return up to `size` bytes; what can be decompressed before damage is returned before the damage is raised."""
    some = getattr(stream, "read1", stream.read)
    return cast(bytes, some(size))


def limited(stream: IO[bytes]) -> bytes:
    """Return the content of `stream`, but no more than one byte above what an article may have."""
    pieces, left = [], reading_rules().article_bytes + 1
    while left > 0 and (piece := stream.read(min(left, 1 << 20))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
