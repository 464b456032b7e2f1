"""Rows as the page shows them: fragments with tag, classes and reasons; runs of dropped blocks folded away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.edits.edit_log import Record
from ontology.reasons import reason
from query.explain.folding import Run, folded, rule
from query.explain.rows import Fragment, Note, Row, dropped_text
from query.explain.visible import shortened, visible

MARKUP = 48  # characters of a tag that are shown
FULL = 400  # characters that a reason quotes
DROPPED = 600  # characters of a dropped block that are shown
FOLDED = 160  # the same inside a run


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text; without `tag` it is plain text."""

    text: str
    tag: str = ""
    classes: str = ""
    why: str = ""  # indices into the table of reasons
    change: int | None = None  # the same on both sides
    full: str = ""  # the text of a shortened one
    stop: bool = False  # whether the tab key stops here


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note in words."""

    outcome: str
    codes: tuple[str, ...]
    words: str
    evidence: str
    confidence: float
    count: int


@dataclass(frozen=True, slots=True)
class RowView:
    """One block."""

    action: str
    kind: str
    outcomes: tuple[str, ...]
    raw: tuple[Part, ...]
    clean: tuple[Part, ...]
    notes: tuple[NoteView, ...]
    run: bool = False


@dataclass(frozen=True, slots=True)
class RunView:
    """Dropped blocks in a row."""

    summary: str
    texts: tuple[tuple[str, str, str], ...]  # rule, text, evidence
    run: bool = True


class Whys:
    """The reasons of a page, each once."""

    def __init__(self) -> None:
        """Start with none."""
        self._numbers: dict[tuple[str, tuple[str, ...], str, float], int] = {}

    def number(self, record: Record) -> int:
        """Return the index of the record's reason in `table`."""
        key = record.outcome, record.rules, record.evidence, record.confidence
        return self._numbers.setdefault(key, len(self._numbers))

    def table(self) -> list[list[object]]:
        """Return per reason: outcome, [code, Chinese, English] of each rule, evidence, confidence."""
        return [
            [outcome, [[code, reason(code).zh, reason(code).en] for code in codes], visible(evidence), confidence]
            for outcome, codes, evidence, confidence in self._numbers
        ]


def row_views(rows: Iterable[Row], plain_text: bool, whys: Whys) -> Iterator[RowView | RunView]:
    """Yield what the page shows; blocks without any text are left out."""
    for row in folded(rows):
        if isinstance(row, Run):
            yield RunView(row.summary, tuple(_folded(one, plain_text) for one in row.rows))
        elif row.block.action == "drop":
            text = Part(dropped_text(row, plain_text, DROPPED))
            yield RowView("drop", row.block.kind, row.outcomes, (text,), (), tuple(map(_note, row.notes)))
        else:
            yield _kept(row, whys)


def _folded(row: Row, plain_text: bool) -> tuple[str, str, str]:
    evidence = row.notes[0].evidence if row.notes else ""
    return rule(row), dropped_text(row, plain_text, FOLDED), visible(evidence)


def _kept(row: Row, whys: Whys) -> RowView:
    raw = tuple(part for i, fragment in enumerate(row.fragments) for part in _raw(fragment, i, whys))
    clean = tuple(part for i, fragment in enumerate(row.fragments) for part in _clean(fragment, i, whys))
    notes = tuple(map(_note, row.notes))
    return RowView(row.block.action, row.block.kind, row.outcomes, raw, clean, notes)


def _raw(fragment: Fragment, number: int, whys: Whys) -> Iterator[Part]:
    text = visible(fragment.before.strip("\n"))
    if fragment.outcome == "layout":
        if fragment.after.strip("\n"):
            yield Part(visible(fragment.after), "span", "plain")
        if text.strip():
            why = str(whys.number(fragment.records[0]))
            yield Part(shortened(text, MARKUP), "span", "layout", why, full=_full(text, MARKUP))
    elif text:
        yield _marked(fragment, text, number, whys, stop=True, tag="del")


def _clean(fragment: Fragment, number: int, whys: Whys) -> Iterator[Part]:
    text = visible(fragment.after.strip("\n"))
    if fragment.outcome == "layout":
        yield Part(text)
    elif text:
        yield _marked(fragment, text, number, whys, stop=not fragment.before, tag="ins")


def _marked(fragment: Fragment, text: str, number: int, whys: Whys, stop: bool, tag: str) -> Part:
    if not fragment.records:
        return Part(text)
    change = fragment.change
    why = " ".join(dict.fromkeys(str(whys.number(record)) for record in fragment.records))
    outcome = "flag" if fragment.flags else fragment.outcome
    classes = f"{outcome} {change.operation}" if change else outcome
    return Part(text, tag if change else "mark", classes, why, number if change else None, "", stop)


def _full(text: str, most: int) -> str:
    return "" if len(text) <= most else shortened(text, FULL)


def _note(note: Note) -> NoteView:
    words = " + ".join(reason(code).zh for code in note.codes)
    return NoteView(note.outcome, note.codes, words, visible(note.evidence), note.confidence, note.count)
