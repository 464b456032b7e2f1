"""Files and folders → raw articles."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ingest.article import RawArticle
from ingest.decoding.reading_rules import reading_rules
from ingest.sources.intake import Intake
from ingest.sources.kinds import kind_of
from ingest.sources.pages import is_article, page, page_suffix
from ingest.sources.problems import unreadable
from ingest.sources.streams import DAMAGE, limited, opened
from ontology.errors import InputError


def folder_or_file(path: str, intake: Intake) -> Iterator[RawArticle]:
    """Yield the article of a file, or those of a folder in the order of their names; a file named twice comes once."""
    for file in _files(Path(path), intake):
        name = file.as_posix()
        article = _article(name, intake) if name not in intake.seen else None
        if article:
            intake.seen.add(name)
            yield article


def _files(path: Path, intake: Intake) -> Iterator[Path]:
    """Yield `path` itself if it is a file, else its articles; only here a link to a folder is followed."""
    try:
        folder = stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        intake.report(unreadable(path, error, "under"))
        return
    if folder:
        yield from _walk(path, intake)
    else:
        yield path


def _walk(folder: Path, intake: Intake) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        intake.report(unreadable(folder, error, "under"))
        return
    for entry in found:
        path = folder / entry.name
        if entry.name.startswith("."):
            continue  # .git, .venv and the like
        if entry.is_symlink() and os.path.isdir(path):
            intake.tell(path.as_posix(), "is a link to a folder and is not followed; name it to read it", "under")
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(path, intake)
        elif is_article(entry.name):
            yield path
        elif kind_of(entry.name) and path.stem.split(".")[0].lower() not in reading_rules().skipped_stems:
            intake.tell(path.as_posix(), "is not read as part of a folder; name it to read it", "none")


def _article(name: str, intake: Intake) -> RawArticle | None:
    try:
        name.encode()
        with opened(name) as file:
            data = limited(file)
        return page(name, data, intake, suffix=page_suffix(name))
    except UnicodeEncodeError:
        intake.tell(name, "its name is no valid Unicode; rename it")
    except InputError as error:
        intake.tell(name, str(error))
    except DAMAGE as error:
        intake.report(unreadable(name, error))
    return None
