"""A build that is cut short leaves what it had analysed to the next one."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import fakes
import pytest
from dying_builds import dying

import index.building.assembly
import index.building.prepare
from index.building.build import BuildReport, build
from index.building.unfinished import UNFINISHED, Unfinished
from index.check import check
from index.folder.generation import current
from index.store import EXPORTS, KnowledgeIndex
from ingest.article import Analysis, RawArticle

ENCODER = fakes.HashingEncoder()
COUNT = 40
ALIVE = 30  # articles that the build which dies gets to
HERE = Path(__file__).parent

DIES = dying(ALIVE)


class Counting:
    """The stand-in pipeline, counting what it is asked."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, raw: RawArticle) -> Analysis:
        self.names.append(raw.name)
        return fakes.analyse(raw)


@pytest.fixture(autouse=True)
def counting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Counting]:
    found = Counting()
    monkeypatch.setattr(index.building.prepare, "analyse", found)
    monkeypatch.setattr(index.building.assembly, "vocabulary_lines", fakes.vocabulary_lines)
    monkeypatch.chdir(tmp_path)
    Path("pages").mkdir()
    for number in range(COUNT):
        Path("pages", f"{number:04d}.txt").write_text(f"# 封顶线\n每年{1000 + number}元\n", encoding="utf-8")
    yield found


def run(data: str = "data") -> BuildReport:
    return build(["pages"], Path(data), encoder=ENCODER)


def rows(data: str) -> dict[str, object]:
    with KnowledgeIndex(Path(data), ENCODER) as knowledge:
        assert list(check(knowledge)) == []
        return {"graph": knowledge.graph.export("nquads"), **{kind: list(knowledge.export(kind)) for kind in EXPORTS}}


def killed() -> None:
    ended = subprocess.run([sys.executable, "-c", DIES], cwd=Path.cwd(), capture_output=True, text=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert current(Path("data")) is None


def test_a_killed_build_is_gone_on_with(counting: Counting) -> None:
    killed()
    report = run()
    assert (report.added, report.resumed) == (COUNT, ALIVE)
    assert len(counting.names) == COUNT - ALIVE
    assert not Path("data", UNFINISHED).exists()
    run("fresh")
    assert rows("data") == rows("fresh")


def test_what_changed_meanwhile_is_analysed_anew(counting: Counting) -> None:
    killed()
    Path("pages/0000.txt").write_text("# 封顶线\n每年7元\n", encoding="utf-8")
    Path("pages/0001.txt").unlink()
    report = run()
    assert (report.added, report.resumed) == (COUNT - 1, ALIVE - 2)
    assert "pages/0000.txt" in counting.names
    assert "pages/0001.txt" not in {row["article"] for row in rows("data")["articles"]}  # type: ignore[attr-defined]


@pytest.mark.parametrize("damage", ["flipped", "cut", "other"])
def test_a_damaged_file_costs_time_and_nothing_else(damage: str) -> None:
    killed()
    path = Path("data", UNFINISHED)
    data = bytearray(path.read_bytes())
    if damage == "flipped":
        for place in range(700, len(data), 997):
            data[place] ^= 0x55
    path.write_bytes(
        bytes(data[: len(data) // 2 + 7]) if damage == "cut" else b"x" * 9000 if damage == "other" else data
    )
    assert run().added == COUNT
    run("fresh")
    assert rows("data") == rows("fresh")


def test_an_interrupted_build_keeps_all_that_it_had(monkeypatch: pytest.MonkeyPatch, counting: Counting) -> None:
    def interrupted(raw: RawArticle) -> Analysis:
        if raw.name.endswith("0007.txt"):
            raise KeyboardInterrupt
        return counting(raw)

    monkeypatch.setattr(index.building.prepare, "analyse", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run()
    monkeypatch.setattr(index.building.prepare, "analyse", counting)
    assert run().resumed == 7


def test_an_article_comes_back_as_it_went_in(tmp_path: Path) -> None:
    prepared = index.building.prepare.prepared(RawArticle("a", "# 封顶线\n每年2000元\n- 支付宝\n"))
    kept = Unfinished(tmp_path)
    kept.put(prepared)
    kept.close()
    again = Unfinished(tmp_path)
    assert again.get("a", prepared.version) == prepared
    assert again.get("a", "another version") is None
    again.clear()
    assert not (tmp_path / UNFINISHED).exists()
