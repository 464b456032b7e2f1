"""What may happen to a folder on a disk: the data stay as they were, or the message says in a line what to do."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir

import fakes
import pytest

import index.building.assembly
import index.building.prepare
from index.building.build import BuildReport, build
from index.check import check
from index.folder.generation import current
from index.store import KnowledgeIndex
from ontology.errors import StoreError
from tests.generated import generated

ENCODER = fakes.HashingEncoder()
HERE = Path(__file__).parent
NOBODY = 65534


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    monkeypatch.setattr(index.building.prepare, "analyse", fakes.analyse)
    monkeypatch.setattr(index.building.assembly, "vocabulary_lines", fakes.vocabulary_lines)
    monkeypatch.chdir(tmp_path)
    Path("pages").mkdir()
    write(2000)
    yield Path("pages")


def write(amount: int, count: int = 2) -> None:
    for number in range(count):
        Path("pages", f"{number}.txt").write_text(f"# 封顶线\n每年{amount}元，支付宝{number}\n", encoding="utf-8")


def run(data: Path) -> BuildReport:
    return build(["pages"], data, encoder=ENCODER)


def amounts(data: Path) -> set[int]:
    with KnowledgeIndex(data, ENCODER) as knowledge:
        assert list(check(knowledge)) == []
        return {row["value_max"] for row in knowledge.export("facts")}


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a file system of so many megabytes, where this user may."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("a small file system cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_leaves_the_data_as_they_were(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 24) as disk:
        data = disk / "data"
        run(data)
        assert amounts(data) == {2000}
        filler = disk / "filler"
        room = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        told = 0
        for left in (0, 50_000, 200_000, 500_000):
            filler.write_bytes(b"x" * max(0, room - left))
            write(3000)
            with pytest.raises(StoreError) as caught:
                run(data)
            told += "cannot be written" in str(caught.value)
            assert "\n" not in str(caught.value)
            found = current(data)
            assert found is not None and found.number == 1
            filler.unlink()
            assert amounts(data) == {2000}
        assert told == 4
        run(data)
        assert amounts(data) == {3000}


UNTRUSTED = f"""
import os, sys
sys.path.insert(0, {str(HERE)!r})
from pathlib import Path
import fakes, index.building.assembly, index.building.prepare
from index.building.build import build
from index.store import KnowledgeIndex
from ontology.errors import StoreError
index.building.prepare.analyse = fakes.analyse
index.building.assembly.vocabulary_lines = fakes.vocabulary_lines
encoder = fakes.HashingEncoder()
def read():
    with KnowledgeIndex(Path("data"), encoder) as knowledge:
        assert {{row["value_max"] for row in knowledge.export("facts")}} == {{2000}}
        assert knowledge.matching("支付宝", 3) and knowledge.nearest("封顶线", 3)
        assert knowledge.sparql("ASK {{ ?c yb:measure ybc:cap }}").truth
build(["pages"], Path("data"), encoder=encoder)
read()  # all is imported now: the other user may not read the installation
os.setgid({NOBODY})
os.setuid({NOBODY})
read()
try:
    build(["pages"], Path("data"), encoder=encoder)
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root may take another user's place")
def test_a_folder_that_may_only_be_read_is_read_and_not_written(tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if folder.is_relative_to(gettempdir()) and folder.stat().st_mode & 0o005 != 0o005:
            folder.chmod(folder.stat().st_mode | 0o005)
    ran = subprocess.run([sys.executable, "-c", UNTRUSTED], capture_output=True, text=True, timeout=200)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("data: cannot be written") and "--data" in ran.stdout
    assert ran.stdout.count("\n") == 1
    assert amounts(Path("data")) == {2000}


def test_the_clock_may_go_back(monkeypatch: pytest.MonkeyPatch) -> None:
    data = Path("data")
    run(data)
    then = time.time() - 10 * 365 * 86400
    monkeypatch.setattr(time, "time", lambda: then)
    write(3000)
    for path in Path("pages").iterdir():
        os.utime(path, (then, then))
    for path in [data, *data.rglob("*")]:
        os.utime(path, (then + 1e9, then + 1e9))
    assert run(data).updated == 2
    assert amounts(data) == {3000}


def test_a_second_build_is_turned_away_and_the_first_is_not_disturbed() -> None:
    data = Path("data")
    run(data)
    code = f"""
import sys; sys.path.insert(0, {str(HERE)!r})
from pathlib import Path
from index.folder.generation import writing
with writing(Path("data")):
    print("held", flush=True)
    sys.stdin.readline()
"""
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdin
        assert other.stdout.readline() == b"held\n"
        write(3000)
        with pytest.raises(StoreError, match="another build is writing here: wait"):
            run(data)
        assert amounts(data) == {2000}
        other.stdin.write(b"\n")
        other.stdin.flush()
        assert other.wait(60) == 0
    assert run(data).updated == 2
    assert amounts(data) == {3000}


@pytest.mark.parametrize("harm", ["cut", "gone"])
def test_a_cut_file_is_told_before_an_engine_opens_it(harm: str) -> None:
    data = Path("data")
    run(data)
    found = current(data)
    assert found is not None
    for path in sorted(path for path in found.folder.rglob("*") if path.is_file() and path.stat().st_size > 1):
        if path.name.startswith(("LOG", "LOCK")):
            continue
        before = path.read_bytes()
        path.write_bytes(before[: len(before) // 2])
        if harm == "gone":
            path.unlink()
        with pytest.raises(StoreError) as caught:
            KnowledgeIndex(data, ENCODER)
        assert "\n" not in str(caught.value) and ("build" in str(caught.value))
        path.write_bytes(before)
    assert amounts(data) == {2000}


@pytest.mark.slow
def test_ten_thousand_tiny_articles(tmp_path: Path) -> None:
    write(2000, 10_000)
    assert run(Path("data")).added == 10_000
    write(3000, 10)
    assert run(Path("data")).updated == 10
    assert amounts(Path("data")) == {2000, 3000}


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_one_article_of_fifty_megabytes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.undo()  # the real pipeline
    whole = "\n".join(one.text for one in generated(13_000))
    large = tmp_path / "large.txt"
    large.write_text(whole, encoding="utf-8")
    assert large.stat().st_size > 50_000_000
    report = build([large], tmp_path / "large", encoder=ENCODER)
    assert report.added + report.failed == 1
    assert report.failed == len(report.problems)
    assert current(tmp_path / "large") is not None
