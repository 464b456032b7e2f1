"""A learnt judge of single lines: does a line belong to the body of a page, or to its frame, and to what of it?

Sites word their frame in endless ways, so lexicons alone miss most of it on a site never seen. The model is a
multinomial logistic regression over character n-grams (weights in `ontology/models/frame.tsv`, made by
`python -m ingest.cleaning.frame.frame_training` from `corpus/frame`); what a line scores is the sum of a few readable
numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from operator import add

import numpy as np

from ontology.errors import DataError
from ontology.folding import fold
from ontology.packs import active

WEIGHTS = "models/frame.tsv"
BODY = "body"
LONGEST_GRAM = 3
UNIT = 100  # the weights of the table are hundredths

_DIGITS = re.compile(r"\d+")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the model says of a line."""

    frame: float  # probability that it is frame
    reason: str  # the likeliest kind of frame: page_header, seo_intro, outro …


def grams(line: str) -> list[str]:
    """Return the n-grams of a line: widths, case and digits folded, its two ends marked.

    >>> grams("第12页")[:4]
    ['^', '第', '0', '页']
    """
    text = f"^{_BLANKS.sub(' ', _DIGITS.sub('0', fold(line).lower())).strip()}$"
    found = longer = [*text]
    for size in range(1, LONGEST_GRAM):
        longer = [*map(add, longer, text[size:])]
        found = found + longer
    return found


@dataclass(frozen=True, slots=True)
class FrameModel:
    """The weights of a model: one row a gram, one column a class; the last row is the bias."""

    classes: tuple[str, ...]  # BODY is the first
    rows: dict[str, int]
    weights: np.ndarray[tuple[int, int], np.dtype[np.float32]]

    def verdict(self, line: str) -> Verdict:
        """Judge one line of simplified text."""
        rows = {*map(self.rows.get, grams(line))}
        found = sorted(row for row in rows if row is not None)
        scores = self.weights[found].sum(axis=0) + self.weights[-1]
        odds = np.exp(scores - scores.max())
        best = int(odds[1:].argmax()) + 1
        return Verdict(float(1 - odds[0] / odds.sum()), self.classes[best])

    def signs(self, line: str, reason: str, count: int = 3) -> list[str]:
        """Return the grams that speak most for `reason` against body, the strongest first."""
        column = self.classes.index(reason)
        gain = {
            gram: float(self.weights[row][column] - self.weights[row][0])
            for gram in grams(line)
            if (row := self.rows.get(gram)) is not None
        }
        return sorted((gram for gram in gain if gain[gram] > 0), key=lambda gram: (-gain[gram], gram))[:count]


@cache
def frame_model() -> FrameModel:
    """Return the model of the vocabulary pack in use.

    Raises:
        DataError: if the table of weights is missing or broken, with file and line.
    """
    path = active().layers(WEIGHTS)[0]
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        remedy = "run `python -m ingest.cleaning.frame.frame_training`"
        raise DataError(f"{path}: cannot be read ({error.strerror}); {remedy}") from error
    classes = tuple(lines[0].split("\t")[1:])
    rows: dict[str, int] = {}
    weights = []
    for number, line in enumerate(lines[1:], start=2):
        gram, *cells = line.split("\t")
        try:
            weights.append([int(cell) / UNIT for cell in cells])
        except ValueError as error:
            raise DataError(f"{path}:{number}: a whole number is expected in each column") from error
        if len(cells) != len(classes):
            raise DataError(f"{path}:{number}: {len(classes)} weights are expected, not {len(cells)}")
        rows[gram] = number - 2
    if rows.pop("", None) != len(weights) - 1 or classes[:1] != (BODY,):
        raise DataError(f"{path}: the last row must be the bias (an empty gram), the first class {BODY!r}")
    return FrameModel(classes, rows, np.array(weights, dtype=np.float32))
