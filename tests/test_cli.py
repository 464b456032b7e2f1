"""The command: options, exit statuses, what goes to which stream."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from local_site import Answer, FakeClock, Site
from query_samples import BALANCE, data_folder

ROOT = Path(__file__).parent.parent


def test_a_search_in_words(run):
    status, out, err = run("search", "在职职工三级医院住院报几成", "-k", 2, "--data", data_folder())
    assert status == 0
    assert "80%至84%" in out
    assert "住院" in out
    assert "SPARQL" in out
    assert "lexical" in out
    assert err == ""


def test_a_search_as_json_and_the_folder_from_the_environment(run, monkeypatch):
    monkeypatch.setenv("YIBAO_DATA", str(data_folder()))
    status, out, _ = run("search", "医保卡余额怎么查", "--json", "-k", 1)
    row = json.loads(out)
    assert status == 0
    assert len(row["passages"]) == 1


def test_many_questions_one_line_each(run, tmp_path):
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"id": "a", "query": "余额怎么查"}\n\n{"id": 7, "query": "公积金"}\n', encoding="utf-8")
    status, out, _ = run("search", "--queries", questions, "--json", "--data", data_folder())
    assert status == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["a", "7"]
    questions.write_text('{"query": "余额"}\nnothing\n', encoding="utf-8")
    status, out, err = run("search", "--queries", questions, "--json", "--data", data_folder())
    assert status == 1
    assert ":2:" in err


def test_faults_are_one_line_and_status_1(run, tmp_path):
    for arguments in (
        ("search", "x", "--data", tmp_path / "none"),
        ("sparql", "SELECT", "--data", data_folder()),
        ("sparql", "-f", tmp_path / "none.rq", "--data", data_folder()),
        ("clean", tmp_path / "none.txt"),
        ("remove", "none", "--data", tmp_path / "none"),
        ("search", "x", "--region", "无此地", "--data", data_folder()),
        ("eval", "--corpus", tmp_path),
        ("export", "facts", "--data", data_folder(), "-o", tmp_path / "no" / "file"),
    ):
        status, out, err = run(*arguments)
        assert (status, out) == (1, ""), arguments
        assert err.startswith("yibao: "), arguments
        assert len(err.splitlines()) == 1, arguments


def test_wrong_usage_is_status_2(run):
    for arguments in (
        ("frobnicate",),
        ("search",),
        ("search", "x", "--queries", "y"),
        ("search", "x", "--as-of", "gestern"),
        ("search", "x", "-k", "0"),
        ("sparql",),
        ("export", "nothing"),
        ("export", "graph", "--format", "csv"),
        ("export", "facts", "--format", "trig"),
        ("build",),
    ):
        status, _, err = run(*arguments)
        assert status == 2, arguments
        assert err, arguments


def test_build_is_incremental_and_remove_takes_out(run, tmp_path):
    page = tmp_path / "balance.txt"
    page.write_text(BALANCE, encoding="utf-8")
    data = tmp_path / "kb"
    assert "1 added" in run("build", page, "--data", data)[1]
    assert "1 unchanged" in run("build", page, "--data", data)[1]
    status, out, _ = run("build", page, page, "--data", data, "--json")
    assert (status, json.loads(out)["unchanged"]) == (0, 1)
    assert "1 removed" in run("remove", page, "--data", data)[1]
    assert json.loads(run("stats", "--data", data, "--json")[1])["articles"] == 0
    assert run("search", "余额", "--data", data, "--json")[0] == 0


def test_clean_shows_what_was_dropped(run, tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(BALANCE + "\n温馨提示:本数据仅供参考!\n", encoding="utf-8")
    status, out, _ = run("clean", page)
    assert status == 0
    assert any(line.startswith("- ") and "disclaimer" in line for line in out.splitlines())
    status, out, _ = run("clean", page, "--json")
    blocks = [json.loads(line) for line in out.splitlines()]
    assert "".join(block["raw"] for block in blocks) == page.read_text(encoding="utf-8")


def test_clean_goes_on_after_an_unreadable_article(run, tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "good.txt").write_text(BALANCE, encoding="utf-8")
    status, out, err = run("clean", tmp_path, "--json")
    assert status == 0
    assert out
    assert "empty.txt" in err


def test_archives_and_patterns_are_paths_like_others(run, tmp_path):
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("a.txt", BALANCE)
        archive.writestr("b.txt", b"%PDF-1.4")
    (tmp_path / "c.txt").write_text(BALANCE, encoding="utf-8")
    status, out, err = run("build", tmp_path / "t.zip", tmp_path / "*.txt", "--data", tmp_path / "kb")
    assert (status, out.split(": ")[1].strip()) == (
        0,
        "2 added, 0 updated, 0 unchanged, 0 removed, 0 failed, 1 skipped",
    )
    assert "t.zip!/b.txt: is a PDF" in err
    status, out, _ = run("clean", tmp_path / "t.zip", "--json")
    assert {json.loads(line)["article"] for line in out.splitlines()} == {f"{tmp_path.as_posix()}/t.zip!/a.txt"}
    assert "1 removed" in run("remove", f"{tmp_path.as_posix()}/t.zip!/a.txt", "--data", tmp_path / "kb")[1]


def test_a_url_is_a_path_like_others(run, tmp_path, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    site = Site(FakeClock())
    site.pages["/a.html"] = Answer(f"<html><body><p>{BALANCE}</p></body></html>".encode())
    try:
        for command in ("clean", "build"):
            more = ("--data", tmp_path / "kb") if command == "build" else ()
            status, out, err = run(command, f"{site.url}/a.html", "--cache", tmp_path / "cache", *more)
            assert (status, err) == (0, "")
            assert site.url in out or "1 added" in out
        asked = len(site.requests)
        assert run("clean", f"{site.url}/a.html", "--cache", tmp_path / "cache", "--offline")[0] == 0
        assert len(site.requests) == asked
    finally:
        site.close()
    status, out, err = run(
        "build", f"{site.url}/b", "--cache", tmp_path / "cache", "--offline", "--data", tmp_path / "kb"
    )
    assert (status, len(err.splitlines())) == (1, 1)


def test_exports_go_to_stdout_or_a_file(run, tmp_path):
    status, out, _ = run("export", "facts", "--data", data_folder())
    assert status == 0
    rows = [json.loads(line) for line in out.splitlines()]
    assert {row["kind"] for row in rows} >= {"reimbursement_rate", "cap"}
    file = tmp_path / "facts.csv"
    assert run("export", "facts", "--format", "csv", "-o", file, "--data", data_folder())[0] == 0
    assert file.read_text(encoding="utf-8").startswith("id,")
    assert os.listdir(tmp_path) == ["facts.csv"]


def test_sparql_in_several_formats(run, tmp_path):
    query = tmp_path / "query.rq"
    query.write_text("SELECT (COUNT(?c) AS ?n) WHERE { ?c a yb:Claim ; yb:measure ybc:cap }", encoding="utf-8")
    assert run("sparql", "-f", query, "--format", "csv", "--data", data_folder())[1].split() == ["n", "1"]
    _, out, _ = run("sparql", "ASK { ?s ?p ?o }", "--format", "json", "--data", data_folder())
    assert json.loads(out)["boolean"] is True


def test_sound_data_passes_the_check(run):
    status, out, _ = run("check", "--data", data_folder())
    assert (status, "no fault found" in out) == (0, True)


def command(*arguments, **known):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "query.cli.main", *map(str, arguments)],
        capture_output=True,
        env=environment,
        check=False,
        **known,
    )


def test_help_is_light():
    heavy = [
        "torch",
        "faiss",
        "tantivy",
        "jieba",
        "sentence_transformers",
        "pyoxigraph",
        "rdflib",
        "numpy",
        "opencc",
        "pypinyin",
    ]
    code = f"import sys, query.cli.main; print([m for m in {heavy!r} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True, text=True)
    assert shown.stdout.strip() == "[]"


def test_searching_needs_no_torch():
    code = (
        "import sys; from pathlib import Path; from query.knowledge import KnowledgeBase; "
        f"KnowledgeBase(Path({str(data_folder())!r})).search('医保卡余额怎么查'); "
        "print([m for m in ('torch', 'sentence_transformers', 'trafilatura', 'pyshacl') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True, text=True)
    assert shown.stdout.strip() == "[]"


def test_a_reader_that_had_enough_is_no_fault():
    pipe = subprocess.Popen(
        [sys.executable, "-m", "query.cli.main", "export", "graph", "--format", "nquads", "--data", data_folder()],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert pipe.stdout is not None
    assert pipe.stderr is not None
    pipe.stdout.readline()
    pipe.stdout.close()
    assert pipe.stderr.read() == b""
    pipe.stderr.close()
    assert pipe.wait() == 0


def test_questions_on_stdin():
    shown = command("sparql", "-", "--data", data_folder(), input=b"ASK {}")
    assert shown.stdout.decode().strip() in ("yes", "true")
