"""Training data: intents with questions and passages, and general pairs of texts that belong together."""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.encoder.script import simplified
from ontology.errors import InputError


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing people want to know: passages that answer it, questions that ask it.

    Intents of one group overlap: a passage of one may answer a question of another.
    """

    name: str
    group: str
    passages: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Texts that belong together, row by row, with the source of each row."""

    first: list[str]
    second: list[str]
    sources: list[str]


def intents(path: Path) -> tuple[Intent, ...]:
    """Return the intents of a JSONL file, or of all JSONL files of a folder, sorted by name.

    Raises:
        InputError: if a line is no intent, or two intents share a name.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    found: dict[str, Intent] = {}
    for file in files:
        for where, record in _records(file):
            intent = _intent(where, record)
            if intent.name in found:
                raise InputError(f"{where}: intent {intent.name!r} stands twice: merge the two or rename one")
            found[intent.name] = intent
    if not found:
        raise InputError(f"{path}: no intents: give a folder of JSONL files such as corpus/questions")
    return tuple(found[name] for name in sorted(found))


def held_out(intent: Intent, percent: int) -> bool:
    """Whether `intent` is kept out of training: a hash of its group decides, so that no one can choose.

    >>> held_out(Intent("a", "a", (), ()), 0), held_out(Intent("a", "a", (), ()), 100)
    (False, True)
    """
    return int.from_bytes(hashlib.sha256(intent.group.encode()).digest()[:8]) % 100 < percent


def general_pairs(path: Path) -> Pairs:
    """Return the pairs of a JSONL file (`.xz` or plain) with the fields a, b and src, in simplified Chinese.

    Raises:
        InputError: if the file cannot be read or a line lacks a field.
    """
    first, second, sources = [], [], []
    for where, record in _records(path):
        try:
            first.append(record["a"])
            second.append(record["b"])
            sources.append(record["src"])
        except (KeyError, TypeError) as error:
            raise InputError(f"{where}: a pair needs the fields a, b and src") from error
    return Pairs(simplified(first), simplified(second), sources)


def _intent(where: str, record: Any) -> Intent:
    try:
        name = record["intent"]
        return Intent(name, record.get("group", name), tuple(record["passages"]), tuple(record["questions"]))
    except (KeyError, TypeError) as error:
        raise InputError(f"{where}: an intent needs the fields intent, passages and questions") from error


def _records(path: Path) -> Iterator[tuple[str, Any]]:
    opener = lzma.open if path.suffix == ".xz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                yield f"{path}:{number}", json.loads(line)
    except (OSError, ValueError, lzma.LZMAError) as error:
        raise InputError(f"{path}: cannot be read as JSON lines ({error})") from error
