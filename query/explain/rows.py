"""An article as rows: one per block, cut into fragments that are kept, changed or marked."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.article import Article, Block
from ingest.cleaning.composition import edit_log
from ingest.edits.edit_log import EditLog, Record
from ontology.reasons import OUTCOMES, reason
from query.explain.visible import shortened, visible

_TAG = re.compile(r"<[^>]*>")
_Key = tuple[str, tuple[str, ...], str, float]  # of a note


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of a block: `before` in the raw text, `after` in the clean one; without a change they are the same."""

    before: str
    after: str
    change: Record | None = None
    flags: tuple[Record, ...] = ()

    @property
    def outcome(self) -> str:
        """repair, flag, drop or layout; "" for text that is kept as it is."""
        if self.change and (self.change.outcome != "layout" or not self.flags):
            return self.change.outcome
        return "flag" if self.flags else ""

    @property
    def records(self) -> tuple[Record, ...]:
        """The change and the flags."""
        return (self.change, *self.flags) if self.change else self.flags


@dataclass(frozen=True, slots=True)
class Note:
    """Why a block looks as it does: records of equal rule, evidence and confidence, or a reason without a record."""

    codes: tuple[str, ...]
    outcome: str
    evidence: str = ""
    confidence: float = 1.0
    records: tuple[Record, ...] = ()

    @property
    def count(self) -> int:
        """How many defects: a flag and the mark that the clean text shows for it are one."""
        flags = sum(record.operation == "flag" for record in self.records)
        return flags or len(self.records)


@dataclass(frozen=True, slots=True)
class Row:
    """One block."""

    number: int
    block: Block
    fragments: tuple[Fragment, ...]
    flags: tuple[Record, ...]  # of the whole block
    notes: tuple[Note, ...]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes of its notes, each once."""
        return tuple(dict.fromkeys(note.outcome for note in self.notes))

    @property
    def hidden(self) -> bool:
        """Whether the block holds no text at all: a blank line, tags."""
        return self.block.action == "drop" and self.fragments[0].outcome == "layout"


def rows(article: Article, log: EditLog | None = None) -> Iterator[Row]:
    """Yield a row per block that holds a character."""
    log = log or edit_log(article)
    changes, flags = _by_block(log.changes), _by_block(log.flags)
    for i, block in enumerate(article.blocks):
        if block.raw_start < block.raw_end:
            yield _row(article, i, changes.get(i, []), flags.get(i, []))


def summary(log: EditLog) -> list[tuple[str, str, int]]:
    """Return (outcome, rule, count) of all records, drops first, the most frequent first; layout is left out."""
    told = {(flag.block, flag.rule) for flag in log.flags}
    counts = Counter(
        (record.outcome, record.rule)
        for record in log.records
        if record.outcome != "layout"
        and (record.operation == "flag" or record.outcome != "flag" or (record.block, record.rule) not in told)
    )
    order = sorted(counts, key=lambda key: (-OUTCOMES.index(key[0]), -counts[key], key[1]))
    return [(outcome, rule, counts[outcome, rule]) for outcome, rule in order]


def dropped_text(row: Row, plain_text: bool, most: int) -> str:
    """Return the text of a dropped block, at most so many characters; of a page without its tags."""
    raw, change = row.fragments[0].before, row.fragments[0].change
    shown = change.edits[-1].before if change else ""
    text = raw if plain_text else shown if shown.strip() else html.unescape(_TAG.sub(" ", raw))
    return visible(shortened(text, most))


def _by_block(records: Sequence[Record]) -> dict[int, list[Record]]:
    found: dict[int, list[Record]] = {}
    for record in records:
        found.setdefault(record.block, []).append(record)
    return found


def _row(article: Article, i: int, changes: Sequence[Record], flags: Sequence[Record]) -> Row:
    block = article.blocks[i]
    whole = [flag for flag in flags if (flag.raw_start, flag.raw_end) == (block.raw_start, block.raw_end)]
    marks = [flag for flag in flags if flag not in whole]
    fragments = tuple(_fragments(article.raw.text, block, changes, marks))
    return Row(i, block, fragments, tuple(whole), tuple(_notes(block, [*flags, *changes])))


def _fragments(raw: str, block: Block, changes: Sequence[Record], flags: Sequence[Record]) -> Iterator[Fragment]:
    at = block.raw_start
    for change in changes:
        yield from _kept(raw, at, change.raw_start, flags)
        touching = (flag for flag in flags if _touches(flag, change.raw_start, change.raw_end))
        yield Fragment(change.before, change.after, change, tuple(touching))
        at = change.raw_end
    yield from _kept(raw, at, block.raw_end, flags)


def _kept(raw: str, start: int, end: int, flags: Sequence[Record]) -> Iterator[Fragment]:
    """Yield [start, end), cut where a flag begins or ends."""
    near = [flag for flag in flags if _touches(flag, start, end)]
    borders = {border for flag in near for border in (flag.raw_start, flag.raw_end) if start < border < end}
    bounds = sorted({start, end, *borders})
    for a, b in pairwise(bounds):
        yield Fragment(raw[a:b], raw[a:b], None, tuple(flag for flag in near if _touches(flag, a, b)))


def _touches(flag: Record, start: int, end: int) -> bool:
    if start == end:
        return flag.raw_start < start < flag.raw_end
    return flag.raw_start < end and start < flag.raw_end


def _notes(block: Block, records: Sequence[Record]) -> Iterator[Note]:
    """Yield the notes of a block, the gravest first; what its reasons say beyond the records comes last.

    Of a dropped block only the reasons to drop it: what was done to a text that goes in the end is of no interest.
    """
    groups: dict[_Key, list[Record]] = {}
    for record in records:
        if record.outcome != "layout":
            groups.setdefault(_key(record), []).append(record)
    for key in sorted(groups, key=lambda key: -OUTCOMES.index(key[0])):
        outcome, codes, evidence, confidence = key
        yield Note(codes, outcome, evidence, confidence, tuple(groups[key]))
    rules = {rule for found in groups.values() for record in found for rule in record.rules}
    said = rules | {reason(code).under for code in rules}
    for code in block.reasons:
        outcome = reason(code).outcome
        if code not in said and outcome != "layout" and (block.action != "drop" or outcome == "drop"):
            yield Note((code,), outcome)


def _key(record: Record) -> _Key:
    if record.operation == "drop":
        steps = [edit for edit in record.edits if edit.rule == record.rule]
        evidence = "; ".join(dict.fromkeys(edit.evidence for edit in steps if edit.evidence))
        return "drop", (record.rule,), evidence, min(edit.confidence for edit in steps)
    return record.outcome, record.rules, record.evidence, record.confidence
