"""Whether the number that a question asks for is one that the scrape lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.articles.passages import Passage
from ingest.cleaning.damage import damage_rules
from query.outcomes.answer_types import wanted_value
from query.retrieval.lines import answering_lines
from query.retrieval.rules import retrieval_rules
from query.retrieval.support import Part, support
from query.understanding.question import Understanding

LABEL_END = ":"  # what stands before it is the subject of the whole line


def is_lost(asked: Understanding, parts: Sequence[Part], passages: Iterable[Passage]) -> bool:
    """Whether a clause with a lost number speaks of more of the question than any clause with a value.

    Args:
        asked: a question that asks for a number.
        parts: of the question.
        passages: the first ones found.
    """
    mark, value = damage_rules().mark_number, wanted_value(asked.text)
    lost, whole = 0.0, 0.0
    for passage in passages:
        for clause in _clauses(passage):
            if mark in clause.text:
                lost = max(lost, support(parts, [f"{passage.context}\n{clause.text}"]).share)
            elif value is None or value.stands_in(clause.text):
                whole = max(whole, support(parts, [f"{passage.context}\n{clause.so_far}"]).share)
    return lost >= retrieval_rules().confidence.few and lost > whole


@dataclass(frozen=True, slots=True)
class _Clause:
    """A statement of a line, behind the label of the line."""

    text: str
    so_far: str  # with all that the line says before it: a value may have its subject there


def _clauses(passage: Passage) -> Iterator[_Clause]:
    for line in answering_lines(passage):
        label, _, rest = line.rpartition(LABEL_END)
        head = f"{label}{LABEL_END}" if label else ""
        at = 0
        for end in (*(found.end() for found in retrieval_rules().clause_end.finditer(rest)), len(rest)):
            if rest[at:end].strip():
                yield _Clause(f"{head}{rest[at:end]}", f"{head}{rest[:end]}")
            at = end
