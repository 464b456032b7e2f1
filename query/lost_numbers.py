"""Whether the number that a question asks for is one that the scrape lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from index.passages import Passage
from ingest.cleaning.damage import damage_rules
from query.answer_types import wanted_value
from query.lines import answering_lines
from query.retrieval import retrieval_rules
from query.support import Part, support
from query.understanding import Understanding

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
            marked = mark in clause
            if marked or value is None or value.stands_in(clause):
                share = support(parts, [f"{passage.context}\n{clause}"]).share
                lost, whole = (max(lost, share), whole) if marked else (lost, max(whole, share))
    return lost >= retrieval_rules().confidence.few and lost > whole


def _clauses(passage: Passage) -> Iterator[str]:
    """Yield the clauses of the answering lines, each behind the label of its line."""
    for line in answering_lines(passage):
        label, _, rest = line.rpartition(LABEL_END)
        for clause in retrieval_rules().clause_end.split(rest):
            if clause.strip():
                yield f"{label}{LABEL_END}{clause}" if label else clause
