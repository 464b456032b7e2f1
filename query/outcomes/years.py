"""Whether a question asks for the figure of a year that nothing found speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from index.articles.passages import Passage
from query.understanding.question import Understanding
from query.understanding.rules import question_rules


def is_of_another_year(asked: Understanding, passages: Sequence[Passage]) -> bool:
    """Whether what was found is the word of a later year than the asked one, and none of it names the asked year.

    A rule of an earlier year may still hold, so that only later years speak against an answer.

    Args:
        asked: the question; years of a life in it (`2010年退休`) are none that it asks for.
        passages: those found, best first.
    """
    wanted = {int(found["year"]) for found in question_rules().asked_year.finditer(asked.text)}
    if not wanted or not passages:
        return False
    named = [_years(passage) for passage in passages]
    return wanted.isdisjoint(set().union(*named)) and any(year > max(wanted) for year in named[0])


def _years(passage: Passage) -> set[int]:
    """Return the years that a passage and its headings name, and that in which its article appeared."""
    years = {int(found["year"]) for found in question_rules().named_year.finditer(passage.indexed)}
    return years | {int(passage.issued[:4])} if passage.issued else years
