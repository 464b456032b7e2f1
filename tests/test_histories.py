"""Whatever was added, changed, removed and pruned before: the data are those of one build of what is there now."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import fakes
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import index.building.assembly
import index.building.prepare
import index.vectors.writing
from index.building.build import build, remove
from index.check import check
from index.folder.generation import current
from index.settings import settings as index_settings
from index.store import EXPORTS, KnowledgeIndex

ENCODER = fakes.HashingEncoder()
NAMES = ("a.txt", "b.txt", "c.txt", "d.txt")
TEXTS = (
    "# 封顶线\n每年2000元\n- 可以使用支付宝\n",
    "# 封顶线\n每年3000元，超过5000元的部分自付\n",
    "# 封顶线\n每年2000元\n- 可以使用支付宝\n- 前往窗口\n",
    "# 办理\n前往窗口办理即可\n",
    "",
)
WRITE = st.tuples(st.just("write"), st.sampled_from(NAMES), st.sampled_from(TEXTS))
DELETE = st.tuples(st.just("delete"), st.sampled_from(NAMES), st.just(""))
STEPS = st.lists(
    st.one_of(
        WRITE,
        WRITE,
        DELETE,
        st.tuples(st.just("remove"), st.sampled_from(NAMES), st.just("")),
        st.tuples(st.sampled_from(["build", "prune", "one"]), st.sampled_from(NAMES), st.just("")),
    ),
    min_size=1,
    max_size=7,
)


@pytest.fixture(autouse=True)
def fake_pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(index.building.prepare, "analyse", fakes.analyse)
    monkeypatch.setattr(index.building.assembly, "vocabulary_lines", fakes.vocabulary_lines)
    yield


def state(data: Path) -> dict[str, Any]:
    with KnowledgeIndex(data, ENCODER) as knowledge:
        assert list(check(knowledge)) == []
        rows: dict[str, Any] = {kind: list(knowledge.export(kind)) for kind in EXPORTS}
        rows["graph"] = knowledge.graph.export("nquads")
        for question in ("每年支付宝窗口", "封顶线2000元"):
            rows[f"lexical {question}"] = knowledge.matching(question, 9)
            rows[f"dense {question}"] = knowledge.nearest(question, 9)
        rows["manifest"] = json.loads((knowledge.generation.folder / "manifest.json").read_text(encoding="utf-8"))
        return rows


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=STEPS)
def test_a_history_of_builds_gives_what_one_build_gives(history: list[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pages, data = Path(folder, "pages"), Path(folder, "data")
        pages.mkdir()
        known: dict[str, str] = {}  # what the data should hold

        def take(*paths: Path, prune: bool = False) -> None:
            build(paths, data, encoder=ENCODER, prune=prune)
            found = {path.name: path.read_text(encoding="utf-8") for path in paths if path.is_file()}
            if pages in paths:
                found = {path.name: path.read_text(encoding="utf-8") for path in pages.iterdir()}
            if prune:
                known.clear()
            known.update(found)

        take(pages)
        for step, name, text in history:
            page = pages / name
            if step == "write":
                page.write_text(text, encoding="utf-8")
            elif step == "delete":
                page.unlink(missing_ok=True)
            elif step == "remove" and name in known:
                remove([str(page)], data)
                del known[name]
            elif step == "one" and page.is_file():
                take(page)
            elif step in ("build", "prune"):
                take(pages, prune=step == "prune")
        after = state(data)
        shutil.rmtree(pages)
        pages.mkdir()
        for name, text in known.items():
            (pages / name).write_text(text, encoding="utf-8")
        fresh = Path(folder, "fresh")
        build([pages], fresh, encoder=ENCODER)
        assert after == state(fresh)
        now = current(data)
        assert now is not None
        left = {path.name for path in (data / "generations").iterdir()}
        assert left <= {f"{now.number - 1:06d}", f"{now.number:06d}"}


def test_vectors_are_exact_again_where_passages_became_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = replace(index_settings(), vectors=replace(index_settings().vectors, exact=2, recall=0.0))
    for module in (index.building.assembly, index.vectors.writing):
        monkeypatch.setattr(module, "settings", lambda: limits)
    pages, data, fresh = (tmp_path / name for name in ("pages", "data", "fresh"))
    pages.mkdir()
    for name, text in zip(NAMES[:3], TEXTS, strict=False):
        (pages / name).write_text(text, encoding="utf-8")
    build([pages], data, encoder=ENCODER)
    many = current(data)
    assert many and many.manifest.vectors.name == "sq8"
    for name in NAMES[1:3]:
        (pages / name).unlink()
    build([pages], data, encoder=ENCODER, prune=True)
    build([pages], fresh, encoder=ENCODER)
    assert state(data) == state(fresh)
    few = current(data)
    assert few and few.manifest.vectors.name == "flat"
