"""`yibao encoder …`: train the sentence encoder anew."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from query.cli.options import output, progress

app = typer.Typer(help="The sentence encoder.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The sentence encoder."""


@app.command()
def train(
    questions: Annotated[Path, typer.Option(help="Folder of domain questions.")] = Path("corpus/questions"),
    pairs: Annotated[Path | None, typer.Option(help="File of general text pairs (.jsonl, .jsonl.xz).")] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for the model.")] = Path("encoder"),
    seed: Annotated[int | None, typer.Option(help="Instead of the seed in encoder.yaml.")] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Instead of the steps in encoder.yaml.")] = None,
) -> None:
    """Train the static encoder; the same data and seed give the same weights."""
    from index.encoder.training import train as train_encoder
    from ontology.vocabulary import vocabulary

    labels = sorted({label for concept in vocabulary().concepts.values() for label in concept.labels})
    with progress("steps") as tell:
        report = train_encoder(
            pairs, questions, out, seed, steps, lambda step, total, loss: tell(step, total), labels=labels
        )
    with output() as stream:
        stream.write(
            f"{report.folder}: {report.tokens} tokens, {report.steps} steps, fingerprint {report.fingerprint}\n"
            f"held-out intents: {report.held_out}\ntrained intents: {report.trained}\n"
        )
