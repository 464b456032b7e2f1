"""`yibao build`, `yibao remove`, `yibao clean`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from query.cli.options import (
    DATA,
    AsJson,
    CacheFolder,
    Data,
    EncoderName,
    GraphAt,
    Offline,
    Paths,
    VectorsAt,
    complain,
    output,
    print_json,
    progress,
)


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command()(build)
    app.command()(remove)
    app.command()(clean)


def build(
    paths: Paths,
    data: Data = DATA,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; for many articles one per core.")] = None,
    encoder: EncoderName = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            envvar="YIBAO_SCHEDULER",
            metavar="ADDRESS",
            help="Spread the work over the workers of a Dask scheduler: tcp://HOST:PORT, or local for one of this "
            "machine with as many as --workers.",
        ),
    ] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Remove articles that are gone from the paths.")] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Also try what killed the process that read it, see `yibao quarantine`.")
    ] = False,
    partitions: Annotated[
        bool,
        typer.Option(
            "--partitions",
            help="Also write what is read as Parquet, N-Quads and vectors into DIR/partitions, 256 articles a file.",
        ),
    ] = False,
    cache: CacheFolder = None,
    offline: Offline = False,
    vectors: VectorsAt = None,
    graph: GraphAt = None,
    as_json: AsJson = False,
) -> None:
    """Clean articles, extract their facts and index them; what was analysed already is not analysed again."""
    from index.engines import Engines
    from ingest.sources.web import Web
    from query.cli.workers import workers_for
    from query.knowledge import build as build_knowledge

    count = workers or workers_for(paths)
    pool = None
    if scheduler:
        from index.building.dask_pool import DaskPool

        pool = DaskPool(scheduler, count, complain)
    with progress("analyse") as tell:
        report = build_knowledge(
            paths,
            data,
            pool=pool,
            workers=count,
            encoder=encoder,
            prune=prune,
            retry=retry,
            partitions=partitions,
            stdin=sys.stdin.buffer,
            web=Web(cache, offline),
            engines=Engines(vectors, graph),
            progress=lambda stage, done: tell(done, None, stage),
            on_problem=complain,
        )
    counts = {name: getattr(report, name) for name in ("added", "updated", "unchanged", "removed", "failed")}
    if report.skipped or as_json:
        counts["skipped"] = report.skipped
    if report.resumed or as_json:
        counts["resumed"] = report.resumed
    with output() as out:
        if as_json:
            print_json({"data": str(data), **counts, "problems": report.problems, "seconds": report.seconds})
        else:
            out.write(f"{data}: " + ", ".join(f"{count} {name}" for name, count in counts.items()) + "\n")
    if report.problems and not counts["added"] + counts["updated"] + counts["unchanged"]:
        raise typer.Exit(1)  # nothing could be read at all


def remove(
    articles: Annotated[list[str], typer.Argument(metavar="ARTICLE…", help="Names, as in `yibao export articles`.")],
    data: Data = DATA,
    vectors: VectorsAt = None,
    graph: GraphAt = None,
) -> None:
    """Take articles out of graph, vectors and lexical index in one step."""
    from index.engines import Engines
    from query.knowledge import remove as remove_articles

    report = remove_articles(articles, data, Engines(vectors, graph))
    with output() as out:
        out.write(f"{data}: {report.removed} removed\n")


def clean(
    paths: Paths,
    cache: CacheFolder = None,
    offline: Offline = False,
    as_json: AsJson = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Raw and clean text side by side, each change with its reason.")
    ] = False,
    html: Annotated[
        str | None, typer.Option("--html", metavar="FILE", help="The same as one self-contained page; - is stdout.")
    ] = None,
) -> None:
    """Show what the cleaner makes of articles: kept text with its marks, dropped text with the reasons."""
    from ingest.cleaning.cleaner import clean as clean_article
    from ingest.sources.reading import read
    from ingest.sources.web import Web
    from query.cli.explaining import check_usage, write

    check_usage(as_json, explain, html)
    problems: list[str] = []

    def report(problem: str) -> None:
        problems.append(problem)
        complain(problem)

    with output() as out:
        articles = (clean_article(raw) for raw in read(paths, sys.stdin.buffer, report, Web(cache, offline)))
        cleaned = write(articles, out, as_json, explain, html)
    if problems and not cleaned:
        raise typer.Exit(1)  # nothing could be read at all
