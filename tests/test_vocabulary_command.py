"""`yibao vocabulary`: unknown names are kept with their evidence, ranked, looked up, and become data."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from ontology.amending import add_alias, add_concept
from ontology.errors import DataError
from ontology.vocabulary import FOLDER, load, vocabulary
from query.cli.main import app
from query.knowledge import KnowledgeBase

ROOT = Path(__file__).parent.parent
ARTICLES = {
    "bank.txt": "澄江医保怎么办\n\n参保人可以下载“澄江掌上保”APP查询余额。\n也可以在银行的自助取单机上打印清单。\n",
    "forum.txt": "问:手机上怎么交医保?\n\n答:我用的是“澄江掌上保”APP,很快。带身份证和《澄江就医备忘单》就行。\n",
    "office.txt": "澄江市医疗保障局办事指南\n\n请登录“澄江掌上保”APP,或到医保局窗口办理。\n",
}


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("articles")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    into = tmp_path_factory.mktemp("kb") / "data"
    run("build", str(folder), "--data", str(into))
    yield into


def rows(data: Path, *more: str) -> list[dict[str, Any]]:
    return [
        json.loads(line) for line in run("vocabulary", "candidates", "--data", str(data), "--json", *more).splitlines()
    ]


# candidates


def test_an_unknown_app_is_a_candidate_with_all_its_evidence(data: Path) -> None:
    best = rows(data)[0]
    assert (best["type"], best["label"], best["articles"], best["sources"]) == ("channel", "澄江掌上保APP", 3, 3)
    assert len(best["quotes"]) == 3
    with KnowledgeBase(data) as knowledge:
        for quote in best["quotes"]:
            assert "澄江掌上保" in knowledge.raw_text(quote["article"])[quote["raw_start"] : quote["raw_end"]]


def test_more_independent_sources_rank_higher(data: Path) -> None:
    found = rows(data)
    assert [row["score"] for row in found] == sorted((row["score"] for row in found), reverse=True)
    assert {row["label"] for row in found} >= {"澄江掌上保APP", "澄江就医备忘单"}
    assert {row["type"] for row in rows(data, "--type", "material")} == {"material"}
    assert len(rows(data, "-n", "1")) == 1


def test_a_candidate_is_no_known_concept_whatever_it_is_like(data: Path) -> None:
    for row in rows(data):
        assert not vocabulary().find(row["label"], row["type"])
        for hint in row["maybe_alias_of"]:
            assert vocabulary().concept(hint["code"]).scheme == row["type"]


def test_the_graph_has_candidates_apart_from_concepts_with_the_mentions_that_prove_them(data: Path) -> None:
    query = """SELECT (COUNT(DISTINCT ?m) AS ?n) (SAMPLE(?s) AS ?scheme) WHERE {
      ?c a yb:Candidate, cv:Channel ; skos:prefLabel "澄江掌上保APP"@zh ; skos:inScheme ?s . ?m yb:concept ?c }"""
    (row,) = json.loads(run("sparql", query, "--data", str(data), "--format", "json"))["results"]["bindings"]
    assert row["n"]["value"] == "3"
    assert row["scheme"]["value"].endswith("scheme-candidate")
    assert "no fault" in run("check", "--data", str(data))


def test_a_bureau_is_told_with_its_place(data: Path) -> None:
    exported = [json.loads(line) for line in run("export", "entities", "--data", str(data)).splitlines()]
    (bureau,) = [
        row for row in exported if row["article"].endswith("office.txt") and row["id"] == "org-medical-insurance-bureau"
    ]
    assert bureau["place"] == "澄江市"
    assert {mention["place"] for mention in bureau["mentions"]} == {"澄江市", None}


def test_an_unknown_type_is_refused(data: Path) -> None:
    with pytest.raises(Exception, match="channel, material"):
        CliRunner().invoke(
            app, ["vocabulary", "candidates", "--data", str(data), "--type", "x"], catch_exceptions=False
        )


# show


def test_show_says_what_a_name_is_and_where_that_stands() -> None:
    told = json.loads(run("vocabulary", "show", "支付包", "--json"))
    (concept,) = told["concepts"]
    assert (concept["code"], concept["as"]) == ("channel-alipay", "hidden label")
    file, line = concept["where"].rsplit(":", 1)
    assert Path(file).read_text(encoding="utf-8").splitlines()[int(line) - 1].startswith("channel-alipay,")


def test_show_says_by_which_form_an_unknown_name_is_known() -> None:
    assert "candidate, by quoted_kind" in run("vocabulary", "show", "“澄江掌上保”APP")
    assert "no such name" in run("vocabulary", "show", "鱼香肉丝")


# add


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    own = tmp_path / "vocabulary"
    shutil.copytree(FOLDER, own)
    monkeypatch.setattr("ontology.amending.writable_folder", lambda: own)
    monkeypatch.setattr("query.vocabulary.naming.writable_folder", lambda: own)
    return own


def test_a_candidate_becomes_a_row_of_its_table_and_no_other_line_changes(data: Path, folder: Path) -> None:
    before = (folder / "channel.csv").read_text(encoding="utf-8")
    told = run("vocabulary", "add", "澄江掌上保APP", "--data", str(data))
    after = (folder / "channel.csv").read_text(encoding="utf-8")
    assert after.startswith(before)
    assert after[len(before) :].count("\n") == 1
    (concept,) = load(folder).find("澄江掌上保APP")
    assert (concept.scheme, concept.attributes["type"]) == ("channel", "app")
    assert f"channel.csv:{len(after.splitlines())}: {concept.code}" in told
    assert "yibao build" in told


def test_a_candidate_becomes_another_name_of_a_concept(data: Path, folder: Path) -> None:
    run("vocabulary", "add", "澄江就医备忘单", "--alias-of", "material-medical-record", "--data", str(data))
    (concept,) = load(folder).find("澄江就医备忘单")
    assert concept.code == "material-medical-record"
    old, new = ((place / "material.csv").read_text(encoding="utf-8").splitlines() for place in (FOLDER, folder))
    assert [one.split(",")[0] for one, other in zip(old, new, strict=True) if one != other] == [
        "material-medical-record"
    ]


def test_a_better_label_may_be_given(data: Path, folder: Path) -> None:
    run("vocabulary", "add", "澄江掌上保APP", "--label", "澄江掌上保", "--type", "channel", "--data", str(data))
    (concept,) = load(folder).find("澄江掌上保APP")
    assert concept.pref_label == "澄江掌上保"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ("支付宝", "--type", "channel"),
            r"channel\.csv:\d+: .*'支付宝' also names channel-alipay \(.*channel\.csv:\d+\)",
        ),
        (("保定点", "--type", "region"), r"blocked\.txt:\d+: .*blocked"),
        (("甲|乙", "--type", "channel"), "no label"),
        (("澄江云", "--type", "chanel"), "no such table; the types are"),
        (("澄江云", "--alias-of", "channel-nowhere", "--type", "channel"), "no concept has the code"),
        (("澄江云", "--type", "channel", "--broader", "channel-nowhere"), "no code of this table"),
        (("澄江云", "--type", "material", "--alias-of", "channel-alipay"), "is of the type channel"),
    ],
)
def test_what_would_break_the_vocabulary_is_refused_and_nothing_is_written(
    words: tuple[str, ...], says: str, data: Path, folder: Path
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(Exception, match=says):
        CliRunner().invoke(app, ["vocabulary", "add", *words, "--data", str(data)], catch_exceptions=False)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_name_that_the_data_lacks_needs_its_type(data: Path, folder: Path) -> None:
    with pytest.raises(Exception, match="--type"):
        CliRunner().invoke(app, ["vocabulary", "add", "没有的名字", "--data", str(data)], catch_exceptions=False)


SMALL = {
    "a": "code,prefLabel,altLabel,hiddenLabel,broader,type\na-1,甲,甲一|甲二,,,\na-2,乙,,,a-1,x\n",
    "b": "code,prefLabel,altLabel,hiddenLabel,broader\nb-1,丙,,,\n",
}
NAME = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(name=NAME, alias=st.booleans())
def test_any_addition_is_there_when_the_tables_are_read_again_or_changes_nothing(
    name: str, alias: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("v")
    for scheme, text in SMALL.items():
        (folder / f"{scheme}.csv").write_text(text, encoding="utf-8")
    try:
        done = add_alias("a-1", name, folder) if alias else add_concept("a", "a-3", name, {}, folder)
    except DataError:
        assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == {
            f"{scheme}.csv": text for scheme, text in SMALL.items()
        }
        return
    assert name.strip() in load(folder).concept(done.code).labels
    old, new = SMALL["a"].splitlines(), (folder / "a.csv").read_text(encoding="utf-8").split("\n")[:-1]
    changed = [place for place, line in enumerate(new, start=1) if place > len(old) or line != old[place - 1]]
    assert changed == [done.line]
    assert (folder / "b.csv").read_text(encoding="utf-8") == SMALL["b"]


def test_after_an_addition_a_build_knows_the_name_and_it_is_no_candidate_any_more(tmp_path: Path) -> None:
    """The whole way in a copy of the program, as a user would go it."""
    home = tmp_path / "program"
    home.mkdir()
    shutil.copytree(ROOT / "ontology", home / "ontology", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("ingest", "index", "query"):
        (home / name).symlink_to(ROOT / name)
    for name, text in ARTICLES.items():
        (home / name).write_text(text, encoding="utf-8")

    def yibao(*words: str) -> str:
        command = [sys.executable, "-m", "query.cli.main", *words]
        known = os.environ | {"PYTHONPATH": str(home), "YIBAO_DATA": str(home / "data")}
        return subprocess.run(command, cwd=home, env=known, check=True, capture_output=True, text=True).stdout

    yibao("build", *ARTICLES)
    assert "澄江掌上保APP" in yibao("vocabulary", "candidates")
    yibao("vocabulary", "add", "澄江掌上保APP", "--label", "澄江掌上保")
    assert "3 updated" in yibao("build", *ARTICLES)
    assert "澄江掌上保" not in yibao("vocabulary", "candidates")
    named = [json.loads(line) for line in yibao("export", "entities").splitlines()]
    assert {row["label"] for row in named if row["id"] == "channel-chengjiangzhangshangbao"} == {"澄江掌上保"}
