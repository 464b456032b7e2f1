"""Rows of a page's controls, marks of floors, cards of users and the imprint: whole lines that are no text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

from ingest.cleaning.frame.frame_rules import Pattern, dirt_rules
from ingest.cleaning.frame.page_header import names_editors
from ingest.cleaning.piece import Piece
from ontology.sieve import Sieve

FRAME = frozenset({"ui_placeholder", "floor_marker", "related_links", "promotion", "disclaimer", "page_header"})
CLOSING = frozenset({"disclaimer", "outro"})  # short lines behind such a line are links and tags
TAIL = FRAME - {"floor_marker"} | {"tag_list", "outro", "chat_filler"}  # behind a mark of a floor stands an answer


def is_floor(text: str) -> bool:
    """Whether a line only says who answers, or which floor begins; an address in a building says neither.

    >>> is_floor("12楼:过路人"), is_floor("3楼医保窗口")
    (True, False)
    """
    data = dirt_rules()
    if data.floor_name.match(text.strip()):
        return True
    floor = data.floor.match(text)
    return bool(floor and (floor["colon"] or not data.floor_keep.search(text)))


def is_interface(text: str) -> bool:
    """Whether a line is made of nothing but controls and counters.

    >>> is_interface("赞同 18 踩 2 分享"), is_interface("电话咨询")
    (True, False)
    """
    data = dirt_rules()
    if len(text) > data.interface_length or not _begins_with_control().match(text):
        return False
    strong = _strong().passing(text)
    rest, sure = _either(strong).subn(" ", text) if strong else (text, 0)
    weak = _weak().passing(rest)
    rest, unsure = _either(weak).subn(" ", rest) if weak else (rest, 0)
    return (sure > 0 or unsure > 1) and not data.interface_neutral.sub("", rest)


@lru_cache(maxsize=512)
def _either(patterns: tuple[str, ...]) -> Pattern:
    return re.compile("|".join(patterns))


@cache
def _strong() -> Sieve[str]:
    return Sieve({pattern.pattern: pattern for pattern in dirt_rules().interface})


@cache
def _weak() -> Sieve[str]:
    return Sieve({pattern.pattern: pattern for pattern in dirt_rules().interface_weak})


@cache
def _begins_with_control() -> Pattern:
    """What every row of controls begins with: nearly all other lines are told by their first word."""
    data = dirt_rules()
    either = "|".join(pattern.pattern for pattern in (*data.interface, *data.interface_weak))
    return re.compile(rf"(?:{data.interface_lead})*?(?:{either})")


def drop_cards(pieces: Sequence[Piece]) -> None:
    """Drop names that stand alone between two controls: what is left of a user's card; a motto may stand below.

    The first line of text is the title, whatever stands around it.
    """
    lines = [piece for piece in pieces if piece.text.strip()]
    title = next((piece for piece in lines if piece.body), None)
    for before, name, motto, mark in zip(lines, lines[1:], lines[2:], lines[3:], strict=False):
        framed = name.body and motto.body and _is_frame(before) and _is_frame(mark)
        if framed and dirt_rules().card_mark.search(mark.text) and _is_name(name.text) and _is_motto(motto.text):
            name.dropped("floor_marker", "a name above a motto and a mark of who answers")
            motto.dropped("floor_marker", "the motto of who answers")
    for before, piece, after in zip(lines, lines[1:], lines[2:], strict=False):
        if (
            before.drop
            and after.drop
            and piece.body
            and piece is not title
            and _is_frame(before)
            and _is_frame(after)
            and _is_name(piece.text)
        ):
            piece.dropped("floor_marker", "a name between two controls")


def _is_motto(text: str) -> bool:
    return len(text) <= dirt_rules().tail_length and not re.search(r"[。;；:：!！?？\d]", text)


def _is_frame(piece: Piece) -> bool:
    return piece.drop and bool(FRAME.intersection(piece.reasons))


def _is_name(text: str) -> bool:
    data = dirt_rules()
    return len(text.strip()) <= data.card_length and not (
        re.search(r"[。;；:：!！?？,，、]", text) or data.domain_topic.search(text) or data.floor_keep.search(text)
    )


def drop_imprint(pieces: Sequence[Piece]) -> None:
    """Drop the lines at the end that say who runs the site and who edited the page, and how to reach them."""
    data = dirt_rules()
    site = False
    for piece in [piece for piece in pieces if piece.body][1:][-data.imprint_tail :]:
        said = _imprint().passing(piece.text) and data.imprint.search(piece.text)
        if said or names_editors(piece.text):
            piece.dropped("page_header", "says who runs the site or edited the page")
        elif site and data.imprint_contact.match(piece.text):
            piece.dropped("page_header", "says how to reach who runs the site")
        site = bool(said) or (site and piece.drop)


@cache
def _imprint() -> Sieve[str]:
    return Sieve({"imprint": dirt_rules().imprint})


def drop_tail(pieces: Sequence[Piece]) -> None:
    """Drop short lines without a stop or a value that stand at the end among lines known to be frame."""
    data = dirt_rules()
    lines = [piece for piece in pieces if piece.text.strip() and "markup" not in piece.reasons]
    tail: list[Piece] = []
    known = best = 0
    for i, piece in enumerate(reversed(lines), 1):
        frame = piece.drop and bool(TAIL.intersection(piece.reasons))
        if not frame and (piece.drop or len(piece.text) > data.tail_length or _has_value(piece.text)):
            break
        tail.append(piece)
        known += frame
        closed = bool(CLOSING.intersection(piece.reasons)) and i > data.tail_least
        if frame and (closed or (known >= data.tail_least and known >= data.tail_share * i)):
            best = i
    for piece in tail[:best]:
        if piece.body:
            piece.dropped("ui_placeholder", "a short line among frame at the end", 0.8)


def _has_value(text: str) -> bool:
    return bool(dirt_rules().tail_value.search(text)) and not dirt_rules().tail_ask.search(text)


def drop_repeated_title(pieces: Sequence[Piece]) -> None:
    """Drop a second copy of the title above the text."""
    first = [piece for piece in pieces if piece.body][: dirt_rules().header_lines]
    for piece in first[1:]:
        if first[0].text.strip() and piece.text.strip() == first[0].text.strip():
            piece.dropped("page_header", "repeats the title")


def drop_page_heads(pieces: Sequence[Piece]) -> None:
    """Drop the copies of the title that stand beside a page number: the heads of a document's pages."""
    _drop_running_heads(pieces)
    body = [piece for piece in pieces if piece.body]
    title = body[0].text.strip() if body else ""
    for piece in body[1:]:
        if not (title and len(piece.text) > len(title) and title in piece.text):
            continue
        if dirt_rules().page_number.sub("", piece.text).strip() == title:
            piece.dropped("page_header", "repeats the title beside a page number")


def _drop_running_heads(pieces: Sequence[Piece]) -> None:
    """Drop what stands again and again on the line above or below a line that is only a page number."""
    number, least = dirt_rules().page_number, dirt_rules().page_heads
    written = [piece for piece in pieces if piece.text.strip()]
    numbered = [bool(number.fullmatch(piece.text)) for piece in written]
    beside = [piece for at, piece in enumerate(written) if not numbered[at] and any(numbered[max(0, at - 1) : at + 2])]
    heads = [dirt_rules().head_number.sub("", piece.text).strip() for piece in beside]
    times = Counter(heads)
    for piece, head in zip(beside, heads, strict=True):
        count = times[head]
        if piece.body and head and count >= least:
            piece.dropped("page_header", f"stands beside {count} page numbers")
