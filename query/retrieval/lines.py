"""The lines of a passage that can answer, each with the label over it, and how near the best one is to a question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from index.articles.passages import Passage
from index.encoder.protocol import Encoder, Vectors
from index.store import KnowledgeIndex
from ontology.remembering import of_lines

KEPT_LINES = 16_384  # of one encoder: 16 MB
_KEPT: WeakKeyDictionary[Encoder, dict[str, NDArray[np.float32]]] = WeakKeyDictionary()
ANNOUNCING = (":", "?")  # ends a line that says what follows: a label, a question


class Near(NamedTuple):
    """A line and its cosine with a question."""

    cosine: float
    text: str


NOTHING = Near(0.0, "")


@lru_cache(maxsize=4096)
def answering_lines(passage: Passage) -> tuple[str, ...]:
    """Return the lines of a passage that say something, each under the label or question that announces it.

    Headings and lines that announce what follows are none: they repeat the question and answer nothing.
    """
    headings = {letters(heading) for heading in (passage.title, *passage.heading_path)}
    found: list[str] = []
    label = ""
    for line in passage.text.split("\n"):
        if letters(line) in headings or line.rstrip().endswith(ANNOUNCING):
            label = line if line.strip() else label
        else:
            found.append(f"{label}\n{line}" if label else line)
    return tuple(found)


def nearest_lines(index: KnowledgeIndex, question: str, passages: Sequence[Passage]) -> list[Near]:
    """Return for each passage the answering line that is nearest to the question.

    A passage without one has none at 0. So has every passage where the encoder is too slow to read lines while
    somebody waits.
    """
    if not passages or not index.encoder.light:
        return [NOTHING] * len(passages)
    lines = [answering_lines(passage) for passage in passages]
    vectors = _vectors(index.encoder, [line for group in lines for line in group])
    cosines = iter((vectors @ index.encoder.encode([question], "query")[0]).tolist())
    return [max((Near(next(cosines), line) for line in group), default=NOTHING) for group in lines]


def _vectors(encoder: Encoder, lines: Sequence[str]) -> Vectors:
    """Return one row a line; those of earlier questions are kept: pages on one subject are found again and again."""
    kept = _KEPT.setdefault(encoder, {})
    missing = [line for line in dict.fromkeys(lines) if line not in kept]
    new = dict(zip(missing, encoder.encode(missing), strict=True)) if missing else {}
    rows = [new[line] if line in new else kept[line] for line in lines]
    if len(kept) + len(new) > KEPT_LINES:
        _KEPT[encoder] = kept = {}
    kept.update((line, row.copy()) for line, row in new.items())  # else one row would keep all of its batch
    return np.stack(rows) if rows else encoder.encode([])


@of_lines(8192)
def letters(text: str) -> str:
    """Return the letters of a text: what is left of a heading however it is numbered and marked."""
    return "".join(filter(str.isalpha, text))
