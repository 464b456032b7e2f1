"""The command `yibao`."""

from __future__ import annotations

import sys

import typer

from ontology.errors import YibaoError
from query.cli.analysing import register as register_analysing
from query.cli.archiving import register as register_archiving
from query.cli.articles import register as register_articles
from query.cli.asking import register as register_asking
from query.cli.chatting import register as register_chatting
from query.cli.contexts import register as register_contexts
from query.cli.encoders import app as encoders
from query.cli.exporting import register as register_exporting
from query.cli.inspecting import register as register_inspecting
from query.cli.mcp import register as register_mcp
from query.cli.options import complain
from query.cli.packs import register as register_packs
from query.cli.packs import with_packs
from query.cli.serving import register as register_serving
from query.cli.vocabulary import app as vocabulary

app = typer.Typer(
    name="yibao",
    help="Articles about medical insurance → knowledge graph → answers with evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for register in (
    register_articles,
    register_asking,
    register_archiving,
    register_chatting,
    register_contexts,
    register_analysing,
    register_exporting,
    register_inspecting,
    register_packs,
    register_serving,
    register_mcp,
):
    register(app)
app.add_typer(encoders, name="encoder")
app.add_typer(vocabulary, name="vocabulary")


def main() -> None:
    """Run the command: exit status 0 done, 1 the input or the data is at fault, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        with_packs(app)()
    except YibaoError as error:
        for line in str(error).splitlines():
            complain(line)
        sys.exit(1)


if __name__ == "__main__":
    main()
