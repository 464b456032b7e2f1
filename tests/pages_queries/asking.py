"""Ask every question of the command, and score the answers as `yibao eval` scores those of its own corpus."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from query.evaluation.gold import Gold
from query.evaluation.searching import search_scores

from .expand import ALL, ARTICLES, KINDS, PAGES, Page, judgements

Row = dict[str, Any]
FACTS = 3  # that count as shown beside the first passage


def results(data: Path, questions: Path, batch: str = ALL) -> dict[str, Row]:
    """Build pages and articles into `data`, ask the questions of a batch, and return the results by id."""
    _yibao("build", PAGES.name, ARTICLES.name, "--data", str(data.resolve()))  # names that are the same everywhere
    asked = [{"id": one["id"], "query": one["query"]} for kind in KINDS for one in judgements(kind, batch)]
    questions.write_text("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in asked), encoding="utf-8")
    printed = _yibao(
        "search", "--queries", str(questions.resolve()), "--json", "-k", "10", "--data", str(data.resolve())
    )
    return {row["id"]: row for row in map(json.loads, printed.splitlines())}


def scores(
    folder: Path, known: Mapping[str, Page], found: Mapping[str, Row], split: str | None, errors: list[str]
) -> dict[str, float]:
    """Return the figures of a half, or of all questions; `folder` is what `expand.write` wrote."""
    judged = Gold(folder / "gold", {document: one.text for document, one in known.items()}, split=split)
    moved = {name: row | {"passages": _moved(known, row["passages"])} for name, row in found.items()}
    figures = search_scores(judged, moved, errors)
    cases = judged.judgements("queries")
    answered = sum(_answers(case, found[case["id"]]) for case in cases)
    return {"questions": len(cases)} | figures | {"answer_in_top_1": answered / len(cases)}


def _moved(known: Mapping[str, Page], passages: Sequence[Row]) -> list[Row]:
    """Return the passages with the offsets of the text without markup."""
    placed = []
    for one in passages:
        page = known[Path(one["article"]).name.split("_")[0].split(".")[0]]
        start, end = page.moved(one["raw_start"], one["raw_end"])
        placed.append(one | {"raw_start": start, "raw_end": end})
    return placed


def _answers(case: Mapping[str, Any], row: Row) -> bool:
    """Return whether the first passage or the first facts hold the words that an answer must have."""
    shown = "".join(one["text"] for one in row["passages"][:1])
    shown += json.dumps(row["facts"][:FACTS], ensure_ascii=False)
    some = case.get("must_have_any", ())
    return all(word in shown for word in case["must_have"]) and (not some or any(word in shown for word in some))


def _yibao(*arguments: str) -> str:
    command = [sys.executable, "-m", "query.cli.main", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=True, cwd=PAGES.parent
    ).stdout
