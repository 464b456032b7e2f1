"""Judged articles: raw texts, and JSONL files whose judgements point at lines and quotes of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.edits.draft import Span
from ingest.sources.reading import read
from ontology.errors import InputError

Judgement = Mapping[str, Any]

ANNOTATED = "annotated.json"
NEEDED = {"queries": ("id", "query", "relevant"), "unanswerable": ("id", "query")}  # without them nothing can be asked
NEEDED_OF_LINES = ("doc", "line", "grade")


@dataclass(frozen=True, slots=True)
class Gold:
    """A folder of judgements, and the articles that they judge, named by their file names up to the first `_`."""

    folder: Path
    texts: Mapping[str, str]
    split: str | None = None  # of judgements that name one, only those of this split count
    annotated: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # layer → documents judged whole; all if absent

    def judgements(self, name: str) -> list[Judgement]:
        """Return the lines of `{name}.jsonl`, none if there is no such file.

        Raises:
            InputError: if a line is no JSON, or lacks what is needed to ask a question.
        """
        path = self.folder / f"{name}.jsonl"
        if not path.exists():
            return []
        found = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                try:
                    found.append(json.loads(line))
                except ValueError as error:
                    raise InputError(f"{path}:{number}: no JSON ({error}): mend the line") from error
                for lacking in _lacking(found[-1], NEEDED.get(name, ())):
                    raise InputError(f"{path}:{number}: {lacking} is missing: mend the line")
        return [one for one in found if self._counts(one)]

    def _counts(self, one: Judgement) -> bool:
        known = "doc" not in one or one["doc"] in self.texts
        return known and (self.split is None or one.get("split", self.split) == self.split)

    def document(self, article: str, layer: str = "") -> str | None:
        """Return the document that an article's name stands for, None if it is not judged (in that layer)."""
        name = _document(Path(article))
        return name if name in self.annotated.get(layer, self.texts) else None

    def span(self, document: str, line: int, quote: str | None = None) -> Span:
        """Return where a quote stands that begins in a 1-based line, or the whole line.

        Raises:
            InputError: if it does not stand there.
        """
        text = self.texts[document]
        lines = text.split("\n")
        if not 1 <= line <= len(lines):
            raise InputError(f"{self.folder}: {document} has no line {line}: mend the judgement")
        start = sum(len(one) + 1 for one in lines[: line - 1])
        end = start + len(lines[line - 1])
        if not quote:
            return start, end
        at = text.find(quote, start, end + len(quote))
        if at < 0 or at > end:
            raise InputError(f"{self.folder}: {document}, line {line}, does not hold {quote!r}: mend the judgement")
        return at, at + len(quote)


def gold(folder: Path, articles: Path) -> Gold:
    """Return the judgements of `folder` on the articles in `articles`.

    Raises:
        InputError: if there are no articles.
    """
    texts = {_document(Path(raw.name)): raw.text for raw in read([str(articles)], None, lambda problem: None)}
    if not texts:
        raise InputError(f"{articles}: no articles here: name a corpus folder with --corpus")
    return Gold(folder, texts, annotated=_annotated(folder / ANNOTATED))


def _annotated(path: Path) -> dict[str, frozenset[str]]:
    """Which documents are judged whole, by layer: what is found elsewhere is neither right nor wrong."""
    if not path.exists():
        return {}
    layers = json.loads(path.read_text(encoding="utf-8"))
    return {layer: frozenset(named) for layer, named in layers.items() if isinstance(named, list)}


def _lacking(judgement: Judgement, needed: tuple[str, ...]) -> list[str]:
    """Return which of the needed fields a judgement lacks, those of its judged lines among them."""
    if not isinstance(judgement, Mapping):
        return ["an object"]
    absent = [repr(field) for field in needed if field not in judgement]
    lines = judgement.get("relevant", ()) if "relevant" in needed else ()
    return absent + [f"{field!r} in 'relevant'" for line in lines for field in NEEDED_OF_LINES if field not in line]


def overlap(a: Span, b: Span) -> int:
    """Return how many characters two spans share.

    >>> overlap((0, 5), (3, 9)), overlap((0, 2), (3, 4))
    (2, 0)
    """
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def f1(precision: float, recall: float) -> float:
    """Return the harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def share(part: float, whole: float) -> float:
    """Return part / whole, 0 where there is nothing."""
    return part / whole if whole else 0.0


def _document(path: Path) -> str:
    return path.name.split("_")[0].split(".")[0]
