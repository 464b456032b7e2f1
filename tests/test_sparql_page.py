"""The examples of docs/sparql.md run as printed, and print what is shown there."""

import shlex

from console_blocks import ROOT, examples, shows

PAGE = ROOT / "docs" / "sparql.md"


def test_examples_run_and_print_what_is_shown(run, monkeypatch, tmp_path):
    for name in ("corpus", "docs"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("YIBAO_DATA", raising=False)
    found = examples("docs/sparql.md")
    assert len(found) >= 6
    for command, shown in found:
        name, *arguments = shlex.split(command)
        assert name == "yibao"
        status, out, err = run(*arguments)
        assert status == (1 if shown[0].startswith("yibao: ") else 0), (command, err)
        assert shows((out + err).splitlines(), shown), (command, out + err)


def test_the_query_on_the_page_is_the_one_beside_it():
    assert (PAGE.parent / "nearest_claims.rq").read_text(encoding="utf-8") in PAGE.read_text(encoding="utf-8")
