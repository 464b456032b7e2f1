"""How the text of a line is read: folded, with the signs that people write for arrows, menus and fields made plain.

Every change keeps the length, so that offsets hold.
"""

from __future__ import annotations

import re
from functools import cache

from ingest.relations.procedure_rules import procedure_rules
from ontology.folding import fold

FIELD = re.compile(r"\s*[^\s|。;:,]{2,14}\s*\|\s*[^\s|][^|]*$")  # a row of two cells that no markup shows
MENU = re.compile(r"(?<=[^\n])[【\[]([^\[\]【】\n]{1,22})[】\]]")  # a label in brackets, not the head of a line


def as_read(text: str) -> str:
    """Return a clean text as the rules of relations read it, of the same length.

    >>> as_read("适用对象 | 参保职工"), as_read("点【医保】》备案")
    ('适用对象 : 参保职工', '点"医保">备案')
    """
    return _menus_quoted(_arrows(_field(_punctuated(fold(text)))))


@cache
def _picture() -> re.Pattern[str]:
    signs = "".join(map(re.escape, procedure_rules().scopes.pictures))
    return re.compile(rf"(?<=[\u4e00-\u9fff])[{signs}](?=[\u4e00-\u9fff])" if signs else r"(?!)")


def _punctuated(text: str) -> str:
    """Return the text with pictures that stand for signs inside it as these signs: 享受前提❗在本市就医."""
    return _picture().sub(lambda sign: procedure_rules().scopes.pictures[sign[0]], text)


def _field(text: str) -> str:
    """Return a row of a field and its value as people write fields: 适用对象 | 参保职工 → 适用对象 : 参保职工."""
    return text.replace("|", ":", 1) if "|" in text and FIELD.match(text) else text


def _arrows(text: str) -> str:
    """Return the text with each 》 that closes nothing as an arrow: 首页》服务."""
    text = text.replace("〉", ">") if "〈" not in text else text
    if "》" not in text:
        return text
    signs, depth = list(text), 0
    for at, sign in enumerate(text):
        depth += sign == "《"
        if sign == "》":
            signs[at] = sign if depth else ">"
            depth = max(0, depth - 1)
    return "".join(signs)


def _menus_quoted(text: str) -> str:
    return MENU.sub(_quoted, text) if "【" in text or "[" in text else text


def _quoted(label: re.Match[str]) -> str:
    return f'"{label[1]}"'
