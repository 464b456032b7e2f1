"""Sentences cut into lines of one width, as a PDF or a mail gives them: the lines of one paragraph are one piece.

On other pages, a single sentence that breaks off amid a list or a word is joined with the line below.

A page counts as wrapped when most of its longer lines end within a few columns of the same width, hardly any is longer,
and some of these ends fall inside a word of the dictionary. Titles and list items, one a line, are never cut like that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from ingest.article import Segment
from ingest.cleaning.piece import Piece
from ingest.cleaning.structure.structure_rules import WrappedRules, structure_rules
from ingest.edits.draft import AlignedText, Draft
from ontology.segmenter import frequencies, words

RULE = "broken_line"
REACH = 6  # characters on either side of a line's end that its words are looked for in


def unwrapped(raw: str, pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of a plain text with the lines of each wrapped paragraph made one."""
    rules = structure_rules().wrapped
    width = _width(pieces, rules)
    if width is None:
        return [_joined(raw, run) for run in _runs(pieces, [_breaks_off(*pair, rules) for pair in pairwise(pieces)])]
    margin = min(_indent(piece.text) for piece in pieces if piece.body)
    joints = [_joint(line, below, width, margin, rules) for line, below in pairwise(pieces)]
    if not _inside_words(pieces, joints, rules):
        return list(pieces)
    return [_joined(raw, run) for run in _runs(pieces, joints)]


def columns(text: str) -> int:
    """Return how wide `text` is set: two columns for what is not ASCII.

    >>> columns("医保ok")
    6
    """
    return sum(1 if char.isascii() else 2 for char in text.rstrip())


def _width(pieces: Sequence[Piece], rules: WrappedRules) -> int | None:
    """Return the width at which the lines are cut, None for a page whose lines end where their sentences do."""
    widths = Counter(columns(piece.text) for piece in pieces if piece.body)
    if not widths:
        return None
    near = {width: sum(widths[width - less] for less in range(rules.slack)) for width in widths}
    width = max(near, key=lambda one: (near[one], one))
    longer = sum(count for one, count in widths.items() if one > width)
    half = sum(count for one, count in widths.items() if width / 2 <= one <= width)
    full = near[width]
    fits = rules.narrowest <= width <= rules.widest and full >= rules.least
    return width if fits and full >= rules.share * half and longer <= rules.longer * full else None


def _joint(line: Piece, below: Piece, width: int, margin: int, rules: WrappedRules) -> bool:
    """Whether `below` goes on with the paragraph of `line`."""
    return (
        line.body
        and below.body
        and (width - columns(line.text) < rules.slack or rules.open.search(line.text) is not None)
        and not rules.ended.search(line.text)
        and _indent(below.text) == margin
        and not any(pattern.match(below.text) for pattern in _openings())
    )


def _breaks_off(line: Piece, below: Piece, rules: WrappedRules) -> bool:
    """Whether a sentence breaks off in `line` and goes on `below`, on a page whose lines are not cut at one width.

    It must be one that has begun to speak, no title, and end amid a list or a word; and what is below must end.
    """
    return (
        line.body
        and below.body
        and len(line.text) >= rules.sentence
        and rules.spoken.search(line.text) is not None
        and not rules.ended.search(line.text)
        and rules.ended.search(below.text) is not None
        and not any(pattern.match(below.text) for pattern in _openings())
        and (rules.listing.search(line.text) is not None or _cuts_word(line.text, below.text, narrow=True))
    )


@cache
def _openings() -> tuple[re.Pattern[str], ...]:
    data = structure_rules()
    ordinals = (style.pattern for style in data.ordinals)
    return (data.wrapped.opening, data.bullet, data.question_mark, data.answer_mark, data.step, *ordinals)


def _inside_words(pieces: Sequence[Piece], joints: Sequence[bool], rules: WrappedRules) -> bool:
    pairs = [pair for pair, joint in zip(pairwise(pieces), joints, strict=True) if joint]
    ends = [_cuts_word(line.text, below.text) for line, below in pairs]
    return sum(ends) >= max(rules.words, rules.word_share * len(ends))


def _cuts_word(line: str, below: str, *, narrow: bool = False) -> bool:
    """Whether the end of a line falls inside a word; `narrow`: inside one of the dictionary, by one character."""
    left, right = line.rstrip()[-REACH:], below.lstrip()[:REACH]
    at = 0
    for word in words(left + right):
        at = (left + right).index(word, at)  # signs between words are no words
        if at < len(left) < at + len(word):
            sides = len(left) - at, at + len(word) - len(left)
            return not narrow or (min(sides) == 1 and word in frequencies() and not word.isascii())
        at += len(word)
    return False


def _runs(pieces: Sequence[Piece], joints: Sequence[bool]) -> Iterator[list[Piece]]:
    run: list[Piece] = []
    for at, piece in enumerate(pieces):
        run.append(piece)
        if at == len(joints) or not joints[at]:
            yield run
            run = []


def _joined(raw: str, run: Sequence[Piece]) -> Piece:
    if len(run) == 1:
        return run[0]
    first, last = run[0].segment, run[-1].segment
    start, end = first.text.starts[0], last.text.ends[-1]
    text = AlignedText.of(raw[start:end], start)
    draft = Draft(text)
    ends = [piece.segment.text.ends[len(piece.text.rstrip()) - 1] - start for piece in run[:-1]]
    begins = [piece.segment.text.starts[_indent(piece.text)] - start for piece in run[1:]]
    breaks = zip(ends, begins, strict=True)
    draft.replace_all([(left, right, _between(text.text, left, right)) for left, right in breaks], RULE)
    segment = Segment(first.raw_start, last.raw_end, text)
    return Piece(segment, first.raw_start, last.raw_end, draft, reasons=[RULE])


def _between(text: str, left: int, right: int) -> str:
    """Return what stands where a line was cut: a blank between two Latin words, else nothing."""
    before, after = text[left - 1], text[right]
    return " " if before.isascii() and after.isascii() and before.isalpha() and after.isalpha() else ""


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
