"""The section path of every block: which headings stand over it, and at what level."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from ingest.cleaning.piece import Piece
from ingest.cleaning.structure.ordinals import strip_ordinal, style_of
from ingest.cleaning.structure.rule_articles import article_name, is_set_of_rules
from ingest.cleaning.structure.structure_rules import HEADINGS, structure_rules

ENDS_ARTICLE = ("chapter", "ordinal", "han", "annex", "bare", "question", "topic")  # what no article of rules contains


@dataclass(slots=True)
class _Open:
    style: str
    level: int
    text: str
    label: bool  # ends in a colon
    depth: int = 0  # of the list that it is an item of; 0 outside lists


def set_paths(pieces: Sequence[Piece], topics: Set[int], slot_place: str | None) -> None:
    """Set heading, level and heading path of every body piece; `topics`: ids of pieces that head floors."""
    thread = bool(topics)  # in a thread a bare question is the topic of the next floors
    rules = is_set_of_rules(piece.text for piece in pieces if piece.body)
    stack: list[_Open] = []
    below = _below(pieces)
    for piece in pieces:
        if "floor_marker" in piece.reasons:
            stack = [entry for entry in stack if entry.style in ("title", "topic")]
            continue
        if not piece.body:
            continue
        depth = _depth(piece)
        stack = [entry for entry in stack if not entry.depth or entry.depth < depth]
        article = article_name(piece.text)
        if article:  # it ends the one before it
            _pop(stack, "article")
        if piece.kind not in HEADINGS:
            piece.heading_path = tuple(entry.text for entry in stack)
            if article and rules:
                stack.append(_Open("article", 0, article, False))
            elif depth and _depth(below.get(id(piece))) > depth and structure_rules().label.search(piece.text):
                stack.append(_Open("label", 0, heading_text(piece.text), True, depth))
            continue
        glued = bool(slot_place and piece.text.startswith(slot_place)) and piece.kind != "title"
        unasked = thread and piece.kind == "question" and not _asks(piece) and not style_of(piece.text)
        topic = id(piece) in topics or unasked
        style = _style(piece, slot_place if glued else "", topic)
        if style == "bare" and piece.kind == "question" and any(entry.style == "question" for entry in stack):
            style = "question"  # one of the page's questions, its mark lost
        if not (depth and stack and stack[-1].depth):  # inside a list its depth alone says what is above
            _pop(stack, "question" if glued else style)
        piece.heading = heading_text(piece.text, slot_place)
        piece.heading_path = tuple(entry.text for entry in stack)
        piece.level = stack[-1].level + 1 if stack else 1
        stack.append(_Open(style, piece.level, piece.heading, bool(structure_rules().label.search(piece.text)), depth))


def _below(pieces: Sequence[Piece]) -> dict[int, Piece]:
    """Return the body piece below each body piece, by the id of the upper one."""
    return {id(one): other for one, other in pairwise(piece for piece in pieces if piece.body)}


def _depth(piece: Piece | None) -> int:
    return piece.segment.list_depth if piece and piece.segment.tag == "li" else 0


def _asks(piece: Piece) -> bool:
    """Whether a question says so: by its mark, or by a label such as 问:."""
    data = structure_rules()
    marked = data.question.search(piece.text) or data.question_mark.match(piece.text)
    return piece.kind == "question" and bool(marked)


def _style(piece: Piece, slot_place: str | None, topic: bool) -> str:
    """Return the style of a heading; the place of a template slot is glued to headings of sub-articles."""
    if piece.kind == "title":
        return "title"
    if topic:
        return "topic"
    if piece.segment.tag and re.fullmatch(r"h[1-6]", piece.segment.tag):
        return piece.segment.tag
    text = piece.text.removeprefix(slot_place or "")
    if structure_rules().law_paragraph.match(text):
        return "article"
    if structure_rules().annex.match(text):
        return "annex"
    if structure_rules().bracketed.match(text):
        return "bracketed"
    ordinal = style_of(text)
    if ordinal and slot_place:
        piece.mark("broken_heading")
    if _asks(piece) and not ordinal:
        return "question"
    return ordinal or ("label" if structure_rules().label.search(text) else "question" if slot_place else "bare")


def _pop(stack: list[_Open], style: str) -> None:
    """Close the sections that a heading of this style ends."""
    order = ["title", "h1", "h2", "h3", "h4", "h5", "h6", "bracketed"]
    if style in order:
        while stack and (stack[-1].style not in order or order.index(stack[-1].style) >= order.index(style)):
            if stack[-1].style == "title" and style != "title":
                break
            stack.pop()
        return
    if style in ENDS_ARTICLE:
        _pop(stack, "article")
    known = next((i for i, entry in enumerate(stack) if entry.style == style), None)
    if style == "article" and known is None:
        return
    if style in ("question", "topic", "annex"):
        known = next((i for i, entry in enumerate(stack) if entry.style not in order), None)
    elif style in ("han", "ordinal") and known is None:
        known = next((i for i, entry in enumerate(stack) if entry.style in ("label", "bare")), None)
    elif known is None:  # labels stand side by side, with or without an ordinal
        known = next((i for i, entry in enumerate(stack) if entry.style == "label"), None)
        if style == "label" and stack and stack[-1].label and stack[-1].style not in order:
            known = len(stack) - 1
    if known is not None:
        del stack[known:]


def heading_text(text: str, slot_place: str | None = None) -> str:
    """Return a heading as it stands in heading paths: without ordinal, template place, slot note and final colon.

    >>> heading_text("1、一级医院:")
    '一级医院'
    """
    data = structure_rules()
    if slot_place and text.startswith(slot_place) and len(text) > len(slot_place):
        text = text[len(slot_place) :]
    text = data.place_slot.sub("", strip_ordinal(text))
    for mark in (data.question_mark, data.answer_mark):
        text = mark.sub("", text)
    return data.bullet.sub("", text).strip().rstrip(":：").strip()
