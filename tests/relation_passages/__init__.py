"""Passages in the manner of many kinds of pages with the relations that they state, and how well those read agree.

The passages are ours; their relations were written down before any rule saw them. `first.yaml` says how one is written.
Sums are those of `yibao eval`: `query.evaluation.entities.relation_scores` judges the rows that an export would hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from index.articles.records import relation_row
from ingest.article import RawArticle
from ingest.pipeline import analyse
from query.evaluation.entities import relation_scores
from query.evaluation.gold import Gold

FOLDER = Path(__file__).parent
FILES = ("first", "second", "third", "fourth", "fifth")
RELATIONS = {
    "cond": "service_has_condition",
    "ch": "service_has_channel",
    "mat": "service_requires_material",
    "path": "channel_has_path",
}
Row = dict[str, Any]


@cache
def passages(name: str) -> tuple[Row, ...]:
    """Return the passages of a file: `id`, `service`, `text`, `relations` and perhaps `traps`, as they are written."""
    return tuple(yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))


@cache
def found(name: str) -> tuple[Row, ...]:
    """Return the rows that are read in the passages of a file."""
    read = []
    for passage in passages(name):
        raw = RawArticle(passage["id"], passage["text"], "text/plain")
        read += [relation_row(relation, raw.name) for relation in analyse(raw).relations]
    return tuple(read)


@cache
def scores(name: str) -> tuple[dict[str, float], tuple[str, ...]]:
    """Return the sums of a file, and its misses and wrong subjects in words."""
    errors: list[str] = []
    with TemporaryDirectory() as folder:
        rows = [row for passage in passages(name) for row in judgements(passage)]
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (Path(folder) / "relations.jsonl").write_text(lines, encoding="utf-8")
        gold = Gold(Path(folder), {passage["id"]: passage["text"] for passage in passages(name)})
        return relation_scores(gold, found(name), errors), tuple(errors)


def judgements(passage: Row) -> Iterator[Row]:
    """Yield the relations of a passage in the form of a corpus' gold.

    Raises:
        ValueError: if the passage does not hold the words of one.
    """
    for written in passage["relations"]:
        doubtful, (kind, words, *rest) = written.startswith("?"), written.removeprefix("? ").split(" | ")
        stated, subject = [*rest, "", ""][:2]
        names = stated.split("/") if stated else [words]
        subjects = (subject or ("" if kind == "path" else passage["service"])).split("/")
        yield {
            "doc": passage["id"],
            "line": line_of(passage, words),
            "rel": RELATIONS[kind],
            "subj": subjects[0],
            "alt_subj": subjects[1:],
            "obj": stated.split(">") if kind == "path" else names[0],
            "alt_obj": names[1:],
            "quote": words,
            "certain": not doubtful,
        }


def traps_taken(name: str) -> list[str]:
    """Return which of what is named under `traps` was read as a relation all the same."""
    taken = []
    for passage in passages(name):
        for kind, words in (written.split(" | ") for written in passage.get("traps", ())):
            text, line = passage["text"], line_of(passage, words)
            for row in found(name):
                names = [str(row["object"]), *row.get("object_aliases", ())]
                here = row["article"] == passage["id"] and text.count("\n", 0, row["raw_start"]) + 1 == line
                if here and row["relation"] == RELATIONS[kind] and any(one in words or words in one for one in names):
                    taken.append(f"{passage['id']}: {kind} {words}")
                    break
    return taken


def line_of(passage: Row, words: str) -> int:
    """Return the 1-based line in which words of a passage stand.

    Raises:
        ValueError: if they stand in none.
    """
    return int(passage["text"].count("\n", 0, passage["text"].index(words))) + 1
