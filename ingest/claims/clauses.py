"""How a block reads: its label, its sentences, its clauses. Offsets are offsets in the folded text of the block."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from ingest.claims.conditions import condition_rules
from ingest.cleaning.long_lines import cuts
from ingest.edits.draft import Span

ITEM = "、"  # parts the items of a list
_STOP = re.compile(r"[。!?\n](?!\d)")
_COMMA = re.compile(r"(?<!\d),|,(?!\d{3})|;|(?<!\d):|:(?!\d\d)")


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of one block of text."""

    text: str  # folded
    label: Span | None  # what stands before the block's own colon
    sentences: tuple[Span, ...]
    clauses: tuple[Span, ...]  # they tile the sentences; a parenthesis belongs to the clause around it
    row: bool = False  # of a table: each cell is a sentence that owes nothing to the one before it
    _starts: tuple[list[int], list[int]] = field(init=False, repr=False, compare=False)  # of sentences, of clauses

    def __post_init__(self) -> None:
        """Note where the parts start."""
        starts = [start for start, _ in self.sentences], [start for start, _ in self.clauses]
        object.__setattr__(self, "_starts", starts)

    def sentence(self, at: int) -> int:
        """Return the index of the sentence that holds offset `at`."""
        found = bisect_right(self._starts[0], at) - 1
        return found if found > 0 else 0

    def clause(self, at: int) -> int:
        """Return the index of the clause that holds offset `at`."""
        found = bisect_right(self._starts[1], at) - 1
        return found if found > 0 else 0

    def scope(self, value: int, words: int) -> str:
        """Return the smallest part that holds a value at offset `value` and words before or behind it."""
        if self.clause(value) == self.clause(words):
            return "clause"
        if self.label and self.label[0] <= words < self.label[1]:
            return "label"
        if self.sentence(value) == self.sentence(words):
            return "sentence"
        return "block"

    @property
    def label_text(self) -> str:
        """The label's words; "" without a label."""
        return self.text[slice(*self.label)] if self.label else ""


@lru_cache(maxsize=1024)  # headings and claims ask for the same block
def layout(text: str) -> Layout:
    """Return the parts of `text`, which is folded.

    >>> layout("报销时限:费用发生后1年内申请,逾期失效。").clauses
    ((0, 5), (5, 16), (16, 21))
    """
    data = condition_rules()
    label = data.label.match(text)
    sentences = _short_enough(text, _pieces(text, 0, len(text), _STOP), data.longest_sentence)
    every = [piece for start, end in sentences for piece in _pieces(text, start, end, _COMMA)]
    clauses = _short_enough(text, every, data.longest_clause)
    return Layout(text, label.span("label") if label else None, tuple(sentences), tuple(clauses))


def _pieces(text: str, start: int, end: int, mark: re.Pattern[str]) -> list[Span]:
    """Cut [start, end) behind every mark outside parentheses."""
    cuts = [start]
    for match in mark.finditer(text, start, end):
        inside = text.count("(", cuts[-1], match.start()) > text.count(")", cuts[-1], match.start())
        if not inside:
            cuts.append(match.end())
    cuts.append(end)
    return [(left, right) for left, right in pairwise(cuts) if left < right]


def _short_enough(text: str, pieces: Iterable[Span], longest: int) -> list[Span]:
    """Cut the pieces that are longer than any writer's: what is looked for at each value is looked for in its piece."""
    found: list[Span] = []
    for start, end in pieces:
        if end - start <= longest:
            found.append((start, end))
        else:
            found += pairwise([start, *(start + cut for cut in cuts(text[start:end], longest)), end])
    return found


def trimmed(text: str, start: int, end: int) -> Span:
    """Return [start, end) without blanks and punctuation at its ends."""
    while start < end and text[start] in " ,。;:、!?|·•●-\n\t":
        start += 1
    while end > start and text[end - 1] in " ,。;:、!?|\n\t":
        end -= 1
    return start, end
