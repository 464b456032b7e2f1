"""What zip and tar archives have in common: which members are articles, their names, and how much is unpacked."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

from ingest.article import RawArticle
from ingest.decoding.reading_rules import reading_rules
from ingest.sources.intake import Intake
from ingest.sources.kinds import kind_of
from ingest.sources.pages import is_article, page, page_suffix
from ingest.sources.streams import limited, read_some, unpacked
from ontology.errors import InputError

SEPARATOR = "!/"  # between the archive and its member, as in Java


class TooMuchError(InputError):
    """More comes out of an archive than is ever unpacked."""


@dataclass(slots=True)
class Members:
    """One archive on its way through the reader. Nothing is ever written to disk, so no member's name can do harm."""

    archive: str
    packed: int  # bytes of the archive
    intake: Intake
    unpacked: int = 0  # bytes so far
    any: bool = False  # a member with the name of an article was met
    skipped: Counter[str] = field(default_factory=Counter)

    def name(self, member: str) -> str:
        """Return the name of the article in a member."""
        return f"{self.archive}{SEPARATOR}{member}"

    def wanted(self, member: str) -> bool:
        """Whether a member is an article that did not come before; tells of archives in the archive."""
        parts = member.split("/")
        if any((part.startswith(".") and part not in (".", "..")) or part == "__MACOSX" for part in parts):
            return False
        if not is_article(member):
            if kind_of(member) and parts[-1].split(".")[0].lower() not in reading_rules().skipped_stems:
                self.intake.tell(self.name(member), "lies in an archive and is not read; unpack it first", "under")
            return False
        self.any = True
        if self.name(member) in self.intake.seen:
            self.intake.tell(self.name(member), "came before; the first one counts", "none")
            return False
        return True

    def article(self, member: str, content: IO[bytes]) -> RawArticle:
        """Return the article of a member, whose bytes are counted where they are read.

        Raises:
            TooMuchError: if the archive unpacks to more than the limit.
            InputError: if the member holds no text or too much.
        """
        data = limited(content)
        if page_suffix(member) != "." + member.rpartition(".")[2].lower():
            data = limited(unpacked(io.BytesIO(data), member))
            self.count(len(data))
        name = self.name(member)
        try:
            name.encode()
        except UnicodeEncodeError:
            raise InputError("its name is no valid Unicode; rename it") from None
        article = page(name, data, self.intake, suffix=page_suffix(member))
        self.intake.seen.add(name)
        return article

    def count(self, size: int) -> None:
        """Count unpacked bytes.

        Raises:
            TooMuchError: if they are too many, or too many for the size of the archive.
        """
        known = reading_rules().sources
        self.unpacked += size
        bomb = self.unpacked > known.ratio_least and self.unpacked > known.archive_ratio * self.packed
        if bomb or self.unpacked > known.archive_bytes:
            raise TooMuchError(f"unpacks to more than {self.unpacked >> 20} MiB: the rest is left out; split it")

    def close(self) -> None:
        """Tell what was left out on purpose."""
        if not self.any:
            self.intake.tell(self.archive, "holds no article (.txt .md .html); check what is in it", "none")
        if self.skipped:
            kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.skipped.items()))
            self.intake.tell(self.archive, f"left out {kinds}; add the files themselves to read them", "none")


class Counted(io.RawIOBase):
    """A stream whose bytes are counted as they are read."""

    def __init__(self, stream: IO[bytes], count: Callable[[int], None]) -> None:
        """Count what is read from `stream`."""
        self._stream, self._count = stream, count

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Read up to `size` bytes and count them."""
        data = read_some(self._stream, size)
        self._count(len(data))
        return data


def decoded_name(raw: bytes) -> str:
    """Return the name of a member: UTF-8 where it is that, else GB18030, which Chinese systems write.

    >>> decoded_name("医保.txt".encode("gbk")), decoded_name("医保.txt".encode())
    ('医保.txt', '医保.txt')
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
