"""Articles of rules (第五条 …): each heads its paragraphs, and brackets behind its number name its subject."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from ingest.cleaning.structure.ordinals import number_of
from ingest.cleaning.structure.structure_rules import structure_rules


def article_name(text: str) -> str:
    """Return the article that a line begins as it stands in heading paths; "" of any other line.

    >>> article_name("第五条 （门诊慢性病）新增两个病种。"), article_name("第 六 条 自公布之日起施行。")
    ('第五条 门诊慢性病', '第六条')
    """
    mark = structure_rules().law_paragraph.match(text)
    return " ".join(filter(None, (_number(mark), mark["label"]))) if mark else ""


def article_subject(text: str) -> str:
    """Return the subject that brackets behind the number of an article name; "" where there is none.

    >>> article_subject("第五条 （门诊慢性病）新增两个病种。"), article_subject("第六条 自公布之日起施行。")
    ('门诊慢性病', '')
    """
    mark = structure_rules().law_paragraph.match(text)
    return mark["label"] or "" if mark else ""


def is_set_of_rules(texts: Iterable[str]) -> bool:
    """Whether lines have articles with numbers one after the other, as the text of rules has."""
    data = structure_rules()
    numbers = [number_of(_number(mark)) or 0 for text in texts if (mark := data.law_paragraph.match(text))]
    run = 1
    for one, other in pairwise(numbers):
        run = run + 1 if other == one + 1 else 1
        if run >= data.law_run:
            return True
    return False


def _number(mark: re.Match[str]) -> str:
    return re.sub(r"\s", "", mark["mark"])
