"""`yibao serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from query.cli.options import DATA, Data


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(serve)


def serve(
    data: Data = DATA,
    host: Annotated[str | None, typer.Option(help="The address to listen at.  [default: 127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(help="0 takes a free one.  [default: 8642]")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes.  [default: 1]")] = None,
    config: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help="Settings in YAML, see query/server/serve.yaml.")
    ] = None,
) -> None:
    """Serve questions, facts and SPARQL over HTTP, on this machine alone unless told otherwise."""
    from query.server.running import serve as run
    from query.server.settings import server_settings

    run(data, server_settings(config, host=host, port=port, workers=workers))
