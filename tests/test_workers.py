"""How many processes a build takes."""

import os
from pathlib import Path

import pytest

from query.cli.workers import BYTES, WORTHWHILE, workers_for


def test_many_articles_are_worth_several_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    (tmp_path / "small.zip").write_bytes(b"x")
    (tmp_path / "large.zip").write_bytes(b"x" * (BYTES + 1))
    (tmp_path / "many").mkdir()
    for number in range(WORTHWHILE):
        (tmp_path / "many" / f"{number}.txt").write_bytes(b"x")
    few = [str(tmp_path / "small.zip")] * 3
    assert workers_for(few) == 1
    assert workers_for(["https://example.org/a"]) == 1
    for path in ("-", str(tmp_path / "large.zip"), str(tmp_path / "many"), str(tmp_path / "many" / "*.txt")):
        assert workers_for([*few, path]) == 8
