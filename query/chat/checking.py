"""Whether what a model says rests on the evidence that it was given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_CITED = re.compile(r"[\[【](\d{1,4})(?:\s*[,，、]\s*(\d{1,4}))*[\]】]")
_NUMBER = re.compile(r"\d+")
_QUOTED = re.compile(r"[“「『\"]([^”」』\"\n]{4,})[”」』\"]")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Checked:
    """A model's words with the citations that hold."""

    text: str
    cited: tuple[int, ...]  # numbers of the evidence, in the order of their first use
    struck: tuple[int, ...]  # numbers that no evidence has
    unsupported: tuple[str, ...]  # quotes that stand in no evidence


def checked(said: str, evidence: Mapping[int, str], also: str = "") -> Checked:
    """Strike out citations that do not exist, and tell which quotes are in no evidence.

    Args:
        said: the words of a model.
        evidence: the text behind each number.
        also: other text that may be quoted: the question.

    >>> checked("报90%[1],另见[7]。", {1: "退休人员90%"}).text
    '报90%[1],另见。'
    """
    cited: dict[int, None] = {}
    struck: dict[int, None] = {}

    def kept(match: re.Match[str]) -> str:
        numbers = [int(number) for number in _NUMBER.findall(match[0])]
        holding = [number for number in numbers if number in evidence]
        cited.update(dict.fromkeys(holding))
        struck.update(dict.fromkeys(number for number in numbers if number not in evidence))
        return f"[{', '.join(map(str, holding))}]" if holding else ""

    text = _CITED.sub(kept, said)
    known = _bare(" ".join([*evidence.values(), also]))
    wrong = tuple(quote for quote in _QUOTED.findall(text) if _bare(quote) not in known)
    return Checked(text.strip(), tuple(cited), tuple(struck), wrong)


def evidence_of(citations: Any, items: Any) -> dict[int, str]:
    """Return what stands behind each number: the quote of its citation and its text in the context."""
    quotes = {citation["n"]: citation["quote"] for citation in citations}
    return {item.n: f"{quotes[item.n]} {item.text}" for item in items}


def _bare(text: str) -> str:
    return _BLANKS.sub("", text.replace("> ", ""))
