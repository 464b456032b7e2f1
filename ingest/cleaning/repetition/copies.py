"""Passages that stand twice in a page: the later copy is flagged, and noise that one of the copies holds is taken out.

Line breaks of two copies differ, so a block is aligned with the running text before it, not with another block.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import count

from ingest.cleaning.damage import DamageRules, damage_rules
from ingest.cleaning.damage.noise import run_score
from ingest.cleaning.piece import Piece
from ingest.cleaning.script import HAN


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the running text that seems to be a copy: its text and where it begins."""

    text: str
    start: int


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """Noise at [start, end) of a piece's text as it was before anything was cut."""

    row: int  # of the piece in the running text
    start: int
    end: int
    evidence: str


class Running:
    """The text of the pieces one behind the other, and where each shingle stood first."""

    def __init__(self, size: int) -> None:
        """Start empty; shingles have `size` characters."""
        self.text = ""
        self._size = size
        self._grams: dict[str, int] = {}
        self._starts: list[int] = []
        self.pieces: list[Piece] = []

    def add(self, piece: Piece) -> None:
        """Put the text of a piece behind the others."""
        start = len(self.text)
        self._starts.append(start)
        self.pieces.append(piece)
        self.text += piece.text
        first = max(0, start - self._size + 1)
        deque(map(self._grams.setdefault, shingles(self.text[first:], self._size), count(first)), maxlen=0)

    def row_at(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the row of the piece that holds characters [start, end) inside, and where the piece begins."""
        row = bisect_right(self._starts, start) - 1
        first = self._starts[row]
        last = self._starts[row + 1] if row + 1 < len(self._starts) else len(self.text)
        return (row, first) if first < start and end < last else None

    def window(self, text: str, data: DamageRules) -> Window | None:
        """Return the stretch that holds most of the shingles of `text`, or None."""
        own = shingles(text, self._size)
        if sum(map(self._grams.__contains__, own)) < data.copy_containment * len(own):
            return None
        hits = [(self._grams[s], i) for i, s in enumerate(own) if s in self._grams]
        shifts = sorted(at - i for at, i in hits)
        middle = shifts[len(shifts) // 2]
        near = [(at, i) for at, i in hits if abs(at - i - middle) <= data.copy_drift]
        if len(near) < data.copy_containment * len(own):
            return None
        first, last = min(near), max(near)
        start = max(0, first[0] - first[1])
        return Window(self.text[start : last[0] + len(text) - last[1]], start)


def shingles(text: str, size: int) -> list[str]:
    """Return all parts of `text` of so many characters, overlapping, in order.

    >>> shingles("医保报销", 3)
    ['医保报', '保报销']
    """
    return [text[i : i + size] for i in range(len(text) - size + 1)]


def mark_repetition(pieces: Sequence[Piece]) -> None:
    """Flag blocks that repeat an earlier passage, and take out injected noise that the other copy proves.

    The noisy copy may stand first or last: nothing is cut before all passages are compared.
    """
    data = damage_rules()
    running = Running(data.copy_shingle)
    cuts: set[Cut] = set()
    for piece in pieces:
        if not piece.body:
            continue
        if len(piece.text) >= data.copy_length and HAN.search(piece.text):
            window = running.window(piece.text, data)
            if window is not None:
                cuts |= set(_compared(piece, window, running, data))
        running.add(piece)
    done: tuple[int, int] | None = None  # row and start of the cut before
    for cut in sorted(cuts, reverse=True):
        if done is None or done[0] != cut.row or cut.end <= done[1]:
            piece = running.pieces[cut.row]
            piece.flagged("injected_noise", (cut.start, cut.end), cut.evidence)
            piece.cut(cut.start, cut.end, "injected_noise", None, cut.evidence)
            done = cut.row, cut.start


def _compared(piece: Piece, window: Window, running: Running, data: DamageRules) -> Iterator[Cut]:
    """Yield the noise of a piece and of its earlier copy; flag the piece as a duplicate."""
    copy, text = window.text, piece.text
    match = SequenceMatcher(None, copy, text, autojunk=False)
    if match.ratio() < data.copy_ratio or not _same_values(copy, text) or _says_otherwise(copy, text, match, data):
        return
    for tag, a, b, c, d in match.get_opcodes():
        if tag == "insert" and c > 0 and d < len(text) and _is_noise(text, c, d, data):
            yield Cut(len(running.pieces), c, d, f"a copy in the page has no {text[c:d]} here")
        elif tag == "delete" and a > 0 and b < len(copy) and _is_noise(copy, a, b, data):
            held = running.row_at(window.start + a, window.start + b)
            if held:
                at = window.start - held[1]
                yield Cut(held[0], at + a, at + b, f"a later copy in the page has no {copy[a:b]} here")
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


def _is_noise(text: str, start: int, end: int, data: DamageRules) -> bool:
    """Whether a run that one copy lacks is noise there, and not a word that the other copy lost."""
    run = text[start:end]
    if not re.fullmatch(r"[\u4e00-\u9fff]+", run) or len(run) > data.noise_longest or data.noise_protected.search(run):
        return False
    return run_score(text, start, end) >= data.copy_noise_score
