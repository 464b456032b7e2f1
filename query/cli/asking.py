"""`yibao search`, `yibao sparql`."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ontology.errors import InputError
from query.cli.options import (
    DATA,
    AsJson,
    AsOf,
    CareType,
    Data,
    Employment,
    FacilityLevel,
    GraphAt,
    InsuredType,
    Region,
    VectorsAt,
    output,
    print_json,
    progress,
)


class ResultFormat(StrEnum):
    """How SPARQL results are shown."""

    table = "table"
    json = "json"
    csv = "csv"
    tsv = "tsv"
    xml = "xml"
    turtle = "turtle"
    trig = "trig"
    nquads = "nquads"


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command()(search)
    app.command()(sparql)


def search(
    query: Annotated[str | None, typer.Argument(metavar="QUERY", help="A question, as people ask it.")] = None,
    data: Data = DATA,
    queries: Annotated[
        str | None, typer.Option("--queries", metavar="FILE", help='Lines of {"id", "query"}; - reads stdin.')
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, help="How many passages.")] = 10,
    region: Region = None,
    as_of: AsOf = None,
    care_type: CareType = None,
    insured_type: InsuredType = None,
    employment: Employment = None,
    facility_level: FacilityLevel = None,
    after: Annotated[
        list[str] | None,
        typer.Option("--after", metavar="QUESTION", help="An earlier question that this one goes on from; repeatable."),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what was understood, which words said so, and what was weighed.")
    ] = False,
    vectors: VectorsAt = None,
    graph: GraphAt = None,
    as_json: AsJson = False,
) -> None:
    """Find facts and passages that answer a question, with their evidence."""
    if (query is None) == (queries is None):
        raise typer.BadParameter("give either one QUERY or --queries FILE")
    if as_of is not None:
        _check_date(as_of)
    from index.engines import Engines
    from query.cli.answers import shown
    from query.cli.understood import explained
    from query.knowledge import KnowledgeBase
    from query.understanding.narrowing import narrowing

    narrow = narrowing(care_type, insured_type, employment, facility_level)
    asked = list(_queries(queries)) if queries is not None else [(None, query or "")]
    with (
        KnowledgeBase(data, engines=Engines(vectors, graph)) as knowledge,
        output() as out,
        progress("questions") as tell,
    ):
        for done, (identifier, question) in enumerate(asked, start=1):
            answer = knowledge.search(question, k, region, as_of, identifier, after or (), narrow)
            if as_json:
                print_json(answer.row())
            else:
                out.write(explained(answer) if explain else "")
                out.write(shown(answer))
            if queries is not None:
                tell(done, len(asked))


def sparql(
    query: Annotated[str | None, typer.Argument(metavar="QUERY", help="SPARQL 1.1; - reads stdin.")] = None,
    data: Data = DATA,
    file: Annotated[Path | None, typer.Option("-f", "--file", help="Read the query from a file.")] = None,
    format: Annotated[
        ResultFormat | None, typer.Option("--format", help="A table for people if not said; a graph as turtle.")
    ] = None,
    timeout: Annotated[float | None, typer.Option(min=0, help="Seconds after which a query is given up.")] = None,
    vectors: VectorsAt = None,
    graph: GraphAt = None,
) -> None:
    """Run a read-only SPARQL query over the graph; the prefixes of the contract are known."""
    if (query is None) == (file is None):
        raise typer.BadParameter("give either a QUERY or -f FILE")
    text = _read(file) if file else sys.stdin.read() if query == "-" else query or ""
    from index.engines import Engines
    from query.knowledge import KnowledgeBase

    with KnowledgeBase(data, engines=Engines(vectors, graph)) as knowledge:
        result = knowledge.sparql(text, timeout).text(format.value if format else None)
    with output() as out:
        out.write(result)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}): check the path") from error


def _queries(name: str) -> Iterator[tuple[str | None, str]]:
    text = sys.stdin.read() if name == "-" else _read(Path(name))
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            identifier = row.get("id")
            yield (None if identifier is None else str(identifier)), str(row["query"])
        except (ValueError, KeyError, AttributeError) as error:
            wanted = '{"id": …, "query": …}'
            raise InputError(f"{name}:{number}: no line of the form {wanted}: mend it") from error


def _check_date(value: str) -> None:
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(f"{value!r} is no date such as 2025-06-30", param_hint="--as-of") from None
