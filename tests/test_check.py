from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import fakes
import numpy as np
import pytest

import index.building.assembly
import index.building.prepare
from index import lexical
from index.articles.codec import packed, unpacked
from index.articles.reading import Terms
from index.building.build import build
from index.check import check
from index.folder.file_digests import sign
from index.folder.generation import ARTICLES, GRAPH, LEXICAL, VECTORS, current
from index.graph.local import Graph
from index.graph.writing import GraphWriter
from index.rdf.quads import nquads
from index.store import KnowledgeIndex
from index.vectors.reading import Vectors
from index.vectors.writing import save
from ontology.terms import (
    CONSOLIDATED_GRAPH,
    INFERRED_GRAPH,
    RDF_TYPE,
    SCHEMA,
    SKOS_BROADER_TRANSITIVE,
    VOCABULARY_GRAPH,
    XSD_INTEGER,
    YB_MENTION,
    YB_SURFACE,
    YBD,
)

ENCODER = fakes.HashingEncoder()
Folder = Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    monkeypatch.setattr(index.building.prepare, "analyse", fakes.analyse)
    monkeypatch.setattr(index.building.assembly, "vocabulary_lines", fakes.vocabulary_lines)
    monkeypatch.chdir(tmp_path)
    for name, amount in (("a.txt", 2000), ("b.txt", 3000)):
        Path(name).write_text(f"# 封顶线\n每年{amount}元\n- 可以使用支付宝\n", encoding="utf-8")
    build(["a.txt", "b.txt"], Path("data"), encoder=ENCODER)
    found = current(Path("data"))
    assert found is not None
    yield found.folder


def faults() -> list[str]:
    signed()
    with KnowledgeIndex(Path("data"), ENCODER) as knowledge:
        return list(check(knowledge))


def signed() -> None:
    """Let the files count as they are: what is looked at lies behind them."""
    found = current(Path("data"))
    assert found is not None
    sign(found.folder)


@pytest.mark.parametrize("harm", ["flip", "cut", "gone", "no list"])
def test_damaged_files_are_told_by_name(folder: Folder, harm: str, run: Any) -> None:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.name in ("files.json", "manifest.json") or path.name.startswith(("LOG", "LOCK")):
            continue
        target = folder / "files.json" if harm == "no list" else path
        before = target.read_bytes()
        if harm == "gone" or harm == "no list":
            target.unlink()
        elif harm == "cut" or not before:
            target.write_bytes(before[: len(before) // 2] or b"x")
        else:
            place = len(before) * 2 // 3
            target.write_bytes(before[:place] + bytes([before[place] ^ 0x10]) + before[place + 1 :])
        status, out, told = run("check", "--data", "data")
        assert status == 1
        assert (out + told).count("\n") == 1 and target.name in out + told
        target.write_bytes(before)
        if harm == "no list":
            break
    assert run("check", "--data", "data")[1] == "data: no fault found\n"


def test_sound_data_has_no_faults(folder: Folder) -> None:
    assert faults() == []


def test_an_article_without_claims_is_sound(folder: Folder) -> None:
    Path("c.txt").write_text("可以使用支付宝\n", encoding="utf-8")
    build(["c.txt"], Path("data"), encoder=ENCODER)
    assert faults() == []


def change_analysis(folder: Folder, change: Callable[[fakes.Analysis], fakes.Analysis]) -> None:
    with sqlite3.connect(folder / ARTICLES) as database:
        (data,) = database.execute("SELECT analysis FROM articles WHERE name = 'a.txt'").fetchone()
        database.execute("UPDATE articles SET analysis = ? WHERE name = 'a.txt'", (packed(change(unpacked(data))),))
    database.close()


def moved_claim(found: fakes.Analysis) -> fakes.Analysis:
    claim = found.claims[0]
    return replace(found, claims=(replace(claim, raw_start=claim.raw_start + 1, start=claim.start + 1),))


def torn_blocks(found: fakes.Analysis) -> fakes.Analysis:
    return replace(found, article=replace(found.article, blocks=found.article.blocks[1:]))


def moved_mention(found: fakes.Analysis) -> fakes.Analysis:
    return replace(found, mentions=(replace(found.mentions[0], raw_end=found.mentions[0].raw_end + 1),))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (moved_claim, ["its quote is not at", "its text is not at"]),
        (torn_blocks, ["gap or overlap", "not the join of its blocks"]),
        (moved_mention, ["mention of 支付宝: its quote"]),
    ],
)
def test_evidence_that_is_off_is_told_with_its_article(
    folder: Folder, change: Callable[[fakes.Analysis], fakes.Analysis], words: list[str]
) -> None:
    change_analysis(folder, change)
    found = faults()
    assert all(any(word in fault for fault in found) for word in words)
    assert all(fault.startswith("a.txt: ") and "\n" not in fault for fault in found)


def test_a_lost_vector_is_told(folder: Folder) -> None:
    ids = Vectors.open(folder / VECTORS).ids()
    save(folder / VECTORS, [*ids[1:], 7], np.zeros((len(ids), 32), np.float32))
    assert faults() == [
        f"passages of the article store that the vectors lacks: {ids[0]}",
        "passages of the vectors that the article store lacks: 7",
    ]


def test_a_lost_posting_is_told(folder: Folder, tmp_path: Path) -> None:
    ids = KnowledgeIndex(Path("data"), ENCODER).articles.passage_ids()
    (folder / LEXICAL).rename(tmp_path / "old")
    lexical.save(folder / LEXICAL, [(ids[0], Terms("", "", "", ""))])
    assert len(faults()) == 1


def test_a_changed_graph_is_told(folder: Folder) -> None:
    name = next(name for name in Graph.open(folder / GRAPH).names() if "a.txt" in name)
    writer = GraphWriter(folder / GRAPH)
    writer.load(f'<{YBD}x> <{YBD}y> "z" <{name}> .\n')
    writer.close()
    assert faults() == ["a.txt: its named graph was changed after it was written"]


def test_a_graph_of_no_article_is_told(folder: Folder) -> None:
    writer = GraphWriter(folder / GRAPH)
    writer.load(f'<{YBD}x> <{YBD}y> "z" <{VOCABULARY_GRAPH}/more> .\n')
    writer.close()
    (fault,) = faults()
    assert fault == f"named graphs of the graph that the article store lacks: {VOCABULARY_GRAPH}/more"


def test_an_engine_that_does_not_open_is_one_fault(folder: Folder) -> None:
    (folder / VECTORS).write_bytes(b"")
    found = faults()
    assert len(found) == 1
    assert "vectors.faiss" in found[0]


def test_an_article_out_of_shape_is_left_out_and_the_others_go_on(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(raw: fakes.RawArticle) -> fakes.Analysis:
        found = fakes.analyse(raw)
        broken = tuple(replace(claim, confidence=7.0) for claim in found.claims)
        return replace(found, claims=broken) if "c.txt" in raw.name else found

    monkeypatch.setattr(index.building.prepare, "analyse", odd)
    for name in ("c.txt", "d.txt"):
        Path(name).write_text("# 封顶线\n每年4000元\n", encoding="utf-8")
    report = build(["c.txt", "d.txt"], Path("data"), encoder=ENCODER)
    assert (report.added, report.failed) == (1, 1)
    (problem,) = report.problems
    assert problem.startswith("c.txt: left out")
    assert "confidence" in problem
    assert faults() == []


def with_statements(folder: Folder, statements: str) -> list[str]:
    """Write statements into the graph of a.txt as if the build had, and return what the check finds."""
    name = next(name for name in Graph.open(folder / GRAPH).names() if "a.txt" in name)
    writer = GraphWriter(folder / GRAPH)
    writer.load("".join(f"{line} <{name}> .\n" for line in statements.splitlines()))
    writer.close()
    lines = nquads(Graph.open(folder / GRAPH).quads(name))
    with sqlite3.connect(folder / ARTICLES) as database:
        digest = hashlib.sha256(lines.encode()).hexdigest()
        database.execute("UPDATE articles SET quads = ? WHERE name = 'a.txt'", (digest,))
    database.close()
    return faults()


@pytest.mark.parametrize("pyshacl", [False, True])
def test_a_graph_out_of_shape_is_told(folder: Folder, pyshacl: bool) -> None:
    with_statements(folder, f'<{YBD}x> <{RDF_TYPE}> <{YB_MENTION}>\n<{YBD}x> <{YB_SURFACE}> ""')
    signed()
    with KnowledgeIndex(Path("data"), ENCODER) as knowledge:
        found = list(check(knowledge, pyshacl))
    assert any("a mention names one thing" in fault for fault in found)
    assert all(fault.startswith(f"a.txt: {YBD}x") for fault in found)
    told = len({*found})
    assert len(found) == told * (1 + pyshacl)  # both engines say the same


def test_steps_at_one_position_are_told(folder: Folder) -> None:
    steps = "".join(
        f'<{YBD}how> <{SCHEMA}step> <{YBD}step-{i}>\n<{YBD}step-{i}> <{SCHEMA}position> "1"^^<{XSD_INTEGER}>\n'
        for i in (1, 2)
    )
    assert with_statements(folder, steps) == [f"{YBD}how: two steps have the same position"]


def test_a_consolidated_graph_that_is_not_what_the_claims_give_is_told(folder: Folder) -> None:
    writer = GraphWriter(folder / GRAPH)
    writer.replace(CONSOLIDATED_GRAPH, "")
    writer.close()
    assert faults() == ["the consolidated graph is not what follows from the claims"]


def test_a_lost_inference_is_told(folder: Folder) -> None:
    writer = GraphWriter(folder / GRAPH)
    writer.load(f"<{YBD}a> <{SKOS_BROADER_TRANSITIVE}> <{YBD}b> <{INFERRED_GRAPH}> .\n")
    writer.close()
    assert faults() == ["the inferred graph is not what follows from the vocabulary"]
