"""Numbers that a line lacks where its siblings, the same words around them, have one. Marked, never filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ingest.cleaning.damage.rules import damage_rules
from ingest.cleaning.piece import Piece

REASON = "missing_number"
HAN = re.compile(r"[\u4e00-\u9fff]")


def mark_sibling_numbers(pieces: Sequence[Piece]) -> None:
    """Mark the places where a line near by has a number between the words that stand side by side here."""
    data = damage_rules()
    body = [piece for piece in pieces if piece.body]
    texts = [piece.text for piece in body]
    slots = [_found_in(stretch, text) for stretch, text in zip(_stretches(texts), texts, strict=True)]
    for row, piece in enumerate(body):
        near = range(max(0, row - data.sibling_reach), min(len(body), row + data.sibling_reach + 1))
        said = [slot for other in near if other != row for slot in slots[other]]
        places = dict(_lacking(texts[row], said)) if said else {}
        for at in sorted(places, reverse=True):
            evidence = f"a line near by has a number here: {places[at]}"
            piece.draft.replace(at, at, data.mark_number, REASON, 0.9, evidence)
            end = at + len(data.mark_number)
            piece.flagged(REASON, (at, end), evidence, 0.9)
            piece.damaged(at, end)


def _stretches(texts: Sequence[str]) -> Iterator[str]:
    """Yield for each line a stretch of the page that holds all lines within reach; lines side by side share one."""
    reach, stretch = damage_rules().sibling_reach, ""
    for row in range(len(texts)):
        if row % reach == 0:
            stretch = "\n".join(texts[max(0, row - reach) : row + 2 * reach])
        yield stretch


def _found_in(stretch: str, text: str) -> list[tuple[str, str, str]]:
    """Return the slots of a line whose words stand side by side somewhere in `stretch`; of equal ones the last."""
    slots = dict.fromkeys(reversed([*_slots(text)]))
    return [slot for slot in reversed(slots) if slot[0] + slot[2] in stretch]


def _slots(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield (words before, number, words behind) of each number of a line; the unit is among the words behind."""
    data = damage_rules()
    for number in (number for pattern in data.sibling_numbers for number in pattern.finditer(text)):
        before = text[max(0, number.start() - data.sibling_side) : number.start()]
        behind = text[number.end() : number.end() + data.sibling_side] if _telling(before) else ""
        if _telling(behind):
            yield before, number.group(), behind


def _telling(words: str) -> bool:
    data = damage_rules()
    return len(words) == data.sibling_side and len(HAN.findall(words)) >= data.sibling_han


def _lacking(text: str, slots: Iterable[tuple[str, str, str]]) -> Iterator[tuple[int, str]]:
    for before, number, behind in slots:
        at = text.find(before + behind)
        if at >= 0:
            yield at + len(before), before + number + behind
