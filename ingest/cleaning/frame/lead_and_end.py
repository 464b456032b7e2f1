"""The lead that only promises and the end that only looks back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ingest.cleaning.frame.frame_rules import dirt_rules
from ingest.cleaning.frame.notices import sentences
from ingest.cleaning.piece import Piece
from ontology.sieve import Sieve


def _is_promise(sentence: str, labelled: bool) -> bool:
    data = dirt_rules()
    if data.intro_keep.search(sentence):
        return False
    return _markers(sentence) >= data.intro_markers_needed - labelled or bool(data.intro_alone.search(sentence))


def _markers(text: str) -> int:
    """Return how many different signs of a lead a text holds."""
    markers = dirt_rules().intro_markers
    return sum(bool(markers[at].search(text)) for at in _marker_sieve().passing(text))


@cache
def _marker_sieve() -> Sieve[int]:
    return Sieve(dict(enumerate(dirt_rules().intro_markers)))


def drop_lead(pieces: Sequence[Piece]) -> None:
    """Drop lead paragraphs in which no sentence says anything, and cut the empty sentences of the others' ends."""
    data = dirt_rules()
    lead = [piece for piece in pieces if piece.body][1 : 1 + data.intro_blocks]
    for piece in lead:
        spans = sentences(piece.text)
        labelled = bool(data.intro_label.match(piece.text))
        promises = [span for span in spans if _is_promise(piece.text[slice(*span)], labelled)]
        if labelled and all(span in promises or data.asks.search(piece.text[slice(*span)]) for span in spans):
            promises = [*spans]  # a lead that asks and promises, and answers nothing
        if not promises or data.intro_keep.search(piece.text):
            continue
        whole = _markers(piece.text)
        if len(promises) * 2 >= len(spans) or whole > 2 * data.intro_markers_needed:
            piece.dropped("seo_intro", f"{len(promises)} of {len(spans)} sentences only promise; {whole} signs")
        else:
            for start, end in reversed(promises):
                piece.cut(start, end, "seo_intro", None, "a sentence of the lead that only promises")


def cut_ends(pieces: Sequence[Piece]) -> None:
    """Cut closing sentences that only look back; a sentence of advice stays."""
    data = dirt_rules()
    for piece in pieces:
        if not (piece.body and _endings().passing(piece.text)):
            continue
        spans = sentences(piece.text)
        closing = False
        for start, end in reversed(spans):
            sentence = piece.text[start:end]
            opens, closes = data.outro_open.search(sentence), data.outro_close.search(sentence)
            strong = data.outro_strong.search(sentence)
            if "promotion" in piece.reasons and closes and len(spans) == 1:
                closing = True
            elif not (opens and closes) and not strong:
                continue
            evidence = f"closes with {next(sign.group().strip() for sign in (opens, strong, closes) if sign)}"
            if not data.outro_advice.search(sentence) and not data.intro_keep.search(sentence):
                piece.cut(start, end, "outro", None, evidence)
        if closing or not piece.text.strip():
            piece.dropped("outro", "nothing else stands here")


@cache
def _endings() -> Sieve[str]:
    return Sieve({"end": (dirt_rules().outro_close, dirt_rules().outro_strong)})
