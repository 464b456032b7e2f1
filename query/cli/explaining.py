"""`yibao clean --explain` and `--html`: what the cleaner changed, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import typer

from ontology.errors import DataError

STDOUT = "-"


def check_usage(as_json: bool, explain: bool, html: str | None) -> None:
    """Refuse options that would write two things to stdout.

    Raises:
        typer.BadParameter: if they do.
    """
    wanted = [
        name for name, asked in (("--json", as_json), ("--explain", explain), ("--html -", html == STDOUT)) if asked
    ]
    if len(wanted) > 1:
        raise typer.BadParameter(f"{' and '.join(wanted)} both write to stdout: choose one, or --html FILE")


@contextmanager
def opened(html: str) -> Iterator[TextIO]:
    """Yield where the page is written: stdout for -, else the file.

    Raises:
        DataError: if the file cannot be written.
    """
    if html == STDOUT:
        yield sys.stdout
        return
    try:
        with Path(html).open("w", encoding="utf-8", newline="\n") as file:
            yield file
    except OSError as error:
        raise DataError(f"{html}: cannot be written ({error.strerror}): choose another --html FILE") from error
