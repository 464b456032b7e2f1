"""Damage inside body text: censored words, lost numbers, cut heads and tails, broken brackets and blanks.

A repair needs evidence; what cannot be repaired is marked, so that no entity and no value comes from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ingest.piece import Piece
from ontology.matcher import matcher
from ontology.rules import rules
from ontology.segmenter import words

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Fill:
    """A censored word that the closed text around it proves."""

    left: Pattern
    right: Pattern
    word: str


@dataclass(frozen=True, slots=True)
class Substitution:
    """A word that stands in the place of a common domain word."""

    found: Pattern
    means: str


@dataclass(frozen=True, slots=True)
class DamageRules:
    """Schema of `ontology/rules/damage.yaml`."""

    mark_word: str
    mark_number: str
    censored: Pattern
    fill: tuple[Fill, ...]
    lost_numbers: tuple[Pattern, ...]
    truncated_tail: Pattern
    truncated_tail_clause: Pattern
    truncated_not: Pattern
    truncated_head: Pattern
    missing_word: Pattern
    stray_closing: str
    state: str
    label_length: int
    law_title_left: Pattern
    basis: Pattern
    enumeration_comma: Pattern
    template_residue: Pattern
    literal_labels: Pattern
    blank_before_number: Pattern
    blank_after_number: Pattern
    blank_at_bracket: Pattern
    word_substitutions: tuple[Substitution, ...]
    noise_longest: int
    noise_protected: Pattern
    copy_shingle: int
    copy_containment: float
    copy_length: int
    duplicate_length: int
    copy_drift: int
    copy_ratio: float


def damage_rules() -> DamageRules:
    """Return the rules of `ontology/rules/damage.yaml`."""
    return rules("damage", DamageRules)


def repair(piece: Piece) -> None:
    """Repair what is proven and flag the rest of one block."""
    for stage in (
        _head,
        _tail,
        _censored,
        _lost_numbers,
        _blanks,
        _law_titles,
        _brackets,
        _punctuation,
        _words,
    ):
        stage(piece)


def _head(piece: Piece) -> None:
    match = damage_rules().truncated_head.match(piece.text)
    if match:
        piece.flagged("truncated_head", match.span(), "begins with the end of something")
        piece.draft.replace(*match.span(), "", "truncated_head", 1.0, "begins with the end of something")


def _tail(piece: Piece) -> None:
    data = damage_rules()
    if data.truncated_tail.search(piece.text) and not data.truncated_not.search(piece.text):
        clause = data.truncated_tail_clause.search(piece.text)
        piece.flagged("truncated_tail", clause.span() if clause else None, "the last clause ends in dots")
        if clause:
            piece.damaged(*clause.span())


def _censored(piece: Piece) -> None:
    data = damage_rules()
    for hole in reversed(list(data.censored.finditer(piece.text))):
        left, right = piece.text[: hole.start()], piece.text[hole.end() :]
        word = next((f.word for f in data.fill if f.left.search(left) and f.right.search(right)), None)
        piece.flagged("censored", hole.span(), f"only {word} fits here" if word else "what stood here is not known")
        if word:
            piece.draft.replace(*hole.span(), word, "censored_fill", 0.9, f"{left[-4:]}…{right[:4]} admits only {word}")
        else:
            piece.damaged(*hole.span())
            piece.draft.replace(*hole.span(), data.mark_word, "censored", 1.0, "what stood here is not known")


def _lost_numbers(piece: Piece) -> None:
    data = damage_rules()
    for pattern in data.lost_numbers:
        for match in reversed(list(pattern.finditer(piece.text))):
            if data.mark_number in piece.text[max(0, match.start() - 6) : match.end() + 6]:
                continue
            start, end = match.span("hole")
            piece.flagged("missing_number", match.span(), "a slot for a number without one")
            piece.draft.replace(start, end, data.mark_number, "missing_number", 1.0, "a slot for a number without one")
            piece.damaged(start, start + len(data.mark_number))


def _blanks(piece: Piece) -> None:
    data = damage_rules()
    for pattern in (data.blank_before_number, data.blank_after_number, data.blank_at_bracket):
        _each(piece, pattern, lambda match: "", "broken_spacing")
    for match in reversed(list(re.finditer(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])", piece.text))):
        if _inside_word(piece.text, match.start(), match.end()):
            piece.cut(*match.span(), "broken_spacing", None, "a blank inside a word of the dictionary")
    gap = data.missing_word.search(piece.text)
    if gap:
        piece.flagged("missing_word", gap.span(), "the words around it do not join")


def _inside_word(text: str, start: int, end: int) -> bool:
    """Whether the blank [start, end) splits a word that the dictionary knows."""
    left = re.search(r"[\u4e00-\u9fff]{1,4}$", text[:start])
    right = re.match(r"[\u4e00-\u9fff]{1,4}", text[end:])
    if not left or not right or (len(left.group()) > 1 and len(right.group()) > 1):
        return False
    border, at = len(left.group()), 0
    for word in words(left.group() + right.group()):
        if at < border < at + len(word):
            return True
        at += len(word)
    return False


def _law_titles(piece: Piece) -> None:
    data = damage_rules()
    basis = data.basis.match(piece.text)
    if basis and basis.group().rstrip()[-1] not in ":：":
        at = len(basis.group().rstrip()) - 1
        piece.draft.replace(at, at + 1, ":", "broken_punctuation", 1.0, "a label of the law that follows")
        piece.mark("broken_punctuation")
    depth = 0
    for i, character in enumerate(piece.text):
        depth += character == "《"
        if character == "》":
            if depth == 0:
                _open_law_title(piece, i)
                return
            depth -= 1


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


def _brackets(piece: Piece) -> None:
    data = damage_rules()
    pairs = dict(zip(")）}】」』", "(（{【「『", strict=True))
    width = {"(": "(", "（": "(", "{": "{", "【": "【", "「": "「", "『": "『"}
    stack: list[str] = []
    stray: list[int] = []
    for i, character in enumerate(piece.text):
        if character in width:
            stack.append(width[character])
        elif character in pairs:
            opener = width[pairs[character]]
            if opener in stack:
                while stack.pop() != opener:
                    pass
            elif not re.search(r"(^|[\s。;；,，、:：])[\da-zA-Z一二三四五六七八九十]{1,3}$", piece.text[:i]):
                stray.append(i)
    for i in reversed(stray):
        if piece.text[i] in data.stray_closing:
            piece.cut(i, i + 1, "broken_punctuation", None, "closes a bracket that nothing opens")
    if stray:
        piece.flagged("broken_punctuation", None, f"{len(stray)} closing brackets without their opening one")
    for match in reversed(list(data.template_residue.finditer(piece.text))):
        piece.cut(*match.span(), "broken_punctuation", "template_residue", "a brace of the template")


def _punctuation(piece: Piece) -> None:
    data = damage_rules()
    _each(piece, data.enumeration_comma, lambda match: ",", "broken_punctuation")
    label = data.literal_labels.search(piece.text)
    if label and len(piece.text) < data.label_length and label.start() > 0:
        piece.flagged("broken_heading", label.span(), "a label of the template inside a heading")
        piece.cut(*label.span(), "broken_heading", "literal_label", "a label of the template inside a heading")


def _words(piece: Piece) -> None:
    if any(word.found.search(piece.text) for word in damage_rules().word_substitutions):
        piece.mark("word_substitution")


def _each(piece: Piece, pattern: Pattern, after: Callable[[re.Match[str]], str], reason: str) -> None:
    for match in reversed(list(pattern.finditer(piece.text))):
        piece.draft.replace(*match.span(), after(match), reason)
        piece.mark(reason)
