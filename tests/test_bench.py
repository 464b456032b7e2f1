"""The benchmark measures what it says, over articles that differ; no figure is judged here."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from itertools import islice
from pathlib import Path

from ingest.pipeline import analyse
from tests.bench.churn import churn, differing
from tests.bench.lexical import lexical
from tests.generated import generated

ROOT = Path(__file__).parent.parent


def test_generated_articles_are_the_same_every_time_and_differ_from_each_other():
    first = [article.text for article in generated(40)]
    assert first == [article.text for article in islice(generated(80), 40)]
    assert first != [article.text for article in generated(40, seed=1)]
    lines = [line for text in first for line in text.splitlines()]
    assert len(set(first)) == 40
    assert len(set(lines)) > 0.75 * len(lines)


def test_generated_articles_state_what_the_ingest_looks_for():
    for found in map(analyse, generated(5)):
        assert found.mentions and found.claims and found.relations
        assert {block.action for block in found.article.blocks} >= {"keep", "drop"}


def test_the_command_writes_its_figures(tmp_path):
    command = [sys.executable, "-m", "tests.bench", "stages", "memory", "--count", "3", "--articles", "4"]
    figures = Path(tmp_path, "figures.json")
    told = subprocess.run(
        [*command, "--every", "2", "--json", figures], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    written = json.loads(figures.read_text(encoding="utf-8"))
    assert [*written["memory"]["megabytes"]] == ["2", "4"]
    assert written["stages"]["floor"]["floors"] == 1
    for stage in ("read", "clean", "mentions", "claims", "relations", "ingest", "characters", "frame"):
        assert written["stages"][stage]["seconds"] > 0 and stage in told


def test_builds_over_builds_end_as_a_fresh_build(tmp_path):
    rounds = [*churn(10, 2, tmp_path)]
    assert [one.changed for one in rounds] == [10, 2, 2]
    assert all(one.articles == 10 and one.peak_megabytes >= one.megabytes > 0 and one.files > 0 for one in rounds)
    found, size = differing(tmp_path)
    assert found == [] and size > 0
    page = next((tmp_path / "in").iterdir())
    page.write_text(page.read_text(encoding="utf-8") + "\n住院起付线为777元。\n", encoding="utf-8")
    shutil.rmtree(tmp_path / "fresh")
    assert {"facts", "graph", "manifest"} <= {*differing(tmp_path)[0]}


def test_a_lexical_index_in_parts_is_measured_against_the_whole(tmp_path):
    found = lexical(500, tmp_path, parts=3)
    assert (found["passages"], found["answered_otherwise_in_parts"]) == (500, 0)
    assert found["questions"] > 50 and found["join_seconds"] > 0
