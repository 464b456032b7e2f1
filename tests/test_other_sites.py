"""Articles in the manner of sites that no rule was written for: their frame goes, their body stays.

Each line of `other_sites/*.txt` begins with its verdict: D drop, K keep, F flag, N normalize (raw=>clean); a line
that begins with > judges a piece of the line before. The articles were written before the rules met them. At first
contact drop was right in 0.52 of the cases of the first six pages, in 0.73 of the next 25 (an office's page, a
hospital, threads, a transcript, text of PDF and OCR, a help page of an app …; keep 0.975, normalize and flag 1.0),
and in 0.71 and 0.73 of the last seven and five (keep 1.0). They have been looked at since, so they are a guard, no
measure of what is still unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from ingest.article import Article, Block, RawArticle
from ingest.cleaning.cleaner import clean

FOLDER = Path(__file__).parent / "other_sites"
FLOORS = {"D": 0.97, "K": 0.995, "N": 0.97, "F": 0.85}


@dataclass(frozen=True, slots=True)
class Judged:
    """A line, or a piece of one, and what is right for it."""

    page: str
    verdict: str
    raw: str
    clean: str
    line: str  # the line that it stands in


def judged(page: Path) -> Iterator[Judged]:
    line = ""
    for row in page.read_text(encoding="utf-8").splitlines():
        verdict, _, text = row.lstrip(">").partition("|")
        raw, _, after = text.partition("=>")
        line = line if row.startswith(">") else raw
        yield Judged(page.stem, verdict, raw, after, line)


@cache
def article(page: Path) -> Article:
    lines = [case.raw for case in judged(page) if case.raw == case.line]
    return clean(RawArticle(page.stem, "\n\n".join(lines) + "\n"))


def right(case: Judged) -> bool:
    found = article(FOLDER / f"{case.page}.txt")
    start = found.raw.text.index(case.line) + case.line.index(case.raw)
    blocks = [block for block in found.blocks if _meets(block, start, start + len(case.raw)) and block.kind != "blank"]
    text = _bare("".join(block.text.text for block in blocks))
    if case.verdict == "D":
        return _bare(case.raw) not in text and all(block.action == "drop" or text for block in blocks)
    if case.verdict == "N":
        return _bare(case.clean) in text
    if case.verdict == "F":
        return any(block.action == "flag" for block in blocks)
    return all(block.action != "drop" for block in blocks)


def _meets(block: Block, start: int, end: int) -> bool:
    return block.raw_start < end and start < block.raw_end


def _bare(text: str) -> str:
    return re.sub(r"[\s,，.。:：;；!！?？、“”「」\"'()（）]", "", text)


@pytest.mark.parametrize("verdict", FLOORS)
def test_lines_of_other_sites(verdict: str) -> None:
    cases = [case for page in sorted(FOLDER.glob("*.txt")) for case in judged(page) if case.verdict == verdict]
    wrong = [(case.page, case.raw[:40]) for case in cases if not right(case)]
    assert len(cases) >= 9
    assert len(wrong) <= (1 - FLOORS[verdict]) * len(cases), wrong
