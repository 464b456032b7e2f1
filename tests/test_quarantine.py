"""What cannot be analysed is listed with what, where and what next, and what kills a process is not tried for ever."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import fakes
import pytest

import index.building.assembly
import index.building.build
import index.building.prepare
from index.building.build import BuildReport, build
from index.building.fingerprint import article_version, content_hash
from index.building.pool import Failure, guarded
from index.building.quarantine import QUARANTINE, Quarantine, quarantined
from index.building.workers import LocalPool
from ingest.article import RawArticle
from ontology.errors import StoreError
from query.cli.main import main

ENCODER = fakes.HashingEncoder()
GOOD = "# 封顶线\n每年2000元\n"


def deadly(raw: RawArticle) -> object:
    """Die of what the text says, else analyse it."""
    if raw.text.startswith(("die", "raise")):
        return fakes.obey(RawArticle(raw.name, raw.text.split()[0]))
    index.building.prepare.analyse = fakes.analyse  # type: ignore[assignment]
    return index.building.prepare.prepared(raw)


@pytest.fixture(autouse=True)
def fake_pipeline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(index.building.prepare, "analyse", fakes.analyse)
    monkeypatch.setattr(index.building.build, "prepared", deadly)
    monkeypatch.setattr(index.building.assembly, "vocabulary_lines", fakes.vocabulary_lines)
    monkeypatch.chdir(tmp_path)
    Path("pages").mkdir()
    write("good", GOOD)
    write("dead", "die")
    write("bad", "raise")
    yield


def write(name: str, text: str) -> None:
    Path("pages", f"{name}.txt").write_text(text, encoding="utf-8")


def run(**options: object) -> BuildReport:
    return build(["pages"], Path("data"), encoder=ENCODER, pool=LocalPool(2), **options)  # type: ignore[arg-type]


def names() -> list[str]:
    return sorted(one.article for one in quarantined(Path("data")))


def test_what_was_left_out_is_listed_until_it_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    report = run()
    assert (report.added, report.failed) == (1, 2)
    bad, dead = sorted(quarantined(Path("data")), key=lambda one: one.article)
    assert (bad.article, bad.error, bad.died, bad.older) == ("pages/bad.txt", "ValueError: bad line", False, False)
    assert (dead.article, dead.died) == ("pages/dead.txt", True)
    assert (dead.where, "exit code 3" in dead.error) == ("a process of this machine", True)
    assert command(capsys, "quarantine", "--data", "data").count("yibao clean pages/") == 2
    rows = [json.loads(line) for line in command(capsys, "quarantine", "--data", "data", "--json").splitlines()]
    assert {row["article"] for row in rows} == {"pages/bad.txt", "pages/dead.txt"}
    assert all(row["error"] and row["where"] is not None and "yibao build" in row["next"] for row in rows)
    write("bad", GOOD)
    write("dead", GOOD + "- 可以使用支付宝\n")
    assert (run().added, names()) == (2, [])
    assert not Path("data", QUARANTINE).exists()
    assert command(capsys, "quarantine", "--data", "data") == "data: no article was left out\n"


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["yibao", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    assert not ended.value.code
    return capsys.readouterr().out


def test_what_kills_is_tried_again_on_demand_alone() -> None:
    run()
    tried: list[str] = []

    class Watched(LocalPool):
        def spread(self, articles, work, keep):  # type: ignore[no-untyped-def]
            def seen():  # type: ignore[no-untyped-def]
                for article in articles:
                    tried.append(article.name)
                    yield article

            return super().spread(seen(), work, keep)

    again = build(["pages"], Path("data"), encoder=ENCODER, pool=Watched(2))
    assert (again.failed, tried) == (2, ["pages/bad.txt"])
    (line,) = (line for line in again.problems if "dead" in line)
    assert "left out as before" in line and "--retry" in line and "exit code 3" in line
    tried.clear()
    build(["pages"], Path("data"), encoder=ENCODER, pool=Watched(2), retry=True)
    assert sorted(tried) == ["pages/bad.txt", "pages/dead.txt"]
    tried.clear()
    write("dead", "die of another text")
    build(["pages"], Path("data"), encoder=ENCODER, pool=Watched(2))
    assert sorted(tried) == ["pages/bad.txt", "pages/dead.txt"]


def test_what_is_gone_is_listed_no_longer() -> None:
    run()
    Path("pages/dead.txt").unlink()
    run()
    assert names() == ["pages/bad.txt", "pages/dead.txt"]
    assert run(prune=True).removed == 0
    assert names() == ["pages/bad.txt"]


def test_an_article_whose_new_text_fails_keeps_what_its_old_one_said() -> None:
    run()
    write("good", "raise")
    run()
    assert {one.article: one.older for one in quarantined(Path("data"))}["pages/good.txt"]
    write("good", GOOD)
    report = run()
    assert (report.unchanged, "pages/good.txt" in names()) == (1, False)


def test_the_list_outlives_a_build_that_dies() -> None:
    raw = RawArticle("a", "x")
    version = article_version(content_hash(raw))
    Path("data").mkdir()
    Quarantine(Path("data")).put(Failure("a", "it died", died=True), version, older=False)
    kept = Quarantine(Path("data"))
    assert kept.held("a", version) and not kept.held("a", "another") and not kept.held("b", version)


def test_where_names_our_own_innermost_line() -> None:
    def broken(raw: RawArticle) -> object:
        from index.articles.codec import unpacked

        return unpacked(b"no data")

    found = guarded(RawArticle("a", ""), broken)  # type: ignore[arg-type]
    assert isinstance(found, Failure) and found.where.startswith("index/articles/codec.py:")


def test_a_folder_that_is_not_there_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["yibao", "quarantine", "--data", "nowhere"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == "yibao: nowhere: no data here: run `yibao build PATH… --data nowhere`\n"


def test_a_broken_list_is_told() -> None:
    Path("data").mkdir()
    Path("data", QUARANTINE).write_text("{}\n", encoding="ascii")
    with pytest.raises(StoreError, match=r"quarantine\.jsonl: cannot be read .*remove it"):
        quarantined(Path("data"))
