"""What a build reads as Parquet, N-Quads and vectors: the same as the exports say, also where a build was cut short."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import fakes
import numpy as np
import pytest
from dying_builds import dying

import index.building.assembly
import index.building.partition_files
import index.building.prepare
from index.building.build import BuildReport, build
from index.building.partition_files import PARTITIONS, parts
from index.building.partition_tables import TABLES, rows
from index.building.prepare import prepared
from index.check import check
from index.store import EXPORTS, KnowledgeIndex
from ingest.sources.reading import read
from query.cli.options import json_line
from tests.generated import generated

pq = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow: pip install 'yibao[parquet]'")

HERE = Path(__file__).parent
ENCODER = fakes.HashingEncoder()
COUNT, SIZE, ALIVE = 11, 4, 9
COLUMNS_ONLY_OF_EXPORTS = {
    "attestations",
    "independent_sources",
    "articles",
    "sources",
    "source",
}  # that other articles decide on

DIES = dying(ALIVE, f"index.building.partition_files.PartitionFiles.__init__.__defaults__ = ({SIZE},)", partitions=True)


class Counting(fakes.HashingEncoder):
    """The stand-in encoder, counting what it is asked."""

    asked = 0

    def encode(self, texts, kind="passage"):  # type: ignore[no-untyped-def]
        self.asked += len(texts)
        return super().encode(texts, kind)


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    monkeypatch.setattr(index.building.prepare, "analyse", fakes.analyse)
    monkeypatch.setattr(index.building.assembly, "vocabulary_lines", fakes.vocabulary_lines)
    monkeypatch.setattr(index.building.partition_files.PartitionFiles.__init__, "__defaults__", (SIZE,))
    monkeypatch.chdir(tmp_path)
    Path("pages").mkdir()
    for number in range(COUNT):
        write(number, 1000 + number)
    yield Path("pages")


def write(number: int, amount: int) -> None:
    text = f"# 封顶线\n每年{amount}元\n- 可以使用支付宝\n"
    Path("pages", f"{number:04d}.txt").write_text(text, encoding="utf-8")


def run(data: str = "data", encoder: fakes.HashingEncoder = ENCODER, partitions: bool = True) -> BuildReport:
    return build(["pages"], Path(data), encoder=encoder, partitions=partitions)


def folder(number: int = 1, data: str = "data") -> Path:
    return Path(data, PARTITIONS, f"{number:06d}")


def table(name: str, number: int = 1) -> list[dict[str, object]]:
    return pq.read_table(folder(number) / name).to_pylist()  # type: ignore[no-any-return]


def state(data: str = "data") -> dict[str, object]:
    with KnowledgeIndex(Path(data), ENCODER) as knowledge:
        assert list(check(knowledge)) == []
        manifest = (knowledge.generation.folder / "manifest.json").read_bytes()
        exported = {kind: [json_line(row) for row in knowledge.export(kind)] for kind in EXPORTS}
        return {"graph": knowledge.graph.export("nquads"), "manifest": manifest, **exported}


def agrees(number: int = 1) -> None:
    """Hold what the files of a build of everything say against the data."""
    with KnowledgeIndex(Path("data"), ENCODER) as knowledge:
        for name, kind in (
            ("articles", "articles"),
            ("claims", "facts"),
            ("blocks", "blocks"),
            ("passages", "passages"),
        ):
            held = [{key: told(value) for key, value in row.items()} for row in knowledge.export(kind)]
            found = table(name, number)
            for row in held:
                for column in row.keys() - found[0].keys():
                    assert column in COLUMNS_ONLY_OF_EXPORTS, column
                    row.pop(column)
            assert sorted(map(str, map(ordered, found))) == sorted(map(str, map(ordered, held))), name
        mentions = [one for row in knowledge.export("entities") for one in row["mentions"]]
        assert len(table("mentions", number)) == len(mentions)
        graphs = {name for name in knowledge.graph.names() if "/article/" in name or "graph/" not in name}
        stated = {quad for name in graphs for quad in map(str, knowledge.graph.quads(name))}
        lines = [gzip.decompress(path.read_bytes()) for path in sorted((folder(number) / "graph").iterdir())]
        assert sum(text.count(b"\n") for text in lines) == knowledge.articles.statements() and stated
        vectors = {row["id"]: row["vector"] for row in table("vectors", number)}
        kept = dict(zip(knowledge.vectors.ids(), knowledge.vectors.rows(), strict=True))  # type: ignore[attr-defined]
        assert vectors.keys() == kept.keys()
        assert all(np.array_equal(np.float32(vectors[key]), kept[key]) for key in kept)


def told(value: object) -> object:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def ordered(row: dict[str, object]) -> list[tuple[str, object]]:
    return sorted((key, told(value)) for key, value in row.items())


def test_the_files_say_what_the_data_say() -> None:
    run()
    assert [len(part.articles) for part in parts(folder())] == [4, 4, 3]
    agrees()
    run("plain", partitions=False)
    assert state() == state("plain")
    assert not Path("plain", PARTITIONS).exists()


def test_no_passage_is_encoded_twice() -> None:
    encoder = Counting()
    run(encoder=encoder)
    assert encoder.asked == len(table("passages"))


def test_a_build_that_was_killed_goes_on_from_the_partitions() -> None:
    ended = subprocess.run([sys.executable, "-c", DIES], cwd=Path.cwd(), capture_output=True, text=True)
    assert ended.returncode == -9, ended.stderr
    before = {path: path.read_bytes() for path in folder().glob("*/*")}
    assert [len(part.articles) for part in parts(folder())] == [4, 4]
    torn = folder() / "claims" / "part-000002.parquet"
    torn.write_bytes(b"torn")  # of a partition that was not finished
    times = {path: path.stat().st_mtime_ns for path in before}
    encoder = Counting()
    assert run(encoder=encoder).resumed == ALIVE
    assert all(path.read_bytes() == data and path.stat().st_mtime_ns == times[path] for path, data in before.items())
    assert encoder.asked == sum(row["article"] in {*last()} for row in table("passages"))
    agrees()
    run("plain", partitions=False)
    assert state() == state("plain")


def last() -> list[str]:
    *_, part = parts(folder())
    return [*part.articles]


def test_an_article_that_changed_meanwhile_stands_in_no_partition() -> None:
    subprocess.run([sys.executable, "-c", DIES], cwd=Path.cwd(), capture_output=True)
    write(1, 7777)
    Path("pages/0002.txt").unlink()
    run()
    named = [name for part in parts(folder()) for name in part.articles]
    assert sorted(named) == sorted(f"pages/{i:04d}.txt" for i in range(COUNT) if i != 2)
    agrees()


def test_another_encoder_writes_all_anew() -> None:
    subprocess.run([sys.executable, "-c", DIES], cwd=Path.cwd(), capture_output=True)
    build(["pages"], Path("data"), encoder=fakes.HashingEncoder(16, "other"), partitions=True)
    assert {len(row["vector"]) for row in table("vectors")} == {16}  # type: ignore[arg-type]
    assert sum(len(part.articles) for part in parts(folder())) == COUNT


def test_a_later_build_writes_what_it_read_and_old_ones_go() -> None:
    run()
    for number in (2, 3, 4):
        write(0, 5000 + number)
        run()
        assert [row["article"] for row in table("articles", number)] == ["pages/0000.txt"]
    assert sorted(path.name for path in Path("data", PARTITIONS).iterdir()) == ["000003", "000004"]
    run()
    assert sorted(path.name for path in Path("data", PARTITIONS).iterdir()) == ["000004"]
    write(0, 9)
    run(partitions=False)
    assert not folder(5).exists()


def test_every_column_of_real_articles_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.undo()
    raws = [*read([str(HERE.parent / "corpus" / "articles")], None, print, None)][::6]
    articles = [prepared(raw) for raw in (*raws, *generated(5))]
    for name, columns in TABLES.items():
        found = list(rows(name, articles))
        assert found, name
        assert {column for row in found for column in row} == {*columns.split()}, name
        full, empty = tmp_path / "full.parquet", tmp_path / "empty.parquet"
        index.building.partition_files.write_table(full, name, found)
        assert pq.read_table(full).num_rows == len(found)
        index.building.partition_files.write_table(empty, name, [])
        assert pq.read_table(empty).schema == pq.read_table(full).schema


def test_without_pyarrow_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(Exception, match=r"--partitions needs pyarrow: pip install 'yibao\[parquet\]'"):
        run()
    assert not Path("data").exists()
