"""Brackets that lost their other half."""

from __future__ import annotations

import re
from collections import Counter

from ingest.cleaning.damage.rules import damage_rules
from ingest.cleaning.piece import Piece
from ontology.matcher import matcher

TITLE_MARK = re.compile("[《》]")
OPENERS = dict(zip("(（{【「『", "(({【「『", strict=True))  # each as the one that stands for both widths
CLOSERS = dict(zip(")）}】」』", OPENERS.values(), strict=True))
BRACKET = re.compile(f"[{''.join(map(re.escape, (*OPENERS, *CLOSERS)))}]")


def mend_law_titles(piece: Piece) -> None:
    """Open a law title that is only closed, and give a stated basis its colon."""
    data = damage_rules()
    basis = data.basis.match(piece.text)
    if basis and basis.group().rstrip()[-1] not in ":：":
        at = len(basis.group().rstrip()) - 1
        piece.draft.replace(at, at + 1, ":", "broken_punctuation", 1.0, "a label of the law that follows")
        piece.mark("broken_punctuation")
    depth = 0
    for mark in TITLE_MARK.finditer(piece.text):
        depth += 1 if mark.group() == "《" else -1
        if depth < 0:
            _open_law_title(piece, mark.start())
            return


def _open_law_title(piece: Piece, closing: int) -> None:
    left = piece.text[:closing]
    known = [match.start for match in matcher("law").matches(left) if match.end == closing]
    guessed = damage_rules().law_title_left.search(left)
    starts = known or ([guessed.start()] if guessed else [])
    if starts:
        at = len(left[: starts[0]].removesuffix(damage_rules().state))
        evidence = f"{'known law' if known else 'looks like a law'}: {left[starts[0] :]}"
        piece.draft.replace(at, at, "《", "broken_punctuation", 0.9 if known else 0.8, evidence)
        piece.mark("broken_punctuation")


def mend_brackets(piece: Piece) -> None:
    """Take out brackets that close nothing, and what a template left over."""
    data = damage_rules()
    stack: list[str] = []
    open_now: Counter[str] = Counter()
    stray: list[int] = []
    text = piece.text
    for bracket in BRACKET.finditer(text):
        i, character = bracket.start(), bracket.group()
        if character in OPENERS:
            stack.append(OPENERS[character])
            open_now[OPENERS[character]] += 1
        else:
            opener = CLOSERS[character]
            if open_now[opener]:
                _close(stack, open_now, opener)
            elif not data.item_mark.search(text, max(0, i - data.item_mark_length), i):
                stray.append(i)
    cuts = [(i, i + 1, "") for i in stray if text[i] in data.stray_closing]
    piece.draft.replace_all(cuts, "broken_punctuation", 1.0, "closes a bracket that nothing opens")
    if stray:
        piece.flagged("broken_punctuation", None, f"{len(stray)} closing brackets without their opening one")
    for match in reversed(list(data.template_residue.finditer(piece.text))):
        piece.cut(*match.span(), "broken_punctuation", "template_residue", "a brace of the template")


def _close(stack: list[str], open_now: Counter[str], opener: str) -> None:
    """Close the last `opener` and what stands open inside it."""
    while stack:
        last = stack.pop()
        open_now[last] -= 1
        if last == opener:
            return
