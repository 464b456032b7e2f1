"""`yibao backup`, `yibao restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from query.cli.options import DATA, Data, output


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command()(backup)
    app.command()(restore)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A tar archive to write; compressed if it ends in .gz.")],
    data: Data = DATA,
) -> None:
    """Write the data as it is now into one file; builds may go on meanwhile."""
    from index.folder.backup import backup as write_backup

    done = write_backup(data, file)
    with output() as out:
        out.write(f"{file}: generation {done.generation} of {data}, {done.files} files, {done.size / 1e6:.1f} MB\n")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `yibao backup` wrote.")],
    data: Data = DATA,
) -> None:
    """Put a backup in place of the data; what was there stays until the next build."""
    from index.folder.backup import restore as read_backup

    done = read_backup(file, data)
    with output() as out:
        out.write(f"{data}: generation {done.generation} from {file}, {done.files} files, {done.size / 1e6:.1f} MB\n")
