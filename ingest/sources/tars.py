"""Tar archives, compressed or not → raw articles, as a stream."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from tarfile import HeaderError
from typing import IO, Any, cast

from ingest.article import RawArticle
from ingest.sources.intake import Intake
from ingest.sources.members import Counted, Members, TooMuchError, decoded_name
from ingest.sources.problems import posix, unreadable
from ingest.sources.streams import DAMAGE, unpacked
from ontology.errors import InputError

_FAULTS = (*DAMAGE, tarfile.TarError, ValueError, OverflowError)
_SHORT = {"tgz": "gz", "tbz": "bz2", "tbz2": "bz2", "txz": "xz"}


class _CutShortError(tarfile.TarError):
    """The archive ends where another header should stand."""


class _Header(tarfile.TarInfo):
    """A header that is not there or broken is an error: `tarfile` itself takes it for the end of the archive."""

    @classmethod
    def fromtarfile(cls, tarfile: Any) -> Any:
        try:
            return super().fromtarfile(tarfile)
        except HeaderError as error:
            if type(error).__name__ == "EOFHeaderError":
                raise  # the zeros that end an archive
            raise _CutShortError(str(error)) from error


def tar_archive(path: str, intake: Intake) -> Iterator[RawArticle]:
    """Yield the articles of a tar archive in its own order, named `archive.tar.gz!/folder/a.txt`."""
    try:
        members = Members(posix(path), os.stat(path).st_size, intake)
        with open(path, "rb") as file:
            content = Counted(unpacked(file, _plain(path)), members.count)
            with tarfile.open(fileobj=cast(IO[bytes], content), mode="r|", tarinfo=_Header) as archive:
                yield from _articles(archive, members)
    except TooMuchError as error:
        intake.tell(path, str(error), "under")
    except _FAULTS as error:
        intake.report(unreadable(path, error, "under"))


def _plain(path: str) -> str:
    """Return the path with the suffix of its compression spelled out: `a.tgz` → `a.tar.gz`."""
    stem, _, suffix = path.rpartition(".")
    return f"{stem}.{_SHORT.get(suffix.lower(), suffix)}"


def _articles(archive: tarfile.TarFile, members: Members) -> Iterator[RawArticle]:
    while info := archive.next():
        archive.members = []  # type: ignore[attr-defined]  # else every header of the archive is kept
        name = decoded_name(info.name.encode("utf-8", "surrogateescape"))
        if info.isdir():
            continue
        if not info.isfile():
            members.skipped["links" if info.issym() or info.islnk() else "devices"] += 1
        elif members.wanted(name):
            content = archive.extractfile(info)
            try:
                if content:
                    yield members.article(name, content)
            except TooMuchError:
                raise
            except InputError as error:
                members.intake.tell(members.name(name), str(error))
    members.close()
