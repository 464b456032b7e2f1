"""A build over the workers of a Dask scheduler: the same data, whatever dies meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dask_samples
import fakes
import pytest
from dask_samples import Machines, counted, machines, wait_until

import index.building.build
from index.building import dask_cluster
from index.building.build import build
from index.building.dask_pool import DaskPool, partitions
from index.building.fingerprint import article_version, content_hash
from index.building.partition_files import PARTITIONS, parts
from index.building.pool import Failure, Result, results
from index.building.quarantine import quarantined
from index.building.unfinished import UNFINISHED, Unfinished
from index.check import check
from index.store import EXPORTS, KnowledgeIndex
from ingest.article import RawArticle
from ontology.errors import DataError, InputError, StoreError
from query.cli.options import json_line
from tests.generated import generated

COUNT = 60
SIZE = 4  # articles of a partition here
ROOT = Path(__file__).parent.parent
ENCODER = fakes.HashingEncoder()

DRIVER = """
import sys
sys.path[:0] = [{tests!r}, {root!r}]
import fakes, index.building.build
from dask_samples import counted
from index.building.dask_pool import DaskPool
from pathlib import Path
if __name__ == "__main__":
    index.building.build.prepared = counted
    pool = DaskPool(sys.argv[1], 1, print, {size})
    index.building.build.build([sys.argv[2]], Path(sys.argv[3]), encoder=fakes.HashingEncoder(), pool=pool)
"""


@pytest.fixture(scope="module", autouse=True)
def needed(request: pytest.FixtureRequest) -> None:
    pytest.importorskip("distributed", reason="needs Dask: pip install 'yibao[dask]'")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated") / "pages"
    folder.mkdir()
    for article in generated(COUNT):
        (folder / article.name).write_text(article.text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def local(pages: Path) -> dict[str, object]:
    """What a build without Dask makes of the pages."""
    data = pages.parent / "local"
    build([pages], data, workers=2, encoder=ENCODER)
    return rows(data)


@pytest.fixture
def three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    monkeypatch.setattr(index.building.build, "prepared", counted)
    with machines(tmp_path, 3) as found:
        yield found


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with machines(tmp_path_factory.mktemp("two"), 2, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1") as found:
        yield found


def rows(data: Path) -> dict[str, object]:
    """Return all that can be exported, and what the manifest says of the generation."""
    with KnowledgeIndex(data, ENCODER) as knowledge:
        assert list(check(knowledge)) == []
        manifest = (knowledge.generation.folder / "manifest.json").read_bytes()
        exported = {kind: [json_line(row) for row in knowledge.export(kind)] for kind in EXPORTS}
        return {"graph": knowledge.graph.export("nquads"), "manifest": manifest, **exported}


def taken(articles: list[RawArticle], pool: DaskPool, kept: list[Result] | None = None) -> list[Result]:
    keep = None if kept is None else kept.append
    return list(results(articles, dask_samples.obey, pool, keep))  # type: ignore[arg-type]


def test_a_worker_that_is_killed_costs_its_partition_and_nothing_else(
    three: Machines, pages: Path, local: dict[str, object], tmp_path: Path
) -> None:
    said: list[str] = []
    from distributed import Client

    def kill(stage: str, done: int) -> None:
        if stage == "analyse" and done >= COUNT // 3 and not said[1:]:
            with Client(three.address, set_as_default=False) as client:
                working = client.run(os.getpid)
            said.append("killed")
            three.workers[0].kill()  # the nanny first, or it would start the worker again
            os.kill(next(pid for pid in working.values() if parent(pid) == three.workers[0].pid), 9)

    pool = DaskPool(three.address, 1, said.append, SIZE)
    report = build([pages], tmp_path / "data", encoder=ENCODER, pool=pool, progress=kill, partitions=True)
    assert (report.added, report.failed, report.problems) == (COUNT, 0, [])
    assert said[1:] == ["killed"]
    assert three.workers[0].wait(10) == -signal.SIGKILL
    assert rows(tmp_path / "data") == local
    assert sum(len(part.articles) for part in parts(tmp_path / "data" / PARTITIONS / "000001")) == COUNT
    again = len(three.seen()) - COUNT
    assert 0 < again <= 3 * SIZE  # what it was at, and finished partitions that were not fetched yet


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_a_driver_that_is_killed_is_gone_on_with(
    three: Machines, pages: Path, local: dict[str, object], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    code = DRIVER.format(tests=str(ROOT / "tests"), root=str(ROOT), size=SIZE)
    with subprocess.Popen([sys.executable, "-c", code, three.address, str(pages), str(data)]) as driver:
        wait_until(lambda: len(three.seen()) >= COUNT // 2)
        driver.kill()
    finished = kept(data, pages)
    before = len(three.seen())
    assert len(finished) >= COUNT // 6
    said: list[str] = []
    report = build([pages], data, encoder=ENCODER, pool=DaskPool(three.address, 1, said.append, SIZE))
    assert (report.added, report.resumed) == (COUNT, len(finished))
    assert not finished & {*three.seen()[before:]}
    assert rows(data) == local
    assert len(said) == 1
    assert "dashboard" in said[0]


def kept(data: Path, pages: Path) -> set[str]:
    """Return the articles that a build that was cut short had finished."""
    unfinished = Unfinished(data)
    try:
        raws = index.building.build.read([str(pages)], None, lambda problem: None, None)
        hashes = {raw.name: article_version(content_hash(raw)) for raw in raws}
        return {name for name, known in hashes.items() if unfinished.get(name, known)}
    finally:
        unfinished.close()


def test_articles_that_kill_are_left_out_and_the_others_go_on(two: Machines) -> None:
    texts = {3: "die", 5: "raise", 9: "die with the worker"}
    found = taken([RawArticle(str(i), texts.get(i, "")) for i in range(30)], DaskPool(two.address, 1, print, SIZE))
    assert [one for one in found if not isinstance(one, Failure)] == [str(i) for i in range(30) if i not in texts]
    dead, faulty, deadly = (one for one in found if isinstance(one, Failure))
    assert (dead.name, dead.died) == ("3", True)
    assert dead.reason.startswith("the process that read it died (exit code 3), 2 times, on worker tcp://")
    assert faulty == Failure("5", "ValueError: bad line")
    assert (deadly.name, deadly.died) == ("9", True)
    assert deadly.reason.startswith("2 workers died at it, last tcp://")
    for failure in (dead, deadly):
        assert "`yibao clean`" in failure.reason
        assert "\n" not in failure.reason


def test_an_article_that_kills_is_listed_with_its_worker(
    two: Machines, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.building.build, "prepared", dask_samples.deadly)
    bad = tmp_path / "bad.txt"
    bad.write_text("die", encoding="utf-8")
    good = sorted(pages.iterdir())[:3]
    report = build([bad, *good], tmp_path / "data", encoder=ENCODER, pool=DaskPool(two.address, 1, print, SIZE))
    assert (report.added, report.failed) == (3, 1)
    (listed,) = quarantined(tmp_path / "data")
    assert (listed.article, listed.died, listed.where.startswith("worker tcp://")) == (str(bad), True, True)
    again = build([bad, *good], tmp_path / "data", encoder=ENCODER, pool=DaskPool("tcp://127.0.0.1:9", 1, print))
    assert (again.unchanged, again.failed) == (3, 1)  # no scheduler was asked


def test_what_is_finished_is_kept_before_what_is_slow_in_front_of_it(two: Machines) -> None:
    raws = [RawArticle("slow", "sleep"), *(RawArticle(str(i), "") for i in range(9))]
    known: list[Result] = []
    found = taken(raws, DaskPool(two.address, 1, print, 1), known)
    assert found == [raw.name for raw in raws]
    assert sorted(known, key=str) == sorted(found, key=str)  # type: ignore[comparison-overlap]
    assert known[0] != "slow"  # type: ignore[comparison-overlap]


def test_no_process_is_left_behind_on_a_worker(two: Machines) -> None:
    from distributed import Client

    taken([RawArticle(str(i), "") for i in range(9)], DaskPool(two.address, 1, print, 1))
    with Client(two.address, set_as_default=False) as client:
        assert sum(len(found) for found in client.run(children).values()) == 0


def children() -> list[int]:
    import psutil

    return [one.pid for one in psutil.Process().children() if "serve(" in " ".join(one.cmdline())]


def test_a_worker_with_other_code_is_told(two: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.building.dask_pool.pipeline_fingerprint", lambda: "another one")
    with pytest.raises(DataError, match=r"^worker tcp://.*: it has other rules or other code.*install the same yibao"):
        taken([RawArticle("a", "")], DaskPool(two.address, 1, print))


def test_a_worker_without_the_code_is_told(two: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_samples.obey, "__module__", "no_such_module")
    monkeypatch.setitem(sys.modules, "no_such_module", dask_samples)
    with pytest.raises(DataError, match=r"^worker tcp://.*: worker processes do not start.*: install the same yibao"):
        taken([RawArticle("a", "")], DaskPool(two.address, 1, print))


def test_a_scheduler_without_the_code_is_told(two: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.building.dask_pool.analysed", dask_samples.obey)
    monkeypatch.setattr(dask_samples.obey, "__module__", "no_such_module")
    monkeypatch.setitem(sys.modules, "no_such_module", dask_samples)
    with pytest.raises(StoreError, match=r"cannot run this build \(ModuleNotFoundError: .*no_such_module.*\): install"):
        taken([RawArticle("a", "")], DaskPool(two.address, 1, print))


def test_a_scheduler_that_dies_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "CONNECTING", 2.0)

    def die(result: Result) -> None:
        found.scheduler.kill()

    with machines(tmp_path, 1, "--death-timeout", "20") as found:
        raws = [RawArticle(str(i), "sleep" if i else "") for i in range(9)]
        pool = DaskPool(found.address, 1, print, 1)
        with pytest.raises(StoreError, match="the scheduler is gone: start it again"):
            list(results(raws, dask_samples.obey, pool, die))  # type: ignore[arg-type]


def test_a_scheduler_without_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "NOBODY", 1.0)
    with machines(tmp_path, 0) as found, pytest.raises(StoreError, match="no workers for 1 s: start some with `dask"):
        taken([RawArticle("a", "")], DaskPool(found.address, 1, print))


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "CONNECTING", 1.0)
    with pytest.raises(StoreError, match=r"tcp://127.0.0.1:9: no Dask scheduler answers.*`dask scheduler`"):
        taken([RawArticle("a", "")], DaskPool("tcp://127.0.0.1:9", 1, print))


def test_an_address_must_be_one() -> None:
    with pytest.raises(InputError, match="neither tcp://HOST:PORT nor local"):
        DaskPool("127.0.0.1:8786", 1, print)


def test_nothing_to_do_needs_no_scheduler() -> None:
    assert taken([], DaskPool("tcp://127.0.0.1:9", 1, print)) == []


def test_long_articles_have_partitions_of_their_own() -> None:
    raws = [RawArticle(str(i), "x" * length) for i, length in enumerate((1, 9, 3, 30, 2, 2, 2))]
    assert [[int(one.name) for one in part] for part in partitions(raws, 2, 10)] == [[0, 1], [2], [3], [4, 5], [6]]


def test_the_command_with_a_cluster_of_its_own(pages: Path, tmp_path: Path) -> None:
    few = sorted(str(path) for path in pages.iterdir())[:6]
    ended = command("build", *few, "--data", str(tmp_path / "a"), "--scheduler", "local", "--workers", "2")
    assert (ended.returncode, ended.stdout) == (
        0,
        f"{tmp_path / 'a'}: 6 added, 0 updated, 0 unchanged, 0 removed, 0 failed\n",
    )
    (line,) = ended.stderr.splitlines()
    assert line.startswith("yibao: dashboard of the scheduler: http://127.0.0.1:")
    assert command("build", *few, "--data", str(tmp_path / "b")).returncode == 0
    for kind in ("facts", "conflicts"):
        one, other = (command("export", kind, "--data", str(tmp_path / name)).stdout for name in "ab")
        assert one == other


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "query.cli.main", *arguments], capture_output=True, text=True, cwd=ROOT
    )


def test_ctrl_c_ends_a_cluster_quietly_and_keeps_what_is_done(pages: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    line = [sys.executable, "-m", "query.cli.main", "build", str(pages), "--data", str(data), "--scheduler", "local"]
    with subprocess.Popen(
        [*line, "--workers", "2"], stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
    ) as building:
        wait_until(lambda: (data / UNFINISHED).exists() and (data / UNFINISHED).stat().st_size)
        os.killpg(building.pid, signal.SIGINT)  # as a terminal does: to the workers too
        _, told = building.communicate(timeout=60)
    assert building.returncode == 130
    assert "Traceback" not in told
    assert kept(data, pages)
