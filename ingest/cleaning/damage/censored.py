"""Censored words: filled in where closed text proves them, else a marked hole with ranked candidates in the log."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.cleaning.damage.proofs import Proof, proof
from ingest.cleaning.damage.rules import Pattern, damage_rules
from ingest.cleaning.piece import Piece
from ingest.language.gaps import Candidate, GapWords, ranked
from ingest.language.model import language_model
from ontology.rules import rules
from ontology.sieve import Sieve
from ontology.vocabulary import vocabulary

HAN_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words elsewhere in a sentence that call for one of `words`."""

    found: Pattern
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CensoredRules:
    """Schema of `ontology/rules/censored.yaml`."""

    words: Mapping[str, float]
    label_odds: float
    most_holes: int
    context: int
    label_length: int
    absent_odds: float
    present_odds: float
    cue_odds: float
    cues: tuple[Cue, ...]
    shown: int
    sentence: Pattern
    copy_side: int
    copy_both: int
    copy_word: int
    never_copied: Pattern
    statute_side: int
    statute_both: int


@dataclass(frozen=True, slots=True)
class Hole:
    """A censored word at [start, end) of a piece's text, with what stands left and right of it in the piece."""

    piece: Piece
    start: int
    end: int
    left: str
    right: str


def mark_censored(pieces: Sequence[Piece]) -> None:
    """Flag every hole of a page; fill in what is proven and note the candidates of the others."""
    body = [piece for piece in pieces if piece.body]
    holes = [hole for piece in body if _censored().passing(piece.text) for hole in _readable_holes(piece)]
    page = "\n".join(piece.text for piece in body) if holes else ""
    for hole, found in reversed(list(zip(holes, hole_candidates(holes, page), strict=True))):
        known = _closed(hole.left, hole.right) or _proven(hole, page)
        if known:
            _fill(hole, known)
        else:
            _mark(hole, found)


@cache
def _censored() -> Sieve[str]:
    return Sieve({"censored": damage_rules().censored})


def hole_candidates(holes: Sequence[Hole], page: str) -> list[list[Candidate]]:
    """Return the words that may have stood in each hole of `page`, the likeliest first."""
    if not holes:
        return []
    known = rules("censored", CensoredRules)
    words = _words()
    prior = {
        word: known.words.get(word, known.label_odds) + (known.present_odds if word in page else known.absent_odds)
        for word in words.words
    }
    return ranked(words, [(hole.left, hole.right) for hole in holes], prior, [_cued(hole) for hole in holes])


def _cued(hole: Hole) -> dict[str, float]:
    """Return the ln odds that the other words of the hole's sentence add to a candidate's."""
    known = rules("censored", CensoredRules)
    before = known.sentence.split(hole.left)[-1]
    after = known.sentence.split(hole.right)[0]
    near = f"{before} {after}"
    return {word: known.cue_odds for cue in known.cues if cue.found.search(near) for word in cue.words}


@cache
def _words() -> GapWords:
    known = rules("censored", CensoredRules)
    labels = (
        label
        for concept in vocabulary().concepts.values()
        if concept.scheme != "region"
        for label in concept.labels
        if HAN_WORD.fullmatch(label) and len(label) <= known.label_length
        if not damage_rules().noise_protected.search(label)  # a number, a level or a group is never guessed
    )
    return GapWords(language_model(), [*known.words, *labels])


def _readable_holes(piece: Piece) -> list[Hole]:
    """Return the holes of a line; one that is nearly all holes is flagged as a whole instead."""
    found = [*_holes(piece)]
    if len(found) <= rules("censored", CensoredRules).most_holes:
        return found
    piece.flagged("censored", None, f"{len(found)} holes: what stood here cannot be read")
    piece.damaged(0, len(piece.text))
    return []


def _holes(piece: Piece) -> Iterator[Hole]:
    text, side = piece.text, rules("censored", CensoredRules).context
    for hole in damage_rules().censored.finditer(text):
        left, right = text[max(0, hole.start() - side) : hole.start()], text[hole.end() : hole.end() + side]
        yield Hole(piece, *hole.span(), left, right)


def _closed(left: str, right: str) -> Proof | None:
    for fill in damage_rules().fill:
        if fill.left.search(left) and fill.right.search(right):
            return Proof(fill.word, f"between these words stands {fill.word} alone")
    return None


def _proven(hole: Hole, page: str) -> Proof | None:
    known = rules("censored", CensoredRules)
    copy, statute = (known.copy_side, known.copy_both), (known.statute_side, known.statute_both)
    found = proof(hole.left, hole.right, page, copy, statute, known.copy_word)
    return None if found and (known.never_copied.search(found.word) or _is_place(found.word)) else found


def _is_place(word: str) -> bool:
    """Whether a word may name a place: what holds for one place is no proof for another."""
    return bool(vocabulary().find(word, "region"))


def _fill(hole: Hole, known: Proof) -> None:
    hole.piece.flagged("censored", (hole.start, hole.end), known.evidence)
    hole.piece.draft.replace(hole.start, hole.end, known.word, "censored_fill", 0.9, known.evidence)


def _mark(hole: Hole, found: Sequence[Candidate]) -> None:
    shown = found[: rules("censored", CensoredRules).shown]
    evidence = "candidates: " + ", ".join(f"{word.word} {word.share:.2f}" for word in shown)
    hole.piece.flagged("censored", (hole.start, hole.end), evidence)
    hole.piece.damaged(hole.start, hole.end)
    hole.piece.draft.replace(hole.start, hole.end, damage_rules().mark_word, "censored", 1.0, evidence)
