"""Headings, lists, questions and the section path of every block, found without markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from ingest.piece import Piece
from ontology.matcher import matcher
from ontology.rules import rules
from ontology.vocabulary import vocabulary

Pattern = re.Pattern[str]
HEADINGS = ("title", "heading", "question")


@dataclass(frozen=True, slots=True)
class OrdinalStyle:
    """A style of numbering."""

    name: str
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class StructureRules:
    """Schema of `ontology/rules/structure.yaml`."""

    heading_length: int
    label_length: int
    bare_length: int
    question_length: int
    final_stop: Pattern
    label: Pattern
    question: Pattern
    question_words: Pattern
    ordinals: tuple[OrdinalStyle, ...]
    ordinal_comma: Pattern
    bullet: Pattern
    lone_bullet: Pattern
    trailing_ordinal: Pattern
    doubled_ordinal: Pattern
    inline_ordinal: Pattern
    question_mark: Pattern
    answer_mark: Pattern
    step: Pattern
    prose: Pattern
    law_paragraph: Pattern
    place_slot: Pattern
    title_length: int
    official: Pattern
    forum_floors: int
    channel_sides: Mapping[str, tuple[str, ...]]


def structure_rules() -> StructureRules:
    """Return the rules of `ontology/rules/structure.yaml`."""
    return rules("structure", StructureRules)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a line looks like."""

    style: str  # "" or a style of numbering
    length: int  # without the ordinal
    label: bool
    question: bool
    stop: bool
    prose: bool


def mend_enumeration(pieces: Sequence[Piece]) -> None:
    """Move ordinals that hang at a line's end away, collapse doubled ones, drop bullets cut from their text."""
    data = structure_rules()
    for piece in pieces:
        if not piece.body:
            continue
        if data.lone_bullet.match(piece.text):
            piece.dropped("broken_enumeration", "a bullet without text")
            continue
        hanging = data.trailing_ordinal.search(piece.text)
        if hanging:
            piece.cut(*hanging.span(), "broken_enumeration", None, "an ordinal at the end of the line")
        doubled = data.doubled_ordinal.match(piece.text)
        if doubled and piece is not pieces[0]:
            piece.mark("broken_enumeration")


def split_items(pieces: Iterable[Piece]) -> list[Piece]:
    """Give each item of an enumeration that stands in one line a piece of its own; ordinals must count on."""
    return [part for piece in pieces for part in (_items(piece) if piece.body else [piece])]


def _items(piece: Piece) -> list[Piece]:
    data = structure_rules()
    first = re.match(r"\s*(\d{1,2})\s*[.、．]", piece.text)
    last = int(first.group(1)) if first else 0
    cuts = []
    for match in data.inline_ordinal.finditer(piece.text):
        if int(match["number"]) == last + 1:
            cuts.append(match.start("number"))
            last += 1
    return piece.split(cuts)


def set_kinds(pieces: Sequence[Piece], slot_place: str | None) -> None:
    """Set kind, level, heading and heading path of every body piece."""
    body = [piece for piece in pieces if piece.body]
    shapes = [_shape(piece) for piece in body]
    floors_after = _followed_by_floor(pieces)
    for i, piece in enumerate(body):
        piece.kind = _kind(body, shapes, i, id(piece) in floors_after)
    _set_title(body)
    _set_paths(pieces, floors_after, slot_place)


def _shape(piece: Piece) -> _Shape:
    data, text = structure_rules(), piece.text
    style = next((s.name for s in data.ordinals if s.pattern.match(text)), "")
    bare = strip_ordinal(text)
    return _Shape(
        style,
        len(bare),
        bool(data.label.search(text)),
        bool(data.question.search(text)),
        bool(data.final_stop.search(text)),
        bool(data.prose.search(text)),
    )


def strip_ordinal(text: str) -> str:
    """Return the text without its ordinal.

    >>> strip_ordinal("1、一级医院:")
    '一级医院:'
    """
    for style in structure_rules().ordinals:
        match = style.pattern.match(text)
        if match and match.end() < len(text):
            return text[match.end() :]
    return text


def _kind(body: Sequence[Piece], shapes: Sequence[_Shape], i: int, before_floor: bool) -> str:
    data, piece, shape = structure_rules(), body[i], shapes[i]
    tag = piece.segment.tag
    if re.fullmatch(r"h[1-6]", tag):
        return "heading"
    if tag in ("tr", "th", "td"):
        return "table_row"
    if data.question_mark.match(piece.text) and shape.length <= 2 * data.question_length:
        return "question"
    if data.answer_mark.match(piece.text):
        return "answer"
    if shape.question and shape.length <= data.question_length:
        return "question"
    if shape.label and shape.length <= data.label_length and not re.search(r"[。;；!！]", piece.text[:-1]):
        return "heading"
    if tag != "li" and not shape.stop and not shape.prose and _is_bare_heading(body, shapes, i, before_floor):
        return "question" if data.question_words.search(piece.text) else "heading"
    if data.step.match(strip_ordinal(piece.text)) or data.step.match(piece.text):
        return "step"
    if tag == "li" or shape.style or data.bullet.match(piece.text) or data.ordinal_comma.match(piece.text):
        return "list_item"
    return "list_item" if _in_bare_run(body, shapes, i) else "paragraph"


def _is_bare(shape: _Shape) -> bool:
    data = structure_rules()
    return not (shape.stop or shape.label or shape.prose) and shape.length <= data.bare_length


def _is_bare_heading(body: Sequence[Piece], shapes: Sequence[_Shape], i: int, before_floor: bool) -> bool:
    """Short, without a stop, and the next line elaborates it; not one of several parallel short lines."""
    data, shape = structure_rules(), shapes[i]
    if re.search(r"[。;；]", body[i].text) or data.law_paragraph.match(body[i].text):
        return False
    if before_floor and shape.length <= data.question_length:
        return True
    if shape.length > (data.heading_length if shape.style else data.bare_length):
        asks = bool(data.question_words.search(body[i].text)) and shape.length <= data.question_length
        return asks and i + 1 < len(body)
    if i + 1 >= len(body) or _in_bare_run(body, shapes, i):
        return False
    # parallel numbered lines are items
    return not (shape.style and shapes[i + 1].style == shape.style and not shapes[i + 1].label)


def _in_bare_run(body: Sequence[Piece], shapes: Sequence[_Shape], i: int) -> bool:
    """Whether line i is one of several parallel short lines: two under a label, or three that the first heads."""
    if not _is_bare(shapes[i]) or shapes[i].question:
        return False
    first = i
    while first > 0 and _is_bare(shapes[first - 1]) and shapes[first - 1].style == shapes[i].style:
        first -= 1
    last = i
    while last + 1 < len(body) and _is_bare(shapes[last + 1]) and shapes[last + 1].style == shapes[i].style:
        last += 1
    under_label = last > first > 0 and shapes[first - 1].label
    return under_label or (last - first >= 2 and i > first and not shapes[i].style)


def _followed_by_floor(pieces: Sequence[Piece]) -> set[int]:
    found, last = set(), None
    for piece in pieces:
        if piece.body:
            last = piece
        elif "floor_marker" in piece.reasons and last is not None:
            found.add(id(last))
    return found


def _set_title(body: Sequence[Piece]) -> None:
    data = structure_rules()
    if not body:
        return
    first = next((piece for piece in body if piece.segment.tag == "h1"), body[0])
    if len(first.text) <= data.title_length and not re.search(r"[。;；]$", first.text):
        first.kind = "title"


# --- sections --------------------


@dataclass(slots=True)
class _Open:
    style: str
    level: int
    text: str
    label: bool  # ends in a colon


def _set_paths(pieces: Sequence[Piece], topics: Set[int], slot_place: str | None) -> None:
    thread = bool(topics)  # in a thread a bare question is the topic of the next floors
    stack: list[_Open] = []
    for piece in pieces:
        if "floor_marker" in piece.reasons:
            stack = [entry for entry in stack if entry.style in ("title", "topic")]
            continue
        if not piece.body:
            continue
        if structure_rules().law_paragraph.match(piece.text):  # an article of a law ends the one before it
            _pop(stack, "article")
        if piece.kind not in HEADINGS:
            piece.heading_path = tuple(entry.text for entry in stack)
            continue
        glued = bool(slot_place and piece.text.startswith(slot_place)) and piece.kind != "title"
        topic = id(piece) in topics or (thread and piece.kind == "question" and not _asks(piece))
        style = _style(piece, slot_place if glued else "", topic)
        _pop(stack, "question" if glued else style)
        piece.heading = heading_text(piece.text, slot_place)
        piece.heading_path = tuple(entry.text for entry in stack)
        piece.level = stack[-1].level + 1 if stack else 1
        stack.append(_Open(style, piece.level, piece.heading, bool(structure_rules().label.search(piece.text))))


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
    if re.fullmatch(r"h[1-6]", piece.segment.tag):
        return piece.segment.tag
    text = piece.text.removeprefix(slot_place or "")
    if structure_rules().law_paragraph.match(text):
        return "article"
    ordinal = next((style.name for style in structure_rules().ordinals if style.pattern.match(text)), "")
    if ordinal and slot_place:
        piece.mark("broken_heading")
    if _asks(piece) and not ordinal:
        return "question"
    return ordinal or ("label" if structure_rules().label.search(text) else "question" if slot_place else "bare")


def _pop(stack: list[_Open], style: str) -> None:
    """Close the sections that a heading of this style ends."""
    order = ["title", "h1", "h2", "h3", "h4", "h5", "h6"]
    if style in order:
        while stack and (stack[-1].style not in order or order.index(stack[-1].style) >= order.index(style)):
            if stack[-1].style == "title" and style != "title":
                break
            stack.pop()
        return
    known = next((i for i, entry in enumerate(stack) if entry.style == style), None)
    if style == "article" and known is None:
        return
    if style in ("question", "topic"):
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


# --- headings that do not fit --------------------


def flag_mismatches(pieces: Sequence[Piece]) -> None:
    """Flag sections whose heading names channels of one side (on site, online) over text that names only the other."""
    for i, piece in enumerate(pieces):
        if piece.body and piece.kind == "heading":
            below = _children(pieces, i)
            own, others = _sides(piece.text), [_sides(child.text) for child in below]
            spoken = set().union(*others) if others else set()
            if len(own) == 1 and spoken and not spoken & own:
                for child in [piece, *(c for c, sides in zip(below, others, strict=True) if sides)]:
                    child.flagged("heading_mismatch", None, _difference(own, spoken))


def _difference(own: Set[str], spoken: Set[str]) -> str:
    return f"the heading names channels {'/'.join(sorted(own))}, the text below only {'/'.join(sorted(spoken))}"


def _children(pieces: Sequence[Piece], i: int) -> list[Piece]:
    found = []
    for piece in pieces[i + 1 :]:
        if piece.body and piece.kind in HEADINGS:
            break
        if "floor_marker" in piece.reasons:
            break
        if piece.body:
            found.append(piece)
    return found


def _sides(text: str) -> set[str]:
    """Return the sides of the channels that a text names."""
    known = vocabulary()
    codes = {code for match in matcher("channel").matches(text) for code in match.codes}
    kinds = {known.concept(code).attributes.get("type", "") for code in codes}
    return {side for side, members in structure_rules().channel_sides.items() if kinds & set(members)}
