"""Zip archives → raw articles, member by member."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from collections.abc import Iterator
from typing import IO, cast

from ingest.article import RawArticle
from ingest.sources.intake import Intake
from ingest.sources.members import Counted, Members, TooMuchError, decoded_name
from ingest.sources.problems import posix, unreadable
from ingest.sources.streams import DAMAGE
from ontology.errors import InputError

_UTF8 = 0x800  # flag: the name is UTF-8
_ENCRYPTED = 0x1
_FAULTS = (*DAMAGE, zipfile.BadZipFile, struct.error, ValueError, OverflowError)


def zip_archive(path: str, intake: Intake) -> Iterator[RawArticle]:
    """Yield the articles of a zip archive in its own order, named `archive.zip!/folder/a.txt`."""
    try:
        members = Members(posix(path), os.stat(path).st_size, intake)
        with zipfile.ZipFile(path) as archive:
            yield from _articles(archive, members)
    except TooMuchError as error:
        intake.tell(path, str(error), "under")
    except _FAULTS as error:
        intake.report(unreadable(path, error, "under"))


def _articles(archive: zipfile.ZipFile, members: Members) -> Iterator[RawArticle]:
    for info in archive.infolist():
        name = _name(info)
        if info.is_dir() or name.endswith("/"):
            continue
        if stat.S_ISLNK(info.external_attr >> 16):
            members.skipped["links"] += 1
        elif members.wanted(name):
            article = _article(archive, info, name, members)
            if article:
                yield article
    members.close()


def _article(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, members: Members) -> RawArticle | None:
    full = members.name(name)
    try:
        if info.flag_bits & _ENCRYPTED:
            raise InputError("is encrypted; unpack the archive first")
        with archive.open(info) as content:
            return members.article(name, cast(IO[bytes], Counted(content, members.count)))
    except TooMuchError:
        raise
    except InputError as error:
        members.intake.tell(full, str(error))
    except (NotImplementedError, RuntimeError):
        members.intake.tell(full, "is compressed in a way that is not read; unpack the archive first")
    except _FAULTS as error:
        members.intake.report(unreadable(full, error))
    return None


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member; without the flag it is shown as cp437, which no Chinese name is."""
    try:
        raw = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")
    except UnicodeEncodeError:
        return info.filename
    return decoded_name(raw.split(b"\0")[0]).replace("\\", "/")
