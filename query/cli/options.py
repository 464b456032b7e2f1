"""Options that several commands share, and how they write to the terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Protocol, TextIO

import typer

Data = Annotated[
    Path,
    typer.Option("--data", envvar="YIBAO_DATA", metavar="DIR", help="The data folder that `yibao build` writes."),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")]
Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH…",
        help="A file or folder (.txt .md .html), a quoted pattern ('pages/**/*.html'), a zip or tar archive, JSON "
        "lines (.jsonl, or - for stdin), a WARC file, the URL of a page or sitemap, or a .urls file with a URL a line. "
        "Single files, JSON lines and WARC files may be compressed: .gz .bz2 .xz.",
    ),
]
CacheFolder = Annotated[
    Path | None,
    typer.Option(
        "--cache",
        metavar="DIR",
        help="Where downloaded pages are kept.  [default: $XDG_CACHE_HOME/yibao or ~/.cache/yibao]",
    ),
]
Offline = Annotated[bool, typer.Option("--offline", help="Read URLs from the cache alone.")]
Region = Annotated[str | None, typer.Option(help="The place to answer for: a name or a GB/T 2260 code.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Leave out what came later: 2025-06-30.")]
CareType = Annotated[str | None, typer.Option(help="Only this kind of care, or none said: 住院.")]
InsuredType = Annotated[str | None, typer.Option(help="… this insurance: 职工.")]
Employment = Annotated[str | None, typer.Option(help="… these people: 退休.")]
FacilityLevel = Annotated[str | None, typer.Option(help="… this level of hospital: 三级.")]
EncoderName = Annotated[
    str | None,
    typer.Option("--encoder", metavar="NAME_OR_PATH", help="A sentence-transformers model instead of the shipped one."),
]
VectorsAt = Annotated[
    str | None,
    typer.Option(
        "--vectors",
        envvar="YIBAO_VECTORS",
        metavar="URL",
        help="Milvus in place of the vectors in the data folder: milvus://HOST:PORT/NAME or milvus:///path/file.db.",
    ),
]
GraphAt = Annotated[
    str | None,
    typer.Option(
        "--graph",
        envvar="YIBAO_GRAPH",
        metavar="URL",
        help="A SPARQL 1.1 server in place of the graph in the data folder: sparql+http://HOST:PORT/sparql; behind # "
        "where it takes whole graphs, if that is not ./sparql-graph-crud (Virtuoso).",
    ),
]

DATA = Path("yibao-data")


class Tell(Protocol):
    """Tells a progress bar where things stand."""

    def __call__(self, done: int, total: int | None = None, stage: str = ...) -> None:
        """Say that `done` are done, of `total` if that is known, of `stage`."""


@contextmanager
def output() -> Iterator[TextIO]:
    """Yield stdout; a reader that had enough (`| head`) ends the command quietly."""
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what is flushed at the very end
        raise typer.Exit(0) from None


def print_json(row: Any) -> None:
    """Write one JSON line to stdout."""
    sys.stdout.write(json_line(row))


def json_line(row: Any) -> str:
    """Return a JSON line."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def complain(message: str) -> None:
    """Write one line to stderr, in the form of all complaints."""
    sys.stderr.write(f"yibao: {message}\n")


@contextmanager
def progress(task: str) -> Iterator[Tell]:
    """Show a bar with rate and remaining time on stderr; yields what tells it how many are done, of how many, of what.

    Nothing is shown where stderr is no terminal.
    """
    from rich.console import Console  # imported late: 60 ms that most commands need not spend
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        shown = bar.add_task(task, total=None, rate="")

        def tell(done: int, total: int | None = None, stage: str = task) -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed:.1f}/s" if speed else ""
            bar.update(shown, completed=done, total=total, description=stage, rate=rate)

        yield tell
