from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import fakes
import pytest

import index.building.assembly
import index.building.prepare
from index.building.build import BuildReport, build, remove
from index.building.fingerprint import OWN, ROOT
from index.building.pool import Failure, results
from index.building.process import HERE
from index.building.workers import LocalPool
from index.check import check
from index.folder.generation import current
from index.store import EXPORTS, KnowledgeIndex
from ingest.article import Condition, RawArticle
from ontology.errors import InputError, StoreError

ENCODER = fakes.HashingEncoder()
PAGES = {
    "a.txt": "# 封顶线\n每年2000元\n- 可以使用支付宝\n",
    "b.txt": "# 封顶线\n每年3000元，超过5000元的部分自付\n",
    "c.txt": "# 办理\n前往窗口办理即可\n",
}


@pytest.fixture(autouse=True)
def fake_pipeline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(index.building.prepare, "analyse", fakes.analyse)
    monkeypatch.setattr(index.building.assembly, "vocabulary_lines", fakes.vocabulary_lines)
    monkeypatch.chdir(tmp_path)
    for name, text in PAGES.items():
        Path("pages", name).parent.mkdir(exist_ok=True)
        Path("pages", name).write_text(text, encoding="utf-8")
    yield


def run(*paths: str, data: str = "data", **options: object) -> BuildReport:
    return build(paths or ("pages",), Path(data), encoder=ENCODER, **options)  # type: ignore[arg-type]


def state(data: str = "data") -> dict[str, object]:
    """Return all that the data says to the outside, and that it is sound."""
    with KnowledgeIndex(Path(data), ENCODER) as knowledge:
        assert list(check(knowledge)) == []
        rows: dict[str, object] = {kind: list(knowledge.export(kind)) for kind in EXPORTS}
        rows["nquads"] = knowledge.graph.export("nquads")
        rows["lexical"] = knowledge.matching("每年支付宝窗口", 10)
        rows["dense"] = [(hit.id, round(hit.score, 5)) for hit in knowledge.nearest("每年3000元", 10)]
        return rows


def counts(report: BuildReport) -> tuple[int, int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.removed, report.failed


def number(data: str = "data") -> int:
    found = current(Path(data))
    assert found is not None
    return found.number


def test_a_build_answers_from_every_engine() -> None:
    assert counts(run()) == (3, 0, 0, 0, 0)
    with KnowledgeIndex(Path("data"), ENCODER) as knowledge:
        hit = knowledge.matching("支付宝", 3)[0]
        (passage,) = knowledge.passages([hit.id])
        assert passage.article == "pages/a.txt"
        assert {hit.id for hit in knowledge.nearest("窗口", 9)} == set(knowledge.articles.passage_ids())
        rows = list(knowledge.sparql("SELECT ?v { ?c yb:measure ybc:cap ; yb:valueMax ?v } ORDER BY ?v").rows())
        assert [row["v"].value for row in rows] == ["2000", "3000", "5000"]  # type: ignore[union-attr]
        fact = next(iter(knowledge.export("facts")))
        assert knowledge.facts([fact["id"], "unknown"]) == [fact]
        assert knowledge.is_current()


def test_what_did_not_change_is_not_analysed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    before = number()
    monkeypatch.setattr(index.building.prepare, "analyse", None)  # would fail if it were called
    assert counts(run()) == (0, 0, 3, 0, 0)
    assert number() == before


def test_all_code_that_shapes_what_is_stored_of_an_article_decides_its_version() -> None:
    code = "import sys, index.building.prepare; print(*(name for name in sys.modules if name.startswith('index.')))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True, text=True)
    loaded = {name.removeprefix("index.").replace(".", "/") for name in shown.stdout.split()}
    assert {name for name in loaded if (ROOT / "index" / f"{name}.py").is_file()} <= set(OWN)


def test_a_changed_article_is_replaced_everywhere() -> None:
    run()
    Path("pages/a.txt").write_text("# 封顶线\n每年9000元\n", encoding="utf-8")
    assert counts(run()) == (0, 1, 2, 0, 0)
    changed = state()
    run(data="fresh")
    assert changed == state("fresh")
    assert b'"2000"^^' not in changed["nquads"]  # type: ignore[operator]


def test_the_same_input_gives_the_same_output_in_any_order() -> None:
    run()
    for name in ("c", "a", "b"):
        run(f"pages/{name}.txt", data="piecewise")
    assert state() == state("piecewise")


def test_removing_leaves_nothing_behind() -> None:
    run()
    report = remove(["pages/a.txt"], Path("data"))
    assert counts(report) == (0, 0, 0, 1, 0)
    Path("pages/a.txt").unlink()
    run(data="fresh")
    assert state() == state("fresh")
    assert "支付宝" not in json.dumps(state()["passages"], ensure_ascii=False)


def test_removing_what_is_not_there_changes_nothing() -> None:
    run()
    before = number()
    with pytest.raises(InputError, match=r"pages/x.txt.*yibao export articles"):
        remove(["pages/a.txt", "pages/x.txt"], Path("data"))
    assert number() == before
    with pytest.raises(StoreError, match="yibao build"):
        remove(["pages/a.txt"], Path("none"))


def test_pruning_removes_what_is_gone_only_when_asked() -> None:
    run()
    Path("pages/b.txt").unlink()
    assert counts(run()) == (0, 0, 2, 0, 0)
    assert len(state()["articles"]) == 3  # type: ignore[arg-type]
    assert counts(run(prune=True)) == (0, 0, 2, 1, 0)
    run(data="fresh")
    assert state() == state("fresh")


def test_a_bad_article_stops_no_other_and_keeps_its_old_version() -> None:
    run()
    before = state()
    Path("pages/a.txt").write_text(fakes.UNREADABLE, encoding="utf-8")
    Path("pages/d.txt").write_text("# 新\n每年700元\n", encoding="utf-8")
    heard: list[str] = []
    report = run(on_problem=heard.append, prune=True)
    assert counts(report) == (1, 0, 2, 0, 1)
    assert heard == report.problems
    assert heard == ["pages/a.txt: left out, it cannot be analysed (ValueError: nothing to read)"]
    after = state()
    assert [row for row in after["facts"] if row["article"] != "pages/d.txt"] == before["facts"]  # type: ignore[attr-defined]


def test_an_unreadable_file_is_not_pruned() -> None:
    run()
    Path("pages/a.txt").unlink()
    Path("pages/a.txt").symlink_to("nowhere")
    report = run(prune=True)
    assert (report.removed, len(report.problems)) == (0, 1)


def lines(*texts: str) -> str:
    return "".join(
        json.dumps({"id": f"{n}", "text": text}) + "\n" if text else "{broken\n" for n, text in enumerate(texts)
    )


def test_nothing_is_pruned_that_may_stand_in_a_broken_line() -> None:
    Path("all.jsonl").write_text(lines("每年700元", "每年800元", "每年900元"), encoding="utf-8")
    assert run("all.jsonl").added == 3
    Path("all.jsonl").write_text(lines("每年700元", ""), encoding="utf-8")
    report = run("all.jsonl", prune=True)
    assert (report.unchanged, report.removed, report.skipped) == (1, 0, 1)
    assert "2 articles kept" in report.problems[-1]
    Path("all.jsonl").write_text(lines("每年700元"), encoding="utf-8")
    assert run("all.jsonl", prune=True).removed == 2


def test_a_damaged_archive_hides_its_own_articles_only() -> None:
    with zipfile.ZipFile("t.zip", "w") as archive:
        for name, text in PAGES.items():
            archive.writestr(name, text)
    assert run("pages", "t.zip").added == 6
    data = Path("t.zip").read_bytes()
    Path("t.zip").write_bytes(data[: len(data) // 2])
    Path("pages/a.txt").unlink()
    assert counts(run("pages", "t.zip", prune=True)) == (0, 0, 2, 1, 0)
    Path("t.zip").write_bytes(data)
    assert counts(run("pages", "t.zip", prune=True)) == (0, 0, 5, 0, 0)


def test_json_lines_come_from_standard_input() -> None:
    lines = "\n".join(json.dumps({"id": name, "text": text}) for name, text in PAGES.items())
    assert run("-", stdin=io.BytesIO(lines.encode())).added == 3
    assert [row["article"] for row in state()["articles"]] == ["a.txt", "b.txt", "c.txt"]  # type: ignore[attr-defined]


def test_another_encoder_makes_the_vectors_anew_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    monkeypatch.setattr(index.building.prepare, "analyse", None)
    other = fakes.HashingEncoder(16, "other")
    with pytest.raises(StoreError, match=r"encoder hashing.*yibao build"):
        KnowledgeIndex(Path("data"), other)
    assert counts(build(["pages"], Path("data"), encoder=other)) == (0, 0, 3, 0, 0)
    with KnowledgeIndex(Path("data"), other) as knowledge:
        assert knowledge.vectors.dim == 16
        assert list(check(knowledge)) == []
    with pytest.raises(StoreError, match="encoder other"):
        KnowledgeIndex(Path("data"), ENCODER)


def test_a_reader_keeps_its_generation_through_later_builds() -> None:
    run()
    with KnowledgeIndex(Path("data"), ENCODER) as knowledge:
        for amount in (1, 2, 3):
            Path("pages/a.txt").write_text(f"# 封顶线\n每年{amount}元\n", encoding="utf-8")
            run()
        assert not knowledge.is_current()
        assert list(check(knowledge)) == []
        assert {row["value_max"] for row in knowledge.export("facts")} == {2000, 3000, 5000}


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_workers_end_with_their_work(count: int) -> None:
    raws = [RawArticle(str(i), "") for i in range(count)]
    assert list(results(iter(raws), fakes.obey, LocalPool(2))) == [str(i) for i in range(count)]  # type: ignore[arg-type]


def test_workers_that_cannot_start_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fakes.obey, "__module__", "no_such_module")
    monkeypatch.setitem(sys.modules, "no_such_module", fakes)
    with pytest.raises(StoreError, match="--workers 1"):
        list(results([RawArticle("a", "")], fakes.obey, LocalPool(2)))  # type: ignore[arg-type]


def test_an_empty_build_makes_readable_data() -> None:
    Path("empty").mkdir()
    run("empty")
    found = state()
    assert (found["facts"], found["lexical"], found["dense"]) == ([], [], [])


def test_a_missing_path_changes_nothing() -> None:
    with pytest.raises(InputError):
        run("missing")
    assert current(Path("data")) is None


def test_conflicts_stand_in_rows_and_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    def inpatient(raw: RawArticle) -> fakes.Analysis:
        found = fakes.analyse(raw)
        founded = (Condition("care_type", "住院", "section", 0, 1, "test"),)
        claims = (replace(claim, care_type="住院", conditions=founded) for claim in found.claims)
        return replace(found, claims=tuple(claims))

    monkeypatch.setattr(index.building.prepare, "analyse", inpatient)
    run("pages/a.txt", "pages/b.txt")
    with KnowledgeIndex(Path("data"), ENCODER) as knowledge:
        (row,) = knowledge.export("conflicts")
        against = {(pair["a"], pair["b"]) for pair in row["pairs"]}
        assert [value["value_max"] for value in row["values"]] == [2000, 3000, 5000]
        assert against == {(0, 1), (0, 2)}  # 3000 and 5000 stand in one line
        query = """SELECT ?value { ?c a yb:Conflict ; yb:conflictClass "conflict" ; yb:hasSide ?side .
            ?side yb:conflictsWith ?other . ?other yb:attestedBy/yb:valueMax ?value }"""
        assert sorted(str(one["value"].value) for one in knowledge.sparql(query).rows()) == [
            "2000",
            "2000",
            "3000",
            "5000",
        ]
        claims = "SELECT DISTINCT ?x { ?x a yb:Claim ; yb:conflictsWith ?y . ?y a yb:Claim }"
        assert len(list(knowledge.sparql(claims).rows())) == 3
    remove(["pages/a.txt"], Path("data"))
    assert state()["conflicts"] == []


def test_copies_of_one_template_count_as_one_source() -> None:
    body = "\n".join(f"- 第{i}步请按照页面提示依次填写参保人员信息" for i in range(9))
    for city in ("甲", "乙"):
        Path(f"pages/{city}.txt").write_text(f"# {city}\n可以使用支付宝\n{body}\n", encoding="utf-8")
    run()
    with KnowledgeIndex(Path("data"), ENCODER) as knowledge:
        query = "SELECT ?n { ?x yb:channel ybc:channel-alipay ; yb:sourceCount ?n }"
        assert [row["n"].value for row in knowledge.sparql(query).rows()] == ["2"]  # type: ignore[union-attr]
        twins = list(knowledge.sparql("SELECT ?a ?b { ?a yb:nearDuplicateOf ?b }").rows())
        assert len(twins) == 2  # one pair, both ways


def test_workers_keep_the_order_and_outlive_a_dying_process() -> None:
    raws = [RawArticle(str(i), {3: "die", 5: "raise"}.get(i, "")) for i in range(30)]
    found = list(results(raws, fakes.obey, LocalPool(2)))  # type: ignore[arg-type]
    died = Failure("3", "the process that read it died (exit code 3)", died=True, where=HERE)
    assert found[3] == died
    assert found[5] == Failure("5", "ValueError: bad line")
    assert [one for i, one in enumerate(found) if i not in (3, 5)] == [str(i) for i in range(30) if i not in (3, 5)]
