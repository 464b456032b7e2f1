"""`yibao ask`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from query.cli.options import DATA, AsJson, Data, GraphAt, output, print_json

if TYPE_CHECKING:
    from query.analytic.answer import AnalyticAnswer


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(ask)


def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="哪些渠道至少三篇文章提到可以查余额")],
    data: Data = DATA,
    query_only: Annotated[
        bool, typer.Option("--query-only", help="Print the SPARQL query alone: edit it, give it to `yibao sparql`.")
    ] = False,
    graph: GraphAt = None,
    as_json: AsJson = False,
) -> None:
    """Count, compare and group over the whole graph: the question becomes a SPARQL query, which is shown."""
    from index.engines import Engines
    from query.knowledge import KnowledgeBase

    with KnowledgeBase(data, engines=Engines(graph=graph)) as knowledge, output() as out:
        answer = knowledge.analyse(question)
        if as_json:
            print_json(answer.row())
        elif query_only:
            out.write(answer.sparql + "\n")
        else:
            out.write(_shown(answer))


def _shown(answer: AnalyticAnswer) -> str:
    from query.cli.tables import table

    rows = [["" if cell is None else str(cell) for cell in row] for row in answer.rows]
    lines = [f"? {answer.question}", f"= {'; '.join(answer.reading)}", ""]
    lines += [*table(answer.columns, rows)] if rows else ["(nothing in the data)"]
    lines += ["(there are more rows)"] if answer.left_out else []
    return "\n".join([*lines, "", "SPARQL:", *("    " + line for line in answer.sparql.splitlines())]) + "\n"
