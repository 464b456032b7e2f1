"""Whatever the user names → raw articles. What cannot be read is reported in one line and left out."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, BinaryIO

from ingest.article import RawArticle
from ingest.sources.folders import folder_or_file
from ingest.sources.intake import Intake, Reader
from ingest.sources.json_lines import json_articles, json_file
from ingest.sources.kinds import is_url, kind_of
from ingest.sources.problems import Report, printable, shown
from ingest.sources.web import Web
from ontology.errors import InputError

if TYPE_CHECKING:
    from ingest.sources.downloads import Downloads


def read(
    paths: Sequence[str], stdin: BinaryIO | None, on_problem: Report, web: Web | None = None
) -> Iterator[RawArticle]:
    """Yield the articles of all paths, in the order given; an article whose name came before is left out.

    Args:
        paths: files, folders, patterns (`pages/**/*.html`), archives, files of JSON lines, WARC files, URLs of pages
            and sitemaps, `.urls` files; `-` for JSON lines on `stdin`.
        stdin: read for `-`.
        on_problem: called with one `Problem` for each thing that is left out or doubtful.
        web: how URLs are fetched; None for the defaults.

    Raises:
        InputError: if a path does not exist or a pattern fits nothing, before anything is read.
    """
    if "-" in paths and stdin is None:
        raise InputError("-: there is no standard input; pipe JSON lines into the command or name a file")
    return _articles(expanded(paths), stdin, Intake(on_problem), web or Web())


def expanded(paths: Sequence[str]) -> list[str]:
    """Return the paths with patterns replaced by what they fit, sorted.

    Raises:
        InputError: if a path does not exist or a pattern fits nothing.
    """
    return [found for path in paths for found in ([path] if path == "-" or is_url(path) else _expanded(path))]


def _expanded(path: str) -> list[str]:
    if path.lower().startswith(("http://", "https://")):
        raise InputError(f"{printable(path)}: is no valid address; check it")
    try:
        os.lstat(path)
    except PermissionError:
        pass  # it may exist: reported when it is read
    except (OSError, ValueError) as error:
        found = sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) and "\0" not in path else []
        if not found and glob.has_magic(path):
            raise InputError(f"{shown(path)}: no file fits this pattern; check it and its quotes") from error
        if not found:
            raise InputError(f"{shown(path)}: no such file or folder; check the path") from error
        return found
    return [path]


def _articles(paths: Sequence[str], stdin: BinaryIO | None, intake: Intake, web: Web) -> Iterator[RawArticle]:
    @cache
    def downloads() -> Downloads:
        from ingest.sources.downloads import Downloads  # loaded late: most readings ask no server

        return Downloads(web, intake)

    for path in paths:
        if path == "-" and stdin is not None:
            yield from json_articles("-", stdin, intake)
        elif is_url(path):
            yield from downloads().page(path, intake)
        elif (kind := kind_of(path) if os.path.isfile(path) else "") == "urls":
            yield from downloads().listed(path, intake)
        else:
            yield from _reader(kind)(path, intake)


def _reader(kind: str) -> Reader:
    """Return the reader for a kind of file; each is loaded when it is first needed."""
    match kind:
        case "lines":
            return json_file
        case "zip":
            from ingest.sources.zips import zip_archive

            return zip_archive
        case "tar":
            from ingest.sources.tars import tar_archive

            return tar_archive
        case "warc":
            from ingest.sources.warcs import warc_file

            return warc_file
        case "unread":
            return _unread
        case _:
            return folder_or_file


def _unread(path: str, intake: Intake) -> Iterator[RawArticle]:
    intake.tell(path, "is packed in a way that is not read; unpack it, or pack it as zip or tar.gz", "under")
    return iter(())
