"""Disclaimers, promotion and the filler of answering services, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from ingest.cleaning.frame.frame_rules import Pattern, dirt_rules
from ingest.cleaning.piece import Piece
from ontology.remembering import of_lines
from ontology.sieve import Sieve

ALONE = -1  # the sign that makes a short text a disclaimer all alone
PHRASES = 3  # of an answering service in a row: 摘要。亲,您好,
SENTENCE = re.compile(r"[^。!！?？;；\n]*[。!！?？;；]*")


@of_lines(256)
def sentences(text: str) -> Sequence[tuple[int, int]]:
    """Return the spans of the sentences of a text."""
    return [match.span() for match in SENTENCE.finditer(text) if match.group().strip()]


def drop_disclaimer(piece: Piece) -> None:
    """Drop a disclaimer, or cut its sentences out of a longer text."""
    data, text = dirt_rules(), piece.text
    present = _disclaimers().passing(text)
    if not present:
        return
    hits = _signs(text)
    short = len(text) <= data.disclaimer_short and ALONE in present
    alone = data.disclaimer_alone.search(text) if short else None
    if alone or (hits >= data.disclaimer_hits and len(text) <= data.disclaimer_length):
        piece.dropped("disclaimer", f"says {alone.group()}" if alone else f"{hits} signs of a disclaimer")
        return
    if len(piece.text) <= data.disclaimer_length:
        return
    for start, end in reversed(sentences(piece.text)):
        sentence = piece.text[start:end]
        if _signs(sentence) >= data.disclaimer_hits:
            piece.cut(start, end, "disclaimer", None, "a sentence with several signs of a disclaimer")


def _signs(text: str) -> int:
    """Return how many signs of a disclaimer a text holds; a date or an amount speaks against one."""
    data = dirt_rules()
    signs = sum(bool(data.disclaimer[at].search(text)) for at in _disclaimers().passing(text) if at != ALONE)
    return signs - bool(signs and data.disclaimer_not.search(text))


@cache
def _disclaimers() -> Sieve[int]:
    return Sieve({ALONE: dirt_rules().disclaimer_alone, **dict(enumerate(dirt_rules().disclaimer))})


def cut_filler(piece: Piece) -> None:
    """Cut greetings, labels and thanks of an answering service."""
    for _ in range(PHRASES):
        before = piece.text
        for at in _fillers().in_turn(lambda: piece.text):
            match = dirt_rules().chat_filler[at].search(piece.text)
            if match and match.group():
                piece.cut(*match.span(), "chat_filler", None, "a phrase of answering services")
        if piece.text == before:
            break
    if not piece.text.strip():
        piece.dropped("chat_filler", "nothing else stands here")


@cache
def _fillers() -> Sieve[int]:
    return Sieve(dict(enumerate(dirt_rules().chat_filler)))


def cut_promotion(piece: Piece) -> None:
    """Cut sentences that promote the site; a numbered step that scans or follows something is no promotion."""
    if not piece.text.strip():
        piece.dropped("promotion", "nothing else stands here")
        return
    may_promote = _promotions().passing(piece.text) or _weak().passing(piece.text)
    if not may_promote or dirt_rules().promotion_not.match(piece.text):
        return
    for start, end in reversed(sentences(piece.text)):
        said = _promotes(piece.text[start:end])
        if said:
            piece.cut(start, end, "promotion", None, f"says {said}")
    if not piece.text.strip():
        piece.dropped("promotion", "nothing else stands here")


def _promotes(sentence: str) -> str:
    """Return the words that promote; "" where none do."""
    data = dirt_rules()
    if data.promotion_call.search(sentence):
        return ""
    strong = _said((data.promotion[at] for at in _promotions().passing(sentence)), sentence)
    weak = "" if strong else _said((data.promotion_weak[at] for at in _weak().passing(sentence)), sentence)
    return strong or ("" if weak and data.promotion_keep.search(sentence) else weak)


@cache
def _promotions() -> Sieve[int]:
    return Sieve(dict(enumerate(dirt_rules().promotion)))


@cache
def _weak() -> Sieve[int]:
    return Sieve(dict(enumerate(dirt_rules().promotion_weak)))


def _said(signs: Iterable[Pattern], sentence: str) -> str:
    return next((found.group() for sign in signs if (found := sign.search(sentence))), "")
