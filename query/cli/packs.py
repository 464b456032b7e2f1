"""`--ontology DIR`, an option of every command: the vocabulary pack to work with; `yibao ontology` looks at one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from typer.main import get_command

from ontology.packs import choose, pack_called
from query.cli.options import AsJson, complain, output, print_json


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("ontology")(look)


def look(as_json: AsJson = False) -> None:
    """Say what a vocabulary pack is made of, and prove that its tables and rules are sound."""
    from query.vocabulary.pack_report import pack_faults, pack_summary

    faults = pack_faults()
    if faults:
        for fault in faults:
            complain(fault)
        raise typer.Exit(1)
    summary = pack_summary()
    with output() as out:
        if as_json:
            print_json(summary)
            return
        out.write(f"{summary['ontology']}: {summary['folder']}\n")
        out.write(f"files: {', '.join(summary['files'])}\n")
        out.write(f"concepts: {', '.join(f'{count} {name}' for name, count in summary['concepts'].items())}\n")
        out.write("no fault found\n")


def with_packs(app: typer.Typer) -> Any:
    """Return the command of `app`, each command in it with the option."""
    whole = get_command(app)
    (option,) = (one for one in get_command(_alone()).params if one.name == "ontology")
    for command in _commands(whole):
        command.params.append(option)
    return whole


def _commands(command: Any) -> Iterator[Any]:
    """Yield the commands that do something, not the groups that hold them."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield command
    else:
        yield from (leaf for one in inner.values() for leaf in _commands(one))


def _alone() -> typer.Typer:
    """Return a command that has the option and nothing else."""
    app = typer.Typer(add_completion=False)
    app.command()(_nothing)
    return app


def _choose(name: str | None) -> None:
    choose(pack_called(name) if name else None)


def _nothing(
    ontology: Annotated[
        str | None,
        typer.Option(
            "--ontology",
            metavar="DIR",
            envvar="YIBAO_ONTOLOGY",
            callback=_choose,
            expose_value=False,
            help="The vocabulary pack: a folder with vocabulary/ and rules/, or the name of one that is shipped.",
        ),
    ] = None,
) -> None:
    pass
