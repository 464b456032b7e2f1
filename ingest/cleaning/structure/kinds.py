"""The kind of each line of text: heading, question, item, step or paragraph, found without markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.cleaning.piece import Piece
from ingest.cleaning.structure.ordinals import strip_ordinal, style_of
from ingest.cleaning.structure.section_paths import set_paths
from ingest.cleaning.structure.structure_rules import structure_rules


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a line looks like."""

    style: str  # "", bullet, or a style of numbering
    length: int  # without the ordinal
    label: bool
    question: bool
    stop: bool
    prose: bool


def set_kinds(pieces: Sequence[Piece], slot_place: str | None) -> None:
    """Set kind, level, heading and heading path of every body piece."""
    body = [piece for piece in pieces if piece.body]
    shapes = [_shape(piece) for piece in body]
    in_run = _in_bare_runs(shapes)
    floors_after = _followed_by_floor(pieces)
    for i, piece in enumerate(body):
        piece.kind = _kind(body, shapes, in_run, i, before_floor=id(piece) in floors_after)
    _set_title(pieces, body)
    set_paths(pieces, floors_after, slot_place)


def _shape(piece: Piece) -> _Shape:
    data, text = structure_rules(), piece.text
    style = style_of(text) or ("arabic" if piece.number else "")
    style = style or ("bullet" if data.bullet.match(text) else "")
    bare = strip_ordinal(text)
    return _Shape(
        style,
        len(bare),
        bool(data.label.search(text) or data.annex.match(text)),
        bool(data.question.search(text)),
        bool(data.final_stop.search(text)),
        bool(data.prose.search(text) or data.date_line.match(text)),
    )


def _kind(
    body: Sequence[Piece], shapes: Sequence[_Shape], in_run: Sequence[bool], i: int, *, before_floor: bool
) -> str:
    data, piece, shape = structure_rules(), body[i], shapes[i]
    tag = piece.segment.tag
    if tag and re.fullmatch(r"h[1-6]", tag):
        return "heading"
    if tag in ("tr", "th", "td"):
        return "table_row"
    if _signs(body, i) or data.addressee.match(piece.text):
        return "paragraph"
    if _lists_annexes(body, shapes, i):
        return "list_item"
    if data.bracketed.match(piece.text) and i + 1 < len(body):
        return "heading"
    if data.question_mark.match(piece.text) and shape.length <= 2 * data.question_length:
        return "question"
    if data.answer_mark.match(piece.text):
        return "answer"
    if shape.question and shape.length <= data.question_length:
        return "question"
    if shape.label and shape.length <= data.label_length and not re.search(r"[。;；!！]", piece.text[:-1]):
        return "heading"
    if _is_bullet(body, i) and not (shape.label or shape.question):
        return "list_item"
    if _is_one_of_steps(body, i) and not shape.label:
        return "step"
    if (
        tag != "li"
        and not shape.stop
        and not shape.prose
        and _is_bare_heading(body, shapes, in_run[i], i, before_floor)
    ):
        return "question" if data.question_words.search(piece.text) else "heading"
    if data.step.match(strip_ordinal(piece.text)) or data.step.match(piece.text):
        return "step"
    if (
        tag == "li"
        or shape.style
        or piece.number
        or data.bullet.match(piece.text)
        or data.ordinal_comma.match(piece.text)
    ):
        return "list_item"
    return "list_item" if in_run[i] else "paragraph"


def _signs(body: Sequence[Piece], i: int) -> bool:
    """Whether the line is the date of a signature, or the office above it."""
    data = structure_rules()
    below = body[i + 1].text if i + 1 < len(body) else ""
    signed = data.signature.match(body[i].text) and data.date_line.match(below)
    return bool(signed or data.date_line.match(body[i].text))


def _lists_annexes(body: Sequence[Piece], shapes: Sequence[_Shape], i: int) -> bool:
    """Whether the line is one of the list of annexes behind a text: 附件:1.…, 2.…"""
    first = i
    while first > 0 and shapes[first].style == "arabic":
        first -= 1
    return bool(structure_rules().annex_list.match(body[first].text))


def _is_bullet(body: Sequence[Piece], i: int) -> bool:
    """Whether the line begins with a bullet, and so does the line before or behind it; a lone ★ heads what follows.

    A picture (📎) is a bullet where the line beside begins with the same one.
    """
    data = structure_rules()
    own = data.picture.match(body[i].text)
    if own is None:
        return _as_beside(data.bullet, body, i)
    beside = (data.picture.match(piece.text) for piece in _beside(body, i))
    return any(other is not None and other["picture"] == own["picture"] for other in beside)


def _is_one_of_steps(body: Sequence[Piece], i: int) -> bool:
    """Whether the line says that it is a step, and so does the line before or behind it."""
    return _as_beside(structure_rules().step, body, i)


def _as_beside(pattern: re.Pattern[str], body: Sequence[Piece], i: int) -> bool:
    """Whether the line begins with `pattern`, and so does the line before or behind it."""
    return bool(pattern.match(body[i].text)) and any(pattern.match(piece.text) for piece in _beside(body, i))


def _beside(body: Sequence[Piece], i: int) -> tuple[Piece, ...]:
    return (*body[max(0, i - 1) : i], *body[i + 1 : i + 2])


def _is_bare(shape: _Shape) -> bool:
    data = structure_rules()
    return not (shape.stop or shape.label or shape.prose) and shape.length <= data.bare_length


def _is_bare_heading(body: Sequence[Piece], shapes: Sequence[_Shape], in_run: bool, i: int, before_floor: bool) -> bool:
    """Short, without a stop, and the next line elaborates it; not one of several parallel short lines."""
    data, shape = structure_rules(), shapes[i]
    if (
        re.search(r"[。;；]", body[i].text)
        or data.law_paragraph.match(body[i].text)
        or data.value_line.match(body[i].text)
    ):
        return False
    if before_floor and shape.length <= data.question_length:
        return True
    numbered = shape.style not in ("", "bullet")
    if shape.length > (data.heading_length if numbered else data.bare_length):
        asks = bool(data.question_words.search(body[i].text)) and shape.length <= data.question_length
        return asks and i + 1 < len(body)
    if i + 1 >= len(body) or in_run:
        return False
    # parallel numbered lines are items
    beside = [shapes[i + 1], *shapes[max(0, i - 1) : i]]
    return not any(shape.style and other.style == shape.style and not other.label for other in beside)


def _in_bare_runs(shapes: Sequence[_Shape]) -> list[bool]:
    """Return for each line whether it is one of several parallel short lines: two under a label, or three that the
    first heads.
    """
    found = [False] * len(shapes)
    first = 0
    for (bare, style), run in groupby(shapes, lambda shape: (_is_bare(shape), shape.style)):
        count = len(list(run))
        if bare:
            under_label = count > 1 and first > 0 and shapes[first - 1].label
            for i in range(first, first + count):
                parallel = under_label or (count > 2 and i > first and not style)
                found[i] = parallel and not shapes[i].question
        first += count
    return found


def _followed_by_floor(pieces: Sequence[Piece]) -> set[int]:
    found, last = set(), None
    for piece in pieces:
        if piece.body:
            last = piece
        elif "floor_marker" in piece.reasons and last is not None:
            found.add(id(last))
    return found


def _set_title(pieces: Sequence[Piece], body: Sequence[Piece]) -> None:
    """Find the title: what the markup says, the line above the one that says when and by whom, else the first line."""
    if not body:
        return
    first = next((piece for piece in body if piece.segment.tag == "h1"), None) or _above_header(pieces) or body[0]
    if _may_be_title(first):
        first.kind = "title"


def _may_be_title(piece: Piece) -> bool:
    return len(piece.text) <= structure_rules().title_length and not re.search(r"[。;；]$", piece.text)


def _above_header(pieces: Sequence[Piece]) -> Piece | None:
    above: list[Piece] = []
    found = None
    for piece in pieces:
        if piece.body:
            above.append(piece)
            if len(above) > structure_rules().title_lines or not _may_be_title(piece):
                break
        elif above and "page_header" in piece.reasons:
            found = above[-1]
    return found
