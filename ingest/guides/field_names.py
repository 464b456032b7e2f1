"""What the fields of a guide are called: a label, a cell's name, a heading, or a line that announces what follows."""

from __future__ import annotations

from functools import lru_cache

from ingest.guides.guide_rules import guide_rules


@lru_cache(maxsize=4096)  # the same few names head the lines of all pages
def kind_of_name(name: str) -> str:
    """Return the kind of field that a folded name stands for, "" if it is none that holds a value of its own.

    >>> kind_of_name("收费标准"), kind_of_name("办理流程")
    ('cost', '')
    """
    text = name.strip().strip('【】"[]:')
    return next((rule.kind for rule in guide_rules().fields if rule.pattern.search(text)), "")


@lru_cache(maxsize=4096)
def announces(text: str) -> bool:
    """Whether a folded line is nothing but the name of a field: what follows it is its value.

    >>> announces("所需材料"), announces("一、办理时限:"), announces("身份证原件")
    (True, True, False)
    """
    data = guide_rules()
    return len(text) <= data.announcing_length and bool(data.announcing.fullmatch(text))
