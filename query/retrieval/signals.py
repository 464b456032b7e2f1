"""What speaks for a passage as the answer beside its place in the legs: the signals that the ranking weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.articles.passages import Passage
from index.store import KnowledgeIndex
from ontology.folding import fold
from query.retrieval.lines import Near, answering_lines, letters, nearest_lines
from query.retrieval.support import Part, held, parts, share
from query.understanding.answer_types import Wanted, wanted_value
from query.understanding.question import Understanding

SIGNALS = ("line_support", "value", "pairs", "line")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a passage with a question in mind."""

    signals: Mapping[str, float]  # each of `SIGNALS`, 0 where nothing speaks for the passage
    near: Near  # its line that is nearest to the question


def readings(index: KnowledgeIndex, asked: Understanding, passages: Sequence[Passage]) -> list[Reading]:
    """Return what speaks for each of some passages.

    `line_support`: the share of the question that one line speaks of, together with the headings over it, 0 … 1.
    `value`: 0 without a line that holds a value of the asked kind, else 1 + the
    share of the question that this line speaks of. `pairs`: the share of the question's pairs of neighbouring letters
    that stand in the passage. `line`: the cosine of its nearest line.
    """
    wanted, value, pairs = parts(asked), wanted_value(asked.text), letter_pairs(asked.text)
    read = []
    for passage, near in zip(passages, nearest_lines(index, asked.text, passages), strict=True):
        lines = answering_lines(passage)
        spoken = [held(wanted, line) for line in lines]
        above = held(wanted, passage.context) if lines else 0
        signals = {
            "line_support": max((share(wanted, above | places) for places in spoken), default=0.0),
            "value": _value(wanted, value, lines, spoken),
            "pairs": _shared(pairs, passage.text),
            "line": max(0.0, near.cosine),
        }
        read.append(Reading(signals, near))
    return read


def letter_pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring letters of a text, however it is written and marked.

    >>> sorted(letter_pairs("医保-卡"))
    ['保卡', '医保']
    """
    plain = letters(fold(text))
    return frozenset(map("".join, pairwise(plain)))


def _shared(pairs: frozenset[str], text: str) -> float:
    plain = letters(fold(text))
    return sum(pair in plain for pair in pairs) / len(pairs) if pairs else 0.0


def _value(wanted: Sequence[Part], value: Wanted | None, lines: Sequence[str], spoken: Sequence[int]) -> float:
    if value is None:
        return 0.0
    holding = (places for line, places in zip(lines, spoken, strict=True) if value.stands_in(line))
    best = max((share(wanted, places) for places in holding), default=None)
    return 0.0 if best is None else 1.0 + best
