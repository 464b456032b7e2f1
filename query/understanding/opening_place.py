"""A county or town that a question begins with by its short name: 天门退休职工…, where the vocabulary has only 天门市.

In running text such a name is too often another word, at the beginning of a question and before a word of the domain it
is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache

from ontology.matcher import matcher
from ontology.vocabulary import vocabulary
from query.understanding.rules import question_rules

LEVEL = "county"


def opening_place(text: str) -> tuple[int, int, str] | None:
    """Return where the name stands and the code of its region, None where a question begins with no such name.

    >>> opening_place("天门退休职工每月划多少"), opening_place("医保怎么办")
    ((0, 2, 'region-429006'), None)
    """
    rules = question_rules().opening_place
    lead = rules.lead.match(text)
    start = lead.end() if lead else 0
    ends = range(start + rules.longest, start + 1, -1)
    found = [(end, code) for end in ends if (code := _short_names().get(text[start:end]))]
    named = {match.start: match.end for match in matcher().matches(text) if match.codes} if found else {}
    for end, code in found:
        if named.get(start, end) <= end and (end in named or rules.behind.match(text, end)):
            return start, end, code
    return None


@cache
def _short_names() -> Mapping[str, str]:
    """Return the short names that are no label of the vocabulary and belong to one region only."""
    rules = question_rules().opening_place
    known = vocabulary()
    units = [one for one in known.concepts.values() if one.scheme == "region" and one.attributes.get("level") == LEVEL]
    short = [(name, one.code) for one in units if (name := rules.unit.sub("", one.pref_label)) != one.pref_label]
    count = Counter(name for name, _ in short)
    left_out = {name for name in count if count[name] > 1 or len(name) < 2 or known.find(name)}.union(rules.words)
    return {name: code for name, code in short if name not in left_out}
