"""`yibao vocabulary …`: what a name stands for, which names are unknown, and how one becomes data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ontology.errors import InputError
from query.cli.options import DATA, AsJson, Data, output, print_json

Row = dict[str, Any]
Type = Annotated[str | None, typer.Option("--type", metavar="TYPE", help="channel, material, service, organization …")]

app = typer.Typer(help="The vocabulary: candidates that articles name, additions, lookups.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The vocabulary."""


@app.command()
def candidates(
    data: Data = DATA,
    kind: Type = None,
    count: Annotated[int, typer.Option("-n", min=1, help="At most so many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the names that articles use and the vocabulary lacks, the best backed first, with their evidence."""
    from ontology.candidates import candidate_rules
    from query.knowledge import KnowledgeBase
    from query.vocabulary.candidates import candidates as ranked

    if kind and kind not in candidate_rules().types:
        raise InputError(f"--type {kind}: candidates are of the types {', '.join(candidate_rules().types)}")
    with KnowledgeBase(data) as knowledge, output() as out:
        found = ranked(knowledge, kind, count)
        for row in found:
            if as_json:
                print_json(row)
            else:
                out.write(_shown(row))
        if not found and not as_json:
            out.write(f"{data}: no candidates\n")


def _shown(row: Row) -> str:
    backed = f"score {row['score']:.2f}, {row['sources']} sources, {row['articles']} articles"
    head = f"{row['label']}  [{row['type']}]  {backed}"
    hints = "; ".join(f"{hint['label']} ({hint['code']}, {hint['likeness']:.2f})" for hint in row["maybe_alias_of"])
    quotes = "".join(f"    …{quote['quote']}…  {quote['article']}:{quote['raw_start']}\n" for quote in row["quotes"])
    return f"{head}, by {', '.join(row['rules']) or '-'}\n" + (f"    maybe: {hints}\n" if hints else "") + quotes


@app.command()
def add(
    candidate: Annotated[str, typer.Argument(help="The name, as `yibao vocabulary candidates` shows it.")],
    data: Data = DATA,
    kind: Type = None,
    label: Annotated[
        str | None, typer.Option("--label", help="The preferred label, if the name is another one.")
    ] = None,
    alias_of: Annotated[
        str | None, typer.Option("--alias-of", metavar="CODE", help="A known concept it names.")
    ] = None,
    broader: Annotated[str | None, typer.Option("--broader", metavar="CODE", help="The wider concept.")] = None,
) -> None:
    """Write a name into the vocabulary: as a concept of its own, or as another name of a known one."""
    from query.vocabulary.naming import added

    if alias_of and (label or broader):
        raise typer.BadParameter("goes with neither --label nor --broader", param_hint="--alias-of")
    done = added(candidate, kind or _type_of(candidate, alias_of, data), label, alias_of, broader)
    with output() as out:
        out.write(f"{done.path}:{done.line}: {done.code}\n{done.row}\n")
        out.write(
            "next: `yibao build PATH…` over the same articles; they are analysed anew, since the vocabulary changed\n"
        )


def _type_of(candidate: str, alias_of: str | None, data: Path) -> str:
    """Return the type of a name: that of the concept it is to name, or the one it is a candidate of in the data."""
    from ontology.vocabulary import vocabulary
    from query.knowledge import KnowledgeBase
    from query.vocabulary.candidates import types_of

    if alias_of:
        return vocabulary().concept(alias_of).scheme
    with KnowledgeBase(data) as knowledge:
        found = types_of(knowledge, candidate)
    if len(found) != 1:
        seen = f"it is a candidate for {' and '.join(found)}" if found else f"it is no candidate in {data}"
        raise InputError(f"{candidate}: {seen}; say which table it belongs to with --type")
    return found[0]


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A name, or the code of a concept.")],
    as_json: AsJson = False,
) -> None:
    """Say what a name resolves to, and why."""
    from query.vocabulary.naming import resolved

    found = resolved(name)
    with output() as out:
        if as_json:
            print_json(found)
            return
        for one in found["concepts"]:
            out.write(f"{one['code']}  {one['label']}  [{one['type']}]: {one['as']}, {one['where']}\n")
            out.writelines(f"    below {above}\n" for above in one["broader"])
            out.write(f"    also {'、'.join(one['aliases'])}\n" if one["aliases"] else "")
        for one in found["lists"]:
            out.write(f"{one['list']} for {one['type']}, {one['where']}\n")
        for one in found["read"]:
            why = one["rule"] or "vocabulary"
            out.write(f"in a text: {one['label']}  [{one['type']}]  {one['code'] or 'candidate'}, by {why}\n")
        if not (found["concepts"] or found["read"] or found["lists"]):
            out.write(f"{name}: the vocabulary has no such name, and no form of a name that is recognised\n")
