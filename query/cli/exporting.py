"""`yibao export`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from ontology.errors import InputError
from query.cli.options import DATA, Data, output


class What(StrEnum):
    """What can be exported."""

    facts = "facts"
    entities = "entities"
    relations = "relations"
    passages = "passages"
    conflicts = "conflicts"
    articles = "articles"
    clusters = "clusters"
    variants = "variants"
    templates = "templates"
    proposals = "proposals"
    graph = "graph"


class Format(StrEnum):
    """How."""

    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    trig = "trig"
    nquads = "nquads"
    turtle = "turtle"
    jsonld = "jsonld"


TABLES = (Format.jsonl, Format.csv, Format.parquet)


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(export)


def export(
    what: Annotated[What, typer.Argument(help="Which rows, or the whole graph.")],
    data: Data = DATA,
    format: Annotated[
        Format | None,
        typer.Option("--format", help="jsonl, csv, parquet; for the graph trig, nquads, turtle, jsonld."),
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE", help="A file instead of stdout.")] = None,
) -> None:
    """Write everything that the data holds of one kind, in a fixed order."""
    chosen = format or (Format.trig if what is What.graph else Format.jsonl)
    if (chosen in TABLES) == (what is What.graph):
        fitting = [one.value for one in Format if (one in TABLES) != (what is What.graph)]
        raise typer.BadParameter(f"{what.value} comes as {', '.join(fitting)}", param_hint="--format")
    with _target(out) as target:
        _write(what, chosen, data, target)


def _write(what: What, format: Format, data: Path, target: BinaryIO) -> None:
    import io

    from query.export import write_csv, write_jsonl, write_parquet, write_pieces
    from query.knowledge import KnowledgeBase

    with KnowledgeBase(data) as knowledge:
        if what is What.graph:
            write_pieces(knowledge.graph(format.value), target)
        elif format is Format.parquet:
            write_parquet(lambda: knowledge.rows(what.value), target)
        else:
            text = io.TextIOWrapper(target, encoding="utf-8", newline="\n", write_through=True)
            write = write_csv if format is Format.csv else write_jsonl
            write(lambda: knowledge.rows(what.value), text)
            text.detach()


@contextmanager
def _target(path: Path | None) -> Iterator[BinaryIO]:
    """Yield stdout, or a file that gets its name when it is complete."""
    if path is None:
        with output():
            yield sys.stdout.buffer
        return
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("wb") as file:
            yield file
        os.replace(partial, path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}): choose another file with -o") from error
    finally:
        partial.unlink(missing_ok=True)
