"""Headings that do not fit what stands under them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ingest.cleaning.piece import Piece
from ingest.cleaning.structure.ordinals import strip_ordinal
from ingest.cleaning.structure.structure_rules import HEADINGS, Subject, structure_rules
from ontology.matcher import matcher
from ontology.sieve import Sieve
from ontology.vocabulary import vocabulary


def flag_mismatches(pieces: Sequence[Piece]) -> None:
    """Flag headings whose channels, or whose subject, the text under them does not share, and that text."""
    for i, piece in enumerate(pieces):
        if piece.kind == "heading" and piece.body:
            below = _children(pieces, i)
            _flag_other_channels(piece, below)
            _flag_other_subject(piece, below, pieces)


def _flag_other_channels(heading: Piece, below: Sequence[Piece]) -> None:
    """Flag a heading of one side (on site, online) over text that names only channels of the other."""
    own = _sides(heading.text)
    if len(own) != 1 or not below:
        return
    others = [_sides(child.text) for child in below]
    spoken = set().union(*others)
    if not spoken or spoken & own:
        return
    evidence = f"heading {' '.join(own)}, text {' '.join(sorted(spoken))}"
    for child in [heading, *(c for c, sides in zip(below, others, strict=True) if sides)]:
        child.flagged("heading_mismatch", evidence=evidence)


def _flag_other_subject(heading: Piece, below: Sequence[Piece], pieces: Sequence[Piece]) -> None:
    """Flag a heading over lines that mostly say nothing of its subject and are each about another one.

    A section beside it that is headed by the other subject makes that surer.
    """
    if not below or "heading_mismatch" in heading.reasons or "off_topic" in heading.reasons:
        return
    announced = _announced(heading.text)
    if not announced or _says(below[0].text, announced):
        return
    strange = {id(child): _subjects(child.text) for child in below if not _says(child.text, announced)}
    if len(strange) < structure_rules().mismatch_share * len(below):
        return
    if not all(strange.values()):
        return
    named = list(dict.fromkeys(name for names in strange.values() for name in names))
    siblings = [other for other in pieces if _is_sibling(heading, other)]
    beside = {subject.name for sibling in siblings for subject in _announced(sibling.text)}
    if len(strange) == 1 and not beside & set(named):  # one line is little to judge by
        return
    evidence = f"heading {' '.join(subject.name for subject in announced)}, text {' '.join(named)}"
    for child in [heading, *(child for child in below if id(child) in strange)]:
        child.flagged("heading_mismatch", evidence=evidence, confidence=0.9 if beside & set(named) else 0.7)


def _announced(heading: str) -> list[Subject]:
    text = strip_ordinal(heading).strip().rstrip(":：")
    subjects = structure_rules().subjects
    return [subjects[at] for at in _headings().passing(text) if subjects[at].heading.search(text)]


@cache
def _headings() -> Sieve[int]:
    return Sieve({at: subject.heading for at, subject in enumerate(structure_rules().subjects)})


def _says(text: str, announced: Sequence[Subject]) -> bool:
    return any(subject.body.search(text) for subject in announced)


def _subjects(text: str) -> list[str]:
    """Return the subjects that a text is clearly about."""
    subjects = structure_rules().subjects
    present = (subjects[at] for at in _bodies().passing(text))
    return [one.name for one in present if not one.weak and one.body.search(text)]


@cache
def _bodies() -> Sieve[int]:
    return Sieve({at: subject.body for at, subject in enumerate(structure_rules().subjects)})


def _is_sibling(piece: Piece, other: Piece) -> bool:
    same = other.kind == "heading" and other.heading_path == piece.heading_path and other.body
    return same and other is not piece


def _children(pieces: Sequence[Piece], i: int) -> list[Piece]:
    """Return what stands under a heading, up to the next heading; nothing where a deeper one follows."""
    found: list[Piece] = []
    for piece in pieces[i + 1 :]:
        if "floor_marker" in piece.reasons:
            break
        if piece.body and piece.kind in HEADINGS:
            return found if piece.level <= pieces[i].level else []
        if piece.body:
            found.append(piece)
    return found


def _sides(text: str) -> set[str]:
    """Return the sides of the channels that a text names."""
    known = vocabulary()
    codes = {code for match in matcher("channel").matches(text) for code in match.codes}
    kinds = {known.concept(code).attributes.get("type", "") for code in codes}
    return {side for side, members in structure_rules().channel_sides.items() if kinds & set(members)}
