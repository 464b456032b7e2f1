"""Drop the frame that no lexicon words: lines that the frame model tells from body, strictest amid the body.

A page begins with its header and lead and ends in a tail of farewells, disclaimers, controls and links. Only there a
likely line goes; between the lines of the body it takes near certainty. Behind the last line that is surely body, the
first line of sure frame opens the tail, and what follows it (titles of other pages, tags) goes with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.cleaning.frame.frame_model import Verdict, frame_model
from ingest.cleaning.frame.notices import sentences
from ingest.cleaning.frame.page_header import Header
from ingest.cleaning.piece import UNLOGGED, Piece
from ingest.decoding.reading_rules import iso_date
from ontology.remembering import of_lines
from ontology.rules import rules

AMID = frozenset({*UNLOGGED, "time_code"})  # lines that stand between those of the text and open no tail
ROWS = ("tr", "td", "th")  # a row of a table is what the page is for


@dataclass(frozen=True, slots=True)
class TrainingRules:
    """How the weights of the frame model are made."""

    seed: int
    copies: int
    plain_copies: int
    judged_copies: int
    title_least: int
    title_longest: int
    titles_share: float
    pairs: Mapping[str, int]
    pair_length: int
    least_count: int
    least_weight: float
    strength: float


@dataclass(frozen=True, slots=True)
class FrameModelRules:
    """Schema of `ontology/rules/frame_model.yaml`."""

    sentences: int
    head_lines: int
    head: float
    lead_veto: float
    middle: float
    middle_longest: int
    tail: float
    sure: float
    sure_length: int
    surest: float
    surest_length: int
    opens_tail: float
    sentence: float
    sentence_longest: int
    sentence_kept: re.Pattern[str]
    body: re.Pattern[str]
    question: re.Pattern[str]
    stop: re.Pattern[str]
    linked: str
    training: TrainingRules


@cache
def frame_model_rules() -> FrameModelRules:
    """Return the rules of `ontology/rules/frame_model.yaml`."""
    return rules("frame_model", FrameModelRules)


def drop_learnt_frame(pieces: Sequence[Piece]) -> Header:
    """Drop the lines that the model tells from body; return what a header line among them says."""
    data = frame_model_rules()
    body = [piece for piece in pieces if piece.body and piece.segment.tag not in ROWS][1:]  # the title stays
    tail = _tail(pieces, data)
    issued = None
    for number, piece in enumerate(body):
        if id(piece) in tail or piece.counted:
            continue
        lead = number < data.head_lines
        if not lead and len(piece.text) > data.middle_longest:
            continue
        verdict = _verdict(piece, lead, data)
        if verdict:
            issued = issued or (iso_date(piece.text) if lead else None)
            _drop(piece, verdict)
    _drop_tail([piece for piece in body if id(piece) in tail], tail, data)
    for piece in body:
        if piece.body and not piece.counted:
            _cut_ends(piece, data)
    return Header(issued)


def _verdict(piece: Piece, lead: bool, data: FrameModelRules) -> Verdict | None:
    """Return why a line is frame, None for body."""
    if data.body.search(piece.text):
        return None
    found = _judged(piece.text, data.lead_veto if lead else data.sure, data)
    return found if found.frame >= (data.head if lead else data.middle) else None


def _judged(text: str, veto: float, data: FrameModelRules) -> Verdict:
    """Judge a line as a whole, unless a statement in it has less than `veto`; a question states nothing."""
    parts = [text[slice(*span)] for span in sentences(text)[: data.sentences]]
    whole = _verdict_on("".join(parts))
    if len(parts) == 1:
        return whole
    stated = [_verdict_on(part).frame for part in parts if not data.question.search(part)]
    return Verdict(min(stated), whole.reason) if stated and min(stated) < veto else whole


@of_lines(512)  # a site has the same lines around each of its pages
def _verdict_on(text: str) -> Verdict:
    return frame_model().verdict(text)


def _drop(piece: Piece, verdict: Verdict) -> None:
    signs = " ".join(frame_model().signs(piece.text, verdict.reason))
    piece.dropped(verdict.reason, f"frame model {verdict.frame:.2f}: {signs}", round(verdict.frame, 2))


def _tail(pieces: Sequence[Piece], data: FrameModelRules) -> dict[int, Verdict]:
    """Return the verdicts on the lines behind the last line that is surely body, by the identity of the piece."""
    found: dict[int, Verdict] = {}
    unsure = False
    for piece in reversed(pieces):
        if "floor_marker" in piece.reasons and unsure:
            break  # what stands behind it is an answer
        if piece.body:
            verdict = _judged(piece.text, data.sure, data)
            if piece.segment.tag in ROWS or piece.counted or _is_sure(piece.text, verdict, data):
                break
            found[id(piece)] = verdict
            unsure = unsure or verdict.frame < 1
        elif piece.drop and AMID.isdisjoint(piece.reasons):
            found[id(piece)] = Verdict(1.0, piece.reasons[-1])
    return found


def _is_sure(text: str, verdict: Verdict, data: FrameModelRules) -> bool:
    length = data.surest_length if verdict.frame < data.surest else data.sure_length
    says = len(text) >= length and data.stop.search(text)
    return bool(data.body.search(text)) or (verdict.frame < data.sure and bool(says))


def _drop_tail(body: Sequence[Piece], tail: dict[int, Verdict], data: FrameModelRules) -> None:
    order = list(reversed(tail))
    opened = next((at for at, key in enumerate(order) if tail[key].frame >= data.opens_tail), len(order))
    place = {key: at for at, key in enumerate(order)}
    for piece in body:
        verdict = tail[id(piece)]
        if verdict.frame >= data.tail:
            _drop(piece, verdict)
        elif place[id(piece)] > opened and not data.body.search(piece.text):
            piece.dropped(data.linked, "stands in the tail of the page, behind its last sentence", 0.8)


def _cut_ends(piece: Piece, data: FrameModelRules) -> None:
    """Cut a greeting or farewell that stands first or last in a paragraph of body."""
    for end in (-1, 0):
        spans = sentences(piece.text)
        if len(spans) < 2:
            return
        sentence = piece.text[slice(*spans[end])]
        if len(sentence) > data.sentence_longest or data.body.search(sentence) or data.sentence_kept.search(sentence):
            continue
        verdict = _verdict_on(sentence)
        if verdict.frame >= data.sentence:
            evidence = f"frame model {verdict.frame:.2f}: {' '.join(frame_model().signs(sentence, verdict.reason))}"
            piece.cut(*spans[end], verdict.reason, None, evidence, round(verdict.frame, 2))
