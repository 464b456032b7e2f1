"""What frames a page and is not its body: header, links, tags, floors, controls, lead, end, promotion, disclaimer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from ingest.comments import drop_comments
from ingest.controls import (
    drop_cards,
    drop_imprint,
    drop_page_heads,
    drop_repeated_title,
    drop_tail,
    is_floor,
    is_interface,
)
from ingest.frame_rules import dirt_rules
from ingest.lead_and_end import cut_ends, drop_lead
from ingest.link_lists import drop_links, drop_tags
from ingest.notices import cut_filler, cut_promotion, drop_disclaimer
from ingest.page_header import Header, drop_headers
from ingest.piece import Piece
from ingest.series import mark_series


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
    if len(text) > data.line_length:
        _cut_control(piece)
    elif is_floor(text):
        piece.dropped("floor_marker", "the whole line names a floor or who answers")
    elif any(control.match(text) for control in data.controls) or data.decoration.match(text) or is_interface(text):
        piece.dropped("ui_placeholder", "the whole line is a control of the page")
    elif data.tag_line.match(text):
        piece.dropped("tag_list", "the line says that it lists tags")
    elif data.link_neighbour.match(text) or data.link_line.search(text):
        piece.dropped("related_links", "the line leads to other pages")
    else:
        _cut_control(piece)


def _cut_control(piece: Piece) -> None:
    tail = dirt_rules().control_tail.search(piece.text)
    if tail:
        piece.cut(*tail.span(), "ui_placeholder", None, "a control of the page behind the last sentence")
