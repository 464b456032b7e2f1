"""Backups: what goes in comes out, and nothing damaged does."""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fakes
import pytest

import index.building.assembly
import index.building.prepare
from index.building.build import build
from index.check import check
from index.folder.backup import backup, restore
from index.folder.generation import current, writing
from index.store import EXPORTS, KnowledgeIndex
from ontology.errors import InputError, StoreError

ENCODER = fakes.HashingEncoder()


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    monkeypatch.setattr(index.building.prepare, "analyse", fakes.analyse)
    monkeypatch.setattr(index.building.assembly, "vocabulary_lines", fakes.vocabulary_lines)
    monkeypatch.chdir(tmp_path)
    write(2000)
    yield Path("data")


def write(amount: int) -> None:
    Path("pages").mkdir(exist_ok=True)
    Path("pages/a.txt").write_text(f"# 封顶线\n每年{amount}元，支付宝\n", encoding="utf-8")
    build(["pages"], Path("data"), encoder=ENCODER)


def state(data: Path) -> dict[str, Any]:
    with KnowledgeIndex(data, ENCODER) as knowledge:
        assert list(check(knowledge)) == []
        rows: dict[str, Any] = {kind: list(knowledge.export(kind)) for kind in EXPORTS}
        return {**rows, "graph": knowledge.graph.export("nquads"), "found": knowledge.nearest("每年", 5)}


@pytest.mark.parametrize("name", ["b.tar", "b.tar.gz"])
def test_a_backup_brings_the_data_back_as_they_were(run: Any, name: str) -> None:
    before = state(Path("data"))
    status, told, _ = run("backup", name, "--data", "data")
    assert (status, told.startswith(f"{name}: generation 1 of data")) == (0, True)
    write(3000)
    assert state(Path("data")) != before
    assert run("restore", name, "--data", "data")[0] == 0
    assert state(Path("data")) == before
    assert run("restore", name, "--data", "elsewhere")[0] == 0
    assert state(Path("elsewhere")) == before
    write(4000)  # a restored folder is built on like any other
    assert "4000" in json.dumps(state(Path("data"))["facts"])


@pytest.mark.parametrize("harm", ["no current", "wrong current", "no manifest", "nothing"])
def test_a_broken_folder_is_mended(data: Path, harm: str) -> None:
    before = state(data)
    backup(data, Path("b.tar"))
    if harm == "no current":
        Path("data/current").unlink()
    elif harm == "wrong current":
        Path("data/current").write_text("x")
    elif harm == "no manifest":
        Path("data/generations/000001/manifest.json").unlink()
    else:
        shutil.rmtree(data)
    restore(Path("b.tar"), data)
    assert state(data) == before


def test_a_cut_or_flipped_backup_is_refused_and_changes_nothing(data: Path) -> None:
    backup(data, Path("b.tar"))
    whole = Path("b.tar").read_bytes()
    before = state(data)
    places = [len(whole) * part // 23 for part in range(1, 23)]
    with tarfile.open("b.tar") as archive:
        body = {place for one in archive for place in range(one.offset_data, one.offset_data + one.size)}
    for place in places:
        Path("bad.tar").write_bytes(whole[:place])
        with pytest.raises((InputError, StoreError)) as caught:
            restore(Path("bad.tar"), data)
        assert "\n" not in str(caught.value)
        if place in body:
            Path("bad.tar").write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            with pytest.raises((InputError, StoreError)):
                restore(Path("bad.tar"), data)
    found = current(data)
    assert found and found.number == 1
    assert state(data) == before
    assert [path.name for path in Path("data/generations").iterdir()] == ["000001"]


def test_a_member_that_leads_outside_is_refused(data: Path) -> None:
    with tarfile.open("evil.tar", "w") as archive:
        for name, content in (("head.json", b'{"yibao backup": 1}'), ("generation/../../../evil", b"x")):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    with pytest.raises(InputError, match="belongs to no backup"):
        restore(Path("evil.tar"), data)
    assert not Path("evil").exists()


def test_what_is_no_backup_is_told_in_one_line(run: Any, data: Path) -> None:
    Path("text").write_text("x" * 2000)
    for name in ("text", "missing", "pages"):
        status, _, told = run("restore", name, "--data", data)
        assert (status, told.count("\n")) == (1, 1), told
        assert name in told and "yibao backup" in told
    assert run("backup", "b.tar", "--data", "none")[0] == 1
    status, _, told = run("backup", "no/such/folder/b.tar", "--data", data)
    assert (status, told.count("\n")) == (1, 1)


def test_a_backup_of_another_format_is_refused(data: Path) -> None:
    Path("old").mkdir()
    with writing(Path("old")) as draft:
        found = current(data)
        assert found
        shutil.copytree(found.folder, draft.folder, dirs_exist_ok=True)
        manifest = json.loads((draft.folder / "manifest.json").read_text(encoding="utf-8"))
        generation = draft.commit(found.manifest)
        (generation.folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    backup(Path("old"), Path("b.tar"))
    with tarfile.open("b.tar") as archive:
        archive.extractall("x", filter="data")
    place = Path("x/generation/manifest.json")
    text = place.read_text(encoding="utf-8").replace(manifest["format"], "0-00000000")
    place.write_text(text, encoding="utf-8")
    digests = json.loads(Path("x/digests.json").read_text(encoding="utf-8"))
    import hashlib

    digests["generation/manifest.json"] = hashlib.sha256(text.encode()).hexdigest()
    Path("x/digests.json").write_text(json.dumps(digests), encoding="utf-8")
    with tarfile.open("b.tar", "w") as archive:
        for name in ("head.json", "generation", "digests.json"):
            for path in sorted(Path("x", name).rglob("*")) if name == "generation" else [Path("x", name)]:
                if path.is_file():
                    archive.add(path, path.relative_to("x").as_posix())
    with pytest.raises(StoreError, match=r"b\.tar.*format 0-00000000.*yibao build"):
        restore(Path("b.tar"), data)


def test_a_backup_is_whole_or_not_there(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(place: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space"):
        backup(data, Path("b.tar"))
    assert not list(Path().glob("b.tar*"))
