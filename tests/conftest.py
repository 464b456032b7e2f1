"""What every test can use: the stand-ins in this folder, importable by name, and the command."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command in this process: (exit status, stdout, stderr)."""
    from query.cli.main import main

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["yibao", *map(str, arguments)])
        status = 0
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
        return status, *capsys.readouterr()

    return call
