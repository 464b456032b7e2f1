"""Files, folders and JSON lines → raw articles. What cannot be read is reported in one line and left out."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import BinaryIO

from ingest.article import RawArticle
from ingest.encodings import decode
from ingest.json_lines import json_articles
from ingest.markdown_pages import front_matter
from ingest.reading_rules import reading_rules
from ontology.errors import InputError

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
Report = Callable[[str], None]


def read(paths: Sequence[str], stdin: BinaryIO | None, on_problem: Report) -> Iterator[RawArticle]:
    """Yield the articles of files, folders (recursively, in order of their names) and, for `-`, JSON lines on `stdin`.

    An article whose name came before is left out: silently for a file named twice, reported for a JSON line.

    Raises:
        InputError: if a path does not exist, before anything is read.
    """
    for path in paths:
        if path != "-":
            _must_exist(path)
        elif stdin is None:
            raise InputError("-: there is no standard input; pipe JSON lines into the command or name a file")
    return _articles(paths, stdin, on_problem)


def _must_exist(path: str) -> None:
    try:
        os.lstat(path)
    except PermissionError:
        return  # it may exist: reported when it is read
    except (OSError, ValueError) as error:
        raise InputError(f"{_shown(path)}: no such file or folder; check the path") from error


def _articles(paths: Sequence[str], stdin: BinaryIO | None, on_problem: Report) -> Iterator[RawArticle]:
    seen: set[str] = set()
    for path in paths:
        if path == "-" and stdin is not None:
            yield from json_articles("-", stdin, seen, on_problem)
        elif Path(path).suffix.lower() in reading_rules().line_suffixes and Path(path).is_file():
            yield from _json_file(path, seen, on_problem)
        else:
            for file in _files(Path(path), on_problem):
                article = _article(file, on_problem) if file.as_posix() not in seen else None
                if article:
                    seen.add(article.name)
                    yield article


def _json_file(path: str, seen: set[str], on_problem: Report) -> Iterator[RawArticle]:
    try:
        with open(path, "rb") as lines:
            yield from json_articles(PurePath(path).as_posix(), lines, seen, on_problem)
    except OSError as error:
        on_problem(_unreadable(path, error))


def _files(path: Path, on_problem: Report) -> Iterator[Path]:
    """Yield `path` itself if it is a file, else its articles; only here a link to a folder is followed."""
    try:
        folder = stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        on_problem(_unreadable(path, error))
        return
    if folder:
        yield from _walk(path, on_problem)
    else:
        yield path


def _walk(folder: Path, on_problem: Report) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        on_problem(_unreadable(folder, error))
        return
    for entry in found:
        path = folder / entry.name
        if entry.name.startswith("."):
            continue  # .git, .venv and the like
        if entry.is_symlink() and os.path.isdir(path):
            on_problem(f"{_shown(path)}: is a link to a folder and is not followed; name it to read it")
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(path, on_problem)
        elif _is_article(path):
            yield path


def _is_article(path: Path) -> bool:
    known = reading_rules()
    return path.suffix.lower() in known.media_types and path.stem.lower() not in known.skipped_stems


def _article(path: Path, on_problem: Report) -> RawArticle | None:
    try:
        path.as_posix().encode()
        return _decoded(path, on_problem)
    except UnicodeEncodeError:
        on_problem(f"{_shown(path)}: its name is no valid Unicode; rename it")
    except InputError as error:
        on_problem(f"{_shown(path)}: {error}")
    except OSError as error:
        on_problem(_unreadable(path, error))
    return None


def _decoded(path: Path, on_problem: Report) -> RawArticle:
    known = reading_rules()
    name = path.as_posix()
    media_type = known.media_types.get(path.suffix.lower(), "text/plain")
    # a page saved under another suffix still declares its encoding; no plain article does
    decoded = decode(_bytes(path, known.article_bytes), "text/html" if media_type == "text/plain" else media_type)
    if not decoded.text.strip("\ufeff \t\r\n\f"):
        raise InputError("is empty; save the page again or remove the file")
    for problem in decoded.problems:
        on_problem(f"{name}: {problem}; compare it with its source")
    if media_type == "text/plain" and known.looks_like_html.match(decoded.text):
        media_type = "text/html"
    metadata = dict(front_matter(decoded.text)) if media_type == "text/markdown" else {}
    if decoded.problems:
        metadata["problems"] = "\n".join(decoded.problems)
    return RawArticle(name, decoded.text, media_type, decoded.encoding, metadata)


def _bytes(path: Path, limit: int) -> bytes:
    if not stat.S_ISREG(path.stat().st_mode):  # asked before opening: opening a pipe waits for its writer
        raise InputError("is no ordinary file; copy its content into one")
    with open(path, "rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise InputError(f"is larger than {limit} bytes; split it, or raise article_bytes in reading.yaml")
    return data


def _unreadable(path: str | Path, error: OSError) -> str:
    if os.path.islink(path) and not os.path.exists(path):
        return f"{_shown(path)}: is a broken link; mend or remove it"
    if isinstance(error, PermissionError):
        return f"{_shown(path)}: permission denied; change its permissions or run as its owner"
    if isinstance(error, FileNotFoundError):
        return f"{_shown(path)}: vanished while it was read; run the command again if it should be there"
    return f"{_shown(path)}: cannot be read ({error.strerror or error}); check the disk and the path"


def _shown(path: str | Path) -> str:
    """Return `path` as one printable line."""
    return _UNPRINTABLE.sub(lambda match: repr(match.group())[1:-1], PurePath(path).as_posix())
