"""Passages that stand twice in a page: the later copy is flagged, and noise that only one copy holds is taken out.

Line breaks of two copies differ, so a block is aligned with the running text before it, not with another block.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from ingest.damage import DamageRules, damage_rules
from ingest.piece import Piece
from ingest.script import HAN


def mark_repetition(pieces: Sequence[Piece]) -> None:
    """Flag blocks that repeat an earlier passage and remove injected noise that the earlier passage proves."""
    data = damage_rules()
    seen = ""
    grams: dict[str, int] = {}
    for piece in pieces:
        if not piece.body:
            continue
        text = piece.text
        if len(text) >= data.copy_length and HAN.search(text):
            window = _window(text, seen, grams, data)
            if window is not None:
                _compare(piece, window, data)
        start = len(seen)
        seen += text
        for i in range(start, len(seen) - data.copy_shingle + 1):
            grams.setdefault(seen[i : i + data.copy_shingle], i)


def _window(text: str, seen: str, grams: dict[str, int], data: DamageRules) -> str | None:
    """Return the stretch of `seen` that holds most of the shingles of `text`, or None."""
    size = data.copy_shingle
    shingles = [text[i : i + size] for i in range(len(text) - size + 1)]
    hits = [(grams[s], i) for i, s in enumerate(shingles) if s in grams]
    if len(hits) < data.copy_containment * len(shingles):
        return None
    shifts = sorted(at - i for at, i in hits)
    middle = shifts[len(shifts) // 2]
    near = [(at, i) for at, i in hits if abs(at - i - middle) <= data.copy_drift]
    if len(near) < data.copy_containment * len(shingles):
        return None
    first, last = min(near), max(near)
    return seen[max(0, first[0] - first[1]) : last[0] + len(text) - last[1]]


def _compare(piece: Piece, copy: str, data: DamageRules) -> None:
    text = piece.text
    match = SequenceMatcher(None, copy, text, autojunk=False)
    if match.ratio() < data.copy_ratio or not _same_values(copy, text) or _says_otherwise(copy, text, match, data):
        return
    noise = [
        (start, end)
        for tag, _, _, start, end in match.get_opcodes()
        if tag == "insert" and start > 0 and end < len(text) and _is_noise(text[start:end], data)
    ]
    for start, end in reversed(noise):
        piece.flagged("injected_noise", (start, end), f"a copy in the page has no {text[start:end]} here")
        piece.cut(start, end, "injected_noise", None, f"a copy in the page has no {text[start:end]} here")
    if len(text) >= data.duplicate_length:
        piece.flagged("duplicate_passage", None, f"{match.ratio():.0%} like an earlier passage of the page")


def _says_otherwise(copy: str, text: str, match: SequenceMatcher[str], data: DamageRules) -> bool:
    """Whether the copies differ in a word that changes the meaning: a number, a level, a group, a negation."""
    for tag, a, b, c, d in match.get_opcodes():
        inner = b < len(copy) and d < len(text) and (a > 0 or c > 0)
        if tag != "equal" and inner and data.noise_protected.search(copy[a:b] + text[c:d]):
            return True
    return False


def _same_values(a: str, b: str) -> bool:
    return re.findall(r"\d+(?:\.\d+)?", a) == re.findall(r"\d+(?:\.\d+)?", b)


def _is_noise(run: str, data: DamageRules) -> bool:
    han = re.fullmatch(r"[\u4e00-\u9fff]+", run)
    return bool(han) and len(run) <= data.noise_longest and not data.noise_protected.search(run)
