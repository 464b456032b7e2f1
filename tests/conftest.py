"""What every test can use: the stand-ins in this folder, importable by name, and the command.

Tests that take minutes are marked `slow` and left out but for `pytest --slow`, or `pytest -m slow` for them alone.
"""

import logging
import sys
from pathlib import Path

import pytest

from ontology import packs

sys.path.insert(0, str(Path(__file__).parent))


def pytest_addoption(parser):
    parser.addoption("--slow", action="store_true", help="run the slow tests too")


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: takes minutes; run with --slow, or alone with -m slow")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--slow") or "slow" in (config.getoption("-m") or ""):
        return
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("slow")])
    items[:] = [item for item in items if not item.get_closest_marker("slow")]


@pytest.fixture
def logging_as_it_was():
    """Take back what a test changes of the log of this process."""
    root = logging.getLogger()
    handlers, level = [*root.handlers], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def pack_as_it_was():
    """Take back what a test changes of the vocabulary pack of this process."""
    chosen, active = packs.chosen(), packs.active()
    yield
    packs.choose(chosen)
    packs.use(active)


@pytest.fixture
def run(monkeypatch, capsys, logging_as_it_was, pack_as_it_was):
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
