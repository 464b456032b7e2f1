"""What other copies have where a block is damaged. Candidates only: no article's text is changed because of another.

For a number the copy must speak of the same place and agree in all other figures (`number_evidence`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.repetition.neighbours import Bands
from index.repetition.number_evidence import NumberEvidence
from index.repetition.prints import damages
from index.repetition.texts import Texts
from ingest.cleaning.damage import damage_rules
from ingest.cleaning.repetition.alignment import Difference, aligned, common_head
from ingest.cleaning.repetition.repetition_rules import repetition_rules
from ingest.cleaning.repetition.tokens import GAP, Token

MISSING, NOISE, CENSORED, NUMBER_LOST = "missing_word", "injected_noise", "censored", "missing_number"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one copy has at one place of a damaged block."""

    row: int  # the damaged block
    reason: str
    start: int  # in the text of the block
    end: int
    candidate: str  # what the other has there; "" where it has nothing
    other: int  # the block of the other copy


def proposals(texts: Texts) -> Iterator[Proposal]:
    """Yield what sound blocks of other articles have at the damaged places of blocks, by article and block."""
    blocks = texts.blocks
    index = Bands()
    damaged = blocks.rows["damage"] > 0
    if not damaged.any():
        return
    for cluster in blocks.clusters():
        if not damaged[cluster.first]:
            index.add(cluster.first, blocks.rows["bands"][cluster.first].tolist())
    evidence = NumberEvidence(texts)
    for row in range(len(blocks.rows)):
        if damaged[row]:
            alike = index.alike(blocks.rows["bands"][row].tolist())
            others = (other for other in alike if blocks.articles[other] != blocks.articles[row])
            yield from _undisputed([one for other in others for one in _found(texts, row, other, evidence)])


def _undisputed(found: Sequence[Proposal]) -> Iterator[Proposal]:
    """Leave out numbers on which the copies differ: none of them is evidence."""
    said: dict[tuple[int, int], set[str]] = {}
    for one in found:
        said.setdefault((one.start, one.end), set()).add(one.candidate)
    for one in found:
        if one.reason != NUMBER_LOST or len(said[one.start, one.end]) == 1:
            yield one


def _found(texts: Texts, row: int, other: int, evidence: NumberEvidence) -> Iterator[Proposal]:
    here, there = texts.tokens(row), texts.tokens(other)
    alignment = aligned(here, there)
    if alignment.alike < repetition_rules().blocks.alike:
        return
    reasons = damages(int(texts.blocks.rows["damage"][row]))
    words = texts.text(other)
    for one in alignment.differences:
        mine, its = here[one.here_start : one.here_end], there[one.there_start : one.there_end]
        reason = _reason(one, mine, its, reasons)
        if reason == NUMBER_LOST and not evidence.holds(row, other, alignment.differences, one, its):
            continue
        candidate = words[its[0].start : its[-1].end] if its else ""
        if reason and len(candidate) <= repetition_rules().proposals.longest:
            start = mine[0].start if mine else here[one.here_start - 1].end if one.here_start else 0
            yield _trimmed(Proposal(row, reason, start, mine[-1].end if mine else start, candidate, other), texts)


def _trimmed(found: Proposal, texts: Texts) -> Proposal:
    """Leave out what both copies have: 热线 for the mark in 社保⟦缺词⟧, where the other has 社保热线."""
    mine, its = texts.text(found.row)[found.start : found.end], found.candidate
    head = common_head(mine, its)
    tail = common_head(mine[head:][::-1], its[head:][::-1])
    return replace(found, start=found.start + head, end=found.end - tail, candidate=its[head : len(its) - tail])


def _reason(one: Difference, mine: Sequence[Token], its: Sequence[Token], reasons: Sequence[str]) -> str | None:
    """Say which damage a difference may mend: a mark, something missing, something that only the damaged one has."""
    if one.kind == GAP:
        marks = {token.text for token in mine if token.kind == GAP}
        found = NUMBER_LOST if damage_rules().mark_number in marks else CENSORED if marks else None
        return found if its and found in reasons else None
    if one.kind != "wording":
        return None
    reason = MISSING if its else NOISE
    return reason if bool(mine) != bool(its) and reason in reasons else None
