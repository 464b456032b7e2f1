from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index.articles.codec import schema_digest
from index.folder.generation import MANIFEST, current, reading, writing
from index.folder.manifest import Manifest, data_format
from ontology.errors import StoreError

HERE = Path(__file__).parent


def manifest(format: str | None = None) -> Manifest:
    return Manifest(format or data_format(), "p", "hashing", 32, "f", {"articles": 0}, {})


def commit(data: Path) -> int:
    with writing(data) as draft:
        (draft.folder / "content").write_text("x")
        return draft.commit(manifest()).number


def test_an_empty_folder_has_no_generation(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    with pytest.raises(StoreError, match="yibao build"), reading(tmp_path / "none"):
        pass


def test_a_commit_switches_and_the_one_before_stays(tmp_path: Path) -> None:
    assert [commit(tmp_path) for _ in range(3)] == [1, 2, 3]
    found = current(tmp_path)
    assert found is not None
    assert (found.number, found.manifest) == (3, manifest())
    assert sorted(path.name for path in (tmp_path / "generations").iterdir()) == ["000002", "000003"]


def test_without_a_commit_nothing_changes(tmp_path: Path) -> None:
    commit(tmp_path)
    with pytest.raises(ValueError, match="stop"), writing(tmp_path) as draft:
        (draft.folder / "content").write_text("y")
        raise ValueError("stop")
    found = current(tmp_path)
    assert found is not None
    assert found.number == 1
    assert [path.name for path in (tmp_path / "generations").iterdir()] == ["000001"]


def test_two_builds_do_not_meet(tmp_path: Path) -> None:
    with writing(tmp_path), pytest.raises(StoreError, match="another build") as caught, writing(tmp_path):
        pass
    assert "\n" not in str(caught.value)
    commit(tmp_path)  # the lock is free again


def test_a_generation_that_is_read_is_not_removed(tmp_path: Path) -> None:
    commit(tmp_path)
    with reading(tmp_path) as held:
        for _ in range(3):
            commit(tmp_path)
        assert (held.folder / "content").read_text() == "x"
    commit(tmp_path)
    assert not held.folder.exists()


def test_another_format_is_refused_with_the_next_command(tmp_path: Path) -> None:
    with writing(tmp_path) as draft:
        draft.commit(manifest("0-00000000"))
    with pytest.raises(StoreError, match=r"format 0-00000000.*yibao build") as caught, reading(tmp_path):
        pass
    assert "\n" not in str(caught.value)
    with pytest.raises(StoreError, match="format"), writing(tmp_path):
        pass
    assert data_format().endswith(schema_digest())


def test_a_broken_folder_is_told_in_one_line(tmp_path: Path) -> None:
    commit(tmp_path)
    (tmp_path / "generations" / "000001" / MANIFEST).write_text("{")
    with pytest.raises(StoreError, match="manifest"), reading(tmp_path):
        pass
    (tmp_path / "current").write_text("000009\n")
    with pytest.raises(StoreError, match="000009"), reading(tmp_path):
        pass


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="--data"), writing(tmp_path / "file"):
        pass


@pytest.mark.parametrize("kills", [6, pytest.param(200, marks=[pytest.mark.slow, pytest.mark.timeout(3600)])])
def test_a_killed_build_leaves_the_data_usable(tmp_path: Path, kills: int) -> None:
    command = [sys.executable, str(HERE / "killed_builds.py"), str(tmp_path), str(kills)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=HERE.parent, timeout=3600)
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert len(lines) == kills
    assert sum(".partial" in line for line in lines) >= kills // 2  # most kills hit a write under way
