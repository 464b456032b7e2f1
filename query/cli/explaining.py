"""What `yibao clean` writes: blocks as text or JSON, the edit log in the terminal or as a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TextIO

import typer

from ingest.article import Article
from ontology.errors import InputError
from query.cli.options import print_json

STDOUT = "-"


def check_usage(as_json: bool, explain: bool, html: str | None) -> None:
    """Refuse options that would write two things to stdout.

    Raises:
        typer.BadParameter: if they do.
    """
    asked = [("--json", as_json), ("--explain", explain), ("--html -", html == STDOUT)]
    names = [name for name, on in asked if on]
    if len(names) > 1:
        raise typer.BadParameter(f"{' and '.join(names)} both write to stdout: choose one, or --html FILE")


def write(articles: Iterable[Article], out: TextIO, as_json: bool, explain: bool, html: str | None) -> int:
    """Write all articles as asked; return how many there were.

    Raises:
        InputError: if the page cannot be written.
    """
    counted = _Counted(articles)
    if html == STDOUT:
        _write_page(counted, out)
    elif html is None:
        for article in counted:
            _show(article, out, as_json, explain)
    elif counted.any:  # an older page is not replaced by one without an article
        with _opened(html) as page:
            _write_page(_shown(counted, out, as_json, explain), page)
    return counted.count


class _Counted:
    """Articles on their way, counted."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = iter(articles)
        self._first = next(self._articles, None)
        self.count = 0

    @property
    def any(self) -> bool:
        return self._first is not None

    def __iter__(self) -> Iterator[Article]:
        if self._first is not None:
            for article in chain([self._first], self._articles):
                self.count += 1
                yield article


def _write_page(articles: Iterable[Article], page: TextIO) -> None:
    from query.explain.page import write_page  # imported late: 50 ms for the templates

    write_page(articles, page)


def _shown(articles: Iterable[Article], out: TextIO, as_json: bool, explain: bool) -> Iterator[Article]:
    """Pass the articles on; what is asked besides the page goes to `out`."""
    for article in articles:
        if as_json or explain:
            _show(article, out, as_json, explain)
        yield article


def _show(article: Article, out: TextIO, as_json: bool, explain: bool) -> None:
    from index.articles.records import block_rows
    from query.cli.blocks import shown

    if as_json:
        for row in block_rows(article, edits=True):
            print_json(row)
    elif explain:
        from query.explain.terminal import explained

        for part in explained(article, out):
            out.write(part)
    else:
        out.write(shown(article))


@contextmanager
def _opened(html: str) -> Iterator[TextIO]:
    """Yield the file that the page is written to; it takes its name when it is whole.

    Raises:
        InputError: if it cannot be written.
    """
    target = Path(html)
    fresh = target.name and (target.is_file() or not target.exists())
    partial = target.with_name(f"{target.name}.partial") if fresh else target
    try:
        file = partial.open("w", encoding="utf-8", newline="\n")
    except (OSError, ValueError) as error:
        raise _unwritable(html, error) from error
    try:
        with file:
            yield file
        if partial != target:
            partial.replace(target)
    except BrokenPipeError:  # stdout, not the file
        raise
    except OSError as error:
        raise _unwritable(html, error) from error
    finally:
        if partial != target:
            partial.unlink(missing_ok=True)


def _unwritable(html: str, error: OSError | ValueError) -> InputError:
    why = getattr(error, "strerror", None) or error
    return InputError(f"{html}: cannot be written ({why}): choose another FILE for --html")
