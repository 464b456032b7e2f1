"""`yibao check`, `yibao stats`, `yibao quarantine`, `yibao eval`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from query.cli.options import (
    DATA,
    AsJson,
    Data,
    EncoderName,
    GraphAt,
    VectorsAt,
    complain,
    output,
    print_json,
    progress,
)


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command()(check)
    app.command()(stats)
    app.command()(quarantine)
    app.command("eval")(evaluate)


def check(
    data: Data = DATA,
    pyshacl: Annotated[
        bool, typer.Option("--pyshacl", help="Also validate with pyshacl: about 0.3 s an article.")
    ] = False,
    vectors: VectorsAt = None,
    graph: GraphAt = None,
) -> None:
    """Hold the data against its shapes, its evidence against the articles, and the engines against each other."""
    from index.engines import Engines
    from query.knowledge import KnowledgeBase

    faults = 0
    with KnowledgeBase(data, engines=Engines(vectors, graph)) as knowledge, output() as out:
        for fault in knowledge.faults(pyshacl):
            faults += 1
            out.write(fault + "\n")
        if not faults:
            out.write(f"{data}: no fault found\n")
    if faults:
        raise typer.Exit(1)


def stats(data: Data = DATA, as_json: AsJson = False) -> None:
    """Say what the data holds."""
    from query.knowledge import KnowledgeBase

    with KnowledgeBase(data) as knowledge:
        found = knowledge.stats()
    with output() as out:
        if as_json:
            print_json(found)
        else:
            width = max(map(len, found))
            out.writelines(f"{name:<{width}}  {value}\n" for name, value in found.items())


def quarantine(data: Data = DATA, as_json: AsJson = False) -> None:
    """List the articles that builds had to leave out: what happened, where, and what to do next."""
    from index.building.quarantine import quarantined
    from ontology.errors import StoreError

    if not data.is_dir():
        raise StoreError(f"{data}: no data here: run `yibao build PATH… --data {data}`")
    found = quarantined(data)
    with output() as out:
        for one in found:
            if as_json:
                print_json(one.row())
                continue
            kept = "; the data hold what its earlier text said" if one.older else ""
            out.write(f"{one.article}{kept}\n  what   {one.error}\n")
            out.write(f"  where  {one.where or 'not known'}\n  next   {one.next}\n")
        if not found and not as_json:
            out.write(f"{data}: no article was left out\n")


def evaluate(
    corpus: Annotated[
        Path | None,
        typer.Option(
            help="A folder with articles/ and gold/; the project's own one for the vocabulary pack if not said."
        ),
    ] = None,
    encoder: EncoderName = None,
    split: Annotated[str | None, typer.Option(help="Only questions of this split: train or test.")] = None,
    errors: Annotated[bool, typer.Option("--errors", help="Also say on stderr what was wrong, a line each.")] = False,
    calibrate: Annotated[
        bool,
        typer.Option(
            "--calibrate", help="Print the ranking and the confidence fitted on the questions, for retrieval.yaml."
        ),
    ] = False,
    report_folder: Annotated[
        Path | None,
        typer.Option(
            "--report",
            metavar="DIR",
            help="Write a report on search: report.md, report.html, TREC runs and qrels. Compared with what DIR holds.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Score the tool on judged articles: blocks, facts, entities, relations, search and abstention."""
    from query.evaluation.report import evaluated, own_corpus, tried

    if report_folder is not None:
        from query.evaluation.writing import earlier, write_report

        earlier(report_folder)  # a folder that is no report's is told before minutes are spent
        with progress("variants") as tell:
            found = tried(corpus, encoder, split, tell)
        name = (corpus or own_corpus()).name + (f", {split}" if split else "")
        files = write_report(found, report_folder, f"Search on {name}")
        with output() as out:
            out.writelines(f"{path}\n" for path in files)
        return
    with progress("stages") as tell:
        if calibrate:
            from query.evaluation.fitting import calibrated

            text = calibrated(corpus, encoder, split or "train", tell)
            with output() as out:
                out.write(text)
            return
        report = evaluated(corpus, encoder, split, tell)
    if errors:
        for line in report.errors:
            complain(line)
    with output() as out:
        if as_json:
            print_json(report.scores)
        else:
            width = max(len(name) for scores in report.scores.values() for name in scores)
            for part, scores in report.scores.items():
                out.write(f"{part}\n")
                out.writelines(f"  {name:<{width}}  {value:.4f}\n" for name, value in scores.items())
