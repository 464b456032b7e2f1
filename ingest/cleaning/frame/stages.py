"""What frames a page and is not its body: header, links, tags, floors, controls, lead, end, promotion, disclaimer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import takewhile

from ingest.cleaning.frame.comments import drop_comments
from ingest.cleaning.frame.controls import (
    drop_cards,
    drop_imprint,
    drop_page_heads,
    drop_repeated_title,
    drop_tail,
    is_floor,
    is_interface,
)
from ingest.cleaning.frame.frame_rules import dirt_rules
from ingest.cleaning.frame.lead_and_end import cut_ends, drop_lead
from ingest.cleaning.frame.link_lists import drop_links, drop_tags
from ingest.cleaning.frame.notices import cut_filler, cut_promotion, drop_disclaimer
from ingest.cleaning.frame.page_header import Header, drop_headers
from ingest.cleaning.frame.series import mark_series
from ingest.cleaning.piece import Piece
from ontology.sieve import Sieve


def drop_frame(pieces: Sequence[Piece], html: bool) -> Header:
    """Drop every piece that is frame, cut the frame parts of the others, and return what the header says."""
    mark_series(pieces)
    loose = [piece for piece in pieces if not piece.counted]
    header = drop_headers(loose, html)
    drop_repeated_title(loose)
    drop_comments(pieces)
    for piece in loose:
        if piece.body:
            _drop_line(piece)
    drop_page_heads(loose)
    drop_links(loose)
    drop_cards(pieces)
    drop_imprint(loose)
    for piece in loose:
        if piece.body:
            drop_disclaimer(piece)
            cut_filler(piece)
            cut_promotion(piece)
    drop_lead([*takewhile(lambda piece: not piece.counted, pieces)])
    cut_ends(loose)
    drop_tags(pieces)
    drop_tail(pieces)
    return header


def _drop_line(piece: Piece) -> None:
    data = dirt_rules()
    tokens = data.wiki_tokens.search(piece.text)
    if tokens and tokens.start() and len(piece.text) <= data.interface_length:
        piece.cut(*tokens.span(), "ui_placeholder", None, "tokens that a wiki sets beside its headings")
    text = piece.text
    present = _lines().passing(text)
    if len(text) > data.line_length:
        _cut_control(piece, present)
    elif "floor" in present and is_floor(text):
        piece.dropped("floor_marker", "the whole line names a floor or who answers")
    elif _is_control(text, present):
        piece.dropped("ui_placeholder", "the whole line is a control of the page")
    elif "tags" in present and data.tag_line.match(text):
        piece.dropped("tag_list", "the line says that it lists tags")
    elif "links" in present and (data.link_neighbour.match(text) or data.link_line.search(text)):
        piece.dropped("related_links", "the line leads to other pages")
    else:
        _cut_control(piece, present)


@cache
def _lines() -> Sieve[str]:
    data = dirt_rules()
    return Sieve(
        {
            "floor": (data.floor, data.floor_name),
            "control": data.controls,
            "interface": (*data.interface, *data.interface_weak),
            "tags": data.tag_line,
            "links": (data.link_neighbour, data.link_line),
            "tail": data.control_tail,
        }
    )


def _is_control(text: str, present: Sequence[str]) -> bool:
    data = dirt_rules()
    if "control" in present and any(control.match(text) for control in data.controls):
        return True
    return bool(data.decoration.match(text)) or ("interface" in present and is_interface(text))


def _cut_control(piece: Piece, present: Sequence[str]) -> None:
    tail = dirt_rules().control_tail.search(piece.text) if "tail" in present else None
    if tail:
        piece.cut(*tail.span(), "ui_placeholder", None, "a control of the page behind the last sentence")
