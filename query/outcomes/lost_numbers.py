"""Whether the number that a question asks for is one that the scrape lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from index.articles.passages import Passage
from ingest.cleaning.damage import damage_rules
from query.retrieval.lines import answering_lines
from query.retrieval.rules import retrieval_rules
from query.retrieval.signals import letter_pairs
from query.retrieval.support import Part, held, support
from query.understanding.answer_types import Wanted, wanted_value
from query.understanding.question import Understanding

_LABEL = re.compile(r"(?P<label>.*[:：])?(?P<rest>.*)", re.DOTALL)  # the label is the subject of the whole line


def is_lost(asked: Understanding, parts: Sequence[Part], passages: Iterable[Passage]) -> bool:
    """Whether a statement with a lost number speaks of more of the question than any statement with a value.

    Where headings make them equal, the words of the question that stand in the statements themselves decide, and then
    its pairs of letters: 乙类 in 乙类慢性病.

    Args:
        asked: a question that asks for a number.
        parts: of the question.
        passages: the first ones found.
    """
    mark, value = damage_rules().mark_number, wanted_value(asked.text)
    lost = whole = (0.0, 0.0, 0)
    pairs = letter_pairs(asked.text)
    for passage in passages:
        for statement in _statements(passage, mark, value):
            share = support(parts, [f"{passage.context}\n{statement}"]).share
            own = statement.rpartition("\n")[2]
            spoken = (round(share, 2), _spoken(parts, own), len(pairs & letter_pairs(own)))
            if mark in statement:
                lost = max(lost, spoken)
            else:
                whole = max(whole, spoken)
    return lost[0] >= retrieval_rules().confidence.few and lost > whole


def _spoken(parts: Sequence[Part], own: str) -> float:
    """Return the weight of the parts of a question that a statement speaks of below its heading, its words twice."""
    places = held(parts, own)
    return sum(
        part.weight * ((bool(places >> place & 1) or part.surface in own) + (part.surface in own))
        for place, part in enumerate(parts)
    )


def _statements(passage: Passage, mark: str, value: Wanted | None) -> Iterator[str]:
    """Yield each value or lost number of a passage with its words.

    These are what stands before the first value of the line and its clause, which hold for the whole line, and what is
    said since the value before: 在职职工一级90%,二级85% says 在职职工 of both.
    """
    for line in answering_lines(passage):
        found = _LABEL.fullmatch(line)
        head, rest, since = (found["label"] or "", found["rest"], "") if found else ("", line, "")
        first = True
        for clause in _clauses(rest):
            since += clause
            own = clause.rpartition("\n")[2]
            if mark in own or value is None or value.stands_in(own):
                yield f"{head}{since}"
                if first:
                    head, first = f"{head}{since.removesuffix(clause)}", False
                since = ""


def _clauses(text: str) -> Iterator[str]:
    at = 0
    for end in (*(found.end() for found in retrieval_rules().clause_end.finditer(text)), len(text)):
        if text[at:end].strip():
            yield text[at:end]
        at = end
