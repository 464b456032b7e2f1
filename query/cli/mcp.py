"""`yibao mcp`."""

from __future__ import annotations

import typer

from query.cli.options import DATA, Data


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(mcp)


def mcp(data: Data = DATA) -> None:
    """Speak the Model Context Protocol on stdin and stdout, for chatbots on this machine; logs go to stderr."""
    from query.mcp_server.local import serve

    serve(data)
