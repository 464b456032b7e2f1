"""`yibao build`, `yibao remove`, `yibao clean`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from query.cli.options import DATA, AsJson, Data, EncoderName, Paths, complain, output, print_json, progress


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command()(build)
    app.command()(remove)
    app.command()(clean)


def build(
    paths: Paths,
    data: Data = DATA,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; as many as there are cores if not said.")
    ] = None,
    encoder: EncoderName = None,
    prune: Annotated[
        bool, typer.Option("--prune", help="Also remove articles that are no longer under the paths.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Clean articles, extract their facts, and index them; unchanged articles are not read again."""
    from query.knowledge import build as build_knowledge

    with progress("articles") as tell:
        report = build_knowledge(
            paths, data, workers=workers, encoder=encoder, prune=prune, stdin=sys.stdin.buffer, progress=tell
        )
    for problem in report.problems:
        complain(problem)
    with output() as out:
        if as_json:
            print_json(report.row)
        else:
            out.write(report.text + "\n")
    if report.failed:
        raise typer.Exit(1)


def remove(
    articles: Annotated[
        list[str], typer.Argument(metavar="ARTICLE…", help="Names as `yibao export articles` shows them.")
    ],
    data: Data = DATA,
) -> None:
    """Take articles out of graph, vectors and lexical index in one step."""
    from query.knowledge import remove as remove_articles

    removed = remove_articles(articles, data)
    with output() as out:
        out.write(f"removed {removed} of {len(articles)} articles\n")


def clean(paths: Paths, as_json: AsJson = False) -> None:
    """Show what the cleaner makes of articles: kept text with its marks, dropped text with the reasons."""
    from index.records import block_rows
    from ingest.cleaning import clean as clean_article
    from ingest.reading import read
    from query.cli.blocks import shown

    problems = 0

    def report(problem: str) -> None:
        nonlocal problems
        problems += 1
        complain(problem)

    with output() as out:
        for raw in read(paths, sys.stdin.buffer, report):
            article = clean_article(raw)
            if as_json:
                for row in block_rows(article):
                    print_json(row)
            else:
                out.write(shown(article))
    if problems:
        raise typer.Exit(1)
