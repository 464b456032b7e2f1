"""Disclaimers, promotion and the filler of answering services, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ingest.frame_rules import Pattern, dirt_rules
from ingest.piece import Piece
from ontology.sieve import Sieve

PHRASES = 3  # of an answering service in a row: 摘要。亲,您好,
SENTENCE = re.compile(r"[^。!！?？;；\n]*[。!！?？;；]*")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of a text."""
    return [match.span() for match in SENTENCE.finditer(text) if match.group().strip()]


def drop_disclaimer(piece: Piece) -> None:
    """Drop a disclaimer, or cut its sentences out of a longer text."""
    data = dirt_rules()
    hits = _signs(piece.text)
    alone = len(piece.text) <= data.disclaimer_short and data.disclaimer_alone.search(piece.text)
    if alone or (hits >= data.disclaimer_hits and len(piece.text) <= data.disclaimer_length):
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
    signs = sum(bool(sign.search(text)) for sign in _disclaimers().passing(text))
    return signs - bool(data.disclaimer_not.search(text))


@cache
def _disclaimers() -> Sieve[Pattern]:
    return Sieve({sign: sign for sign in dirt_rules().disclaimer})


def cut_filler(piece: Piece) -> None:
    """Cut greetings, labels and thanks of an answering service."""
    for _ in range(PHRASES):
        before = piece.text
        for filler in dirt_rules().chat_filler:
            match = filler.search(piece.text)
            if match and match.group():
                piece.cut(*match.span(), "chat_filler", None, "a phrase of answering services")
        if piece.text == before:
            break
    if not piece.text.strip():
        piece.dropped("chat_filler", "nothing else stands here")


def cut_promotion(piece: Piece) -> None:
    """Cut sentences that promote the site; a numbered step that scans or follows something is no promotion."""
    if dirt_rules().promotion_not.match(piece.text):
        return
    for start, end in reversed(sentences(piece.text)):
        said = _promotes(piece.text[start:end])
        if said:
            piece.cut(start, end, "promotion", None, f"says {said}")
    if not piece.text.strip():
        piece.dropped("promotion", "nothing else stands here")


def _promotes(sentence: str) -> str:
    """Return the words that promote; "" where none do."""
    strong = _said(_promotions().passing(sentence), sentence)
    return strong or (
        "" if dirt_rules().promotion_keep.search(sentence) else _said(_weak().passing(sentence), sentence)
    )


@cache
def _promotions() -> Sieve[Pattern]:
    return Sieve({sign: sign for sign in dirt_rules().promotion})


@cache
def _weak() -> Sieve[Pattern]:
    return Sieve({sign: sign for sign in dirt_rules().promotion_weak})


def _said(signs: Sequence[Pattern], sentence: str) -> str:
    return next((found.group() for sign in signs if (found := sign.search(sentence))), "")
