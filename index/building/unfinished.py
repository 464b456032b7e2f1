"""What a build that was cut short had analysed already: the next one takes it from here instead of analysing it again.

One file of records, each `MAGIC key digest length data`, written whole as soon as an article is done: a kill tears at
most the last one. Whatever does not match its digest is not taken for sound, and its article is analysed anew.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any, BinaryIO

from index.articles.passages import Passage
from index.articles.reading import Prepared, Terms

UNFINISHED = "unfinished"  # in the data folder, only while a build is at work or after one was cut short
MAGIC = b"\x93yb1"
KEY = 32  # bytes of a digest
HEAD = len(MAGIC) + 2 * KEY + 8
LEVEL = 1  # of compression: the file is short-lived

BYTES = tuple(field.name for field in fields(Prepared) if field.type == "bytes")
_HEADING_PATH = [field.name for field in fields(Passage)].index("heading_path")


class Unfinished:
    """The finished articles of a build that may not live to its end."""

    def __init__(self, data: Path) -> None:
        """Open what is left in the folder `data`; a torn end is cut off."""
        self._path = data / UNFINISHED
        self._file: BinaryIO = self._path.open("a+b")
        self._places: dict[bytes, tuple[int, int, bytes]] = {}  # key → offset, length and digest of its data
        end = 0
        for key, place in _records(self._file, self._path.stat().st_size):
            self._places[key] = place
            end = place[0] + place[1]
        self._file.truncate(end)

    def get(self, name: str, version: str) -> Prepared | None:
        """Return what was made of an article, None if that version of it is not here, or is damaged."""
        place = self._places.get(_key(name, version))
        if not place:
            return None
        self._file.seek(place[0])
        data = self._file.read(place[1])
        return _unpacked(data) if hashlib.sha256(data).digest() == place[2] else None

    def put(self, prepared: Prepared) -> None:
        """Keep an article."""
        data = _packed(prepared)
        head = MAGIC + _key(prepared.name, prepared.version) + hashlib.sha256(data).digest()
        self._file.write(head + len(data).to_bytes(8, "big") + data)
        self._file.flush()

    def close(self) -> None:
        """Close the file; it stays for the next build."""
        self._file.close()

    def clear(self) -> None:
        """Remove the file: all that is in it has reached the data."""
        self._file.close()
        self._path.unlink()


def _records(file: BinaryIO, size: int) -> Iterator[tuple[bytes, tuple[int, int, bytes]]]:
    """Yield the key of each whole record and where its data stands."""
    at = 0
    while True:
        file.seek(at)
        head = file.read(HEAD)
        length = int.from_bytes(head[-8:], "big")
        if len(head) < HEAD or not head.startswith(MAGIC) or at + HEAD + length > size:
            return
        key = head[len(MAGIC) : len(MAGIC) + KEY]
        yield key, (at + HEAD, length, head[len(MAGIC) + KEY : -8])
        at += HEAD + length


def _key(name: str, version: str) -> bytes:
    return hashlib.sha256(f"{version} {name}".encode("utf-8", "surrogatepass")).digest()


def _packed(prepared: Prepared) -> bytes:
    """Return the length of a JSON object, the object, and the binary fields one behind the other, compressed."""
    values: dict[str, Any] = {field.name: getattr(prepared, field.name) for field in fields(prepared)}
    binary = [values.pop(name) for name in BYTES]
    values["passages"] = [(astuple(passage), astuple(terms)) for passage, terms in prepared.passages]
    values["lengths"] = [len(part) for part in binary]
    text = json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode()
    return zlib.compress(b"".join([len(text).to_bytes(8, "big"), text, *binary]), LEVEL)


def _unpacked(data: bytes) -> Prepared:
    whole = zlib.decompress(data)
    at = 8 + int.from_bytes(whole[:8], "big")
    values = json.loads(whole[8:at])
    for name, length in zip(BYTES, values.pop("lengths"), strict=True):
        values[name] = whole[at : at + length]
        at += length
    values["passages"] = [(_passage(passage), Terms(*terms)) for passage, terms in values["passages"]]
    return Prepared(**values)


def _passage(values: list[Any]) -> Passage:
    values[_HEADING_PATH] = tuple(values[_HEADING_PATH])
    return Passage(*values)
