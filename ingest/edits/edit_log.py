"""The edit log of an article as one list of records: the clean text is the log applied to the raw text.

The cleaner writes an `Edit` for every step it takes, and later steps change what earlier ones wrote. Here they are put
together (`ingest.cleaning.composition.edit_log` does it): one `Record` per stretch of the raw text
that looks different in the end, with all the steps that took part.

    applied(article.raw.text, edit_log(article).changes) == article.text

`Article.text` joins the kept blocks with newlines. That newline is the last one of the raw text behind the block's
last character where there is one, and it stays; elsewhere (two items in one line, two paragraphs of a page without a
line break between their tags) it is an insertion at the block's end with the rule `line_break`. All else that is raw
and not clean is a record too: line ends, tags, character references.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from ingest.edits.draft import Edit, Span
from ontology.reasons import OUTCOMES, reason


@dataclass(frozen=True, slots=True)
class Record:
    """One change: `before` is raw [raw_start, raw_end), `after` is [start, end) of the clean text of the article.

    A `flag` changes nothing: its `after` is what stands in the clean text for the raw span that it marks.
    """

    raw_start: int
    raw_end: int
    start: int
    end: int
    operation: str  # delete | replace | insert | drop | flag
    before: str
    after: str
    block: int  # index in Article.blocks
    edits: tuple[Edit, ...]  # the steps that took part, in order; at least one

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that took part, in order."""
        return tuple(dict.fromkeys(edit.rule for edit in self.edits))

    @property
    def evidence(self) -> str:
        """What speaks for the change, of all steps."""
        return "; ".join(dict.fromkeys(edit.evidence for edit in self.edits if edit.evidence))

    @property
    def confidence(self) -> float:
        """The lowest confidence of the steps."""
        return min(edit.confidence for edit in self.edits)

    @property
    def outcome(self) -> str:
        """What became of the defect: repair, flag or drop; layout where only tags, blanks or line ends went."""
        return self._judged[0]

    @property
    def rule(self) -> str:
        """The rule that decides the outcome; the last of several."""
        return self._judged[1]

    @property
    def _judged(self) -> tuple[str, str]:
        if self.operation == "flag":
            return "flag", self.edits[-1].rule
        if self.operation == "drop":
            last = self.edits[-1].rule
            return ("layout" if reason(last).outcome == "layout" else "drop"), last
        return _gravest(self.rules)


@cache
def _gravest(rules: tuple[str, ...]) -> tuple[str, str]:
    """Return the gravest outcome of some rules and the last rule that has it."""
    outcome = max((reason(rule).outcome for rule in rules), key=OUTCOMES.index)
    return outcome, [rule for rule in rules if reason(rule).outcome == outcome][-1]


@dataclass(frozen=True)
class EditLog:
    """What the cleaner did to an article.

    `changes` are in raw order and do not overlap. `flags` mark spans of either text and may lie around or in changes.
    """

    changes: tuple[Record, ...]
    flags: tuple[Record, ...]

    @property
    def records(self) -> tuple[Record, ...]:
        """Changes and flags, in raw order; a flag stands before the changes that it holds."""
        return tuple(sorted((*self.flags, *self.changes), key=lambda record: (record.raw_start, -record.raw_end)))

    @cached_property
    def _starts(self) -> list[int]:
        return [change.start for change in self.changes]

    def raw_span(self, start: int, end: int) -> Span:
        """Return the raw span that clean [start, end) stands for: whole changes where it touches them.

        Raises:
            ValueError: if [start, end) is empty or begins before 0.
        """
        if not 0 <= start < end:
            raise ValueError(f"[{start}, {end}) is no span of the clean text")
        return self._raw_place(start)[0], self._raw_place(end - 1)[1]

    def _raw_place(self, at: int) -> Span:
        """Return the raw span of the clean character `at`."""
        i = bisect_right(self._starts, at) - 1
        if i < 0:
            return at, at + 1
        change = self.changes[i]
        if at < change.end:
            return change.raw_start, change.raw_end
        raw = change.raw_end + at - change.end
        return raw, raw + 1


def applied(raw: str, changes: Iterable[Record]) -> str:
    """Return `raw` with the changes made.

    Raises:
        ValueError: if a change overlaps the one before it or another text than its `before` stands at its place.
    """
    parts, at = [], 0
    for change in changes:
        if change.raw_start < at or raw[change.raw_start : change.raw_end] != change.before:
            raise ValueError(
                f"raw [{change.raw_start}, {change.raw_end}) is not {change.before!r}, or is changed twice"
            )
        parts += [raw[at : change.raw_start], change.after]
        at = change.raw_end
    return "".join([*parts, raw[at:]])
