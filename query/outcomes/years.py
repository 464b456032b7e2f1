"""Whether a question asks for the figure of a year that nothing found speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from index.articles.passages import Passage
from query.understanding.question import Understanding
from query.understanding.rules import question_rules


def is_of_another_year(asked: Understanding, passages: Sequence[Passage]) -> bool:
    """Whether what was found is the word of a later year than the asked one, and none of it names the asked year.

    A rule of an earlier year may still hold, so that only later years speak against an answer; how something is done
    is of no year, so that only a question for a number is held against them.

    Args:
        asked: the question; years of a life in it (`2010年退休`) are none that it asks for.
        passages: those found, best first.
    """
    rules = question_rules()
    wanted = {int(found["year"]) for found in rules.asked_year.finditer(asked.text)}
    if not wanted or not passages or not rules.number.search(asked.text):
        return False
    said = [_years(passage) for passage in passages]
    appeared = {int(passage.issued[:4]) for passage in passages if passage.issued}
    return wanted.isdisjoint(appeared.union(*said)) and any(year > max(wanted) for year in said[0])


def _years(passage: Passage) -> set[int]:
    """Return the years that a passage and its headings name."""
    return {int(found["year"]) for found in question_rules().named_year.finditer(passage.indexed)}
