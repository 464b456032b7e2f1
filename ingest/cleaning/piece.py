"""A block in the making: what the cleaning stages read and mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.article import Segment
from ingest.edits.draft import AlignedText, Draft, Edit, Span

UNLOGGED = ("blank", "markup")  # every other line of a page: the block itself says it


def overlap(a: Span, b: Span) -> bool:
    """Whether two spans share a character."""
    return a[0] < b[1] and b[0] < a[1]


def entry_of_part(edit: Edit, text: AlignedText, raw: Span, last: bool) -> Edit | None:
    """Return what the log of a part, [raw) with `text`, says of an edit of the whole; None where it does not touch it.

    An insertion between two parts belongs to the one that it ends or begins; `last` says that no part follows.
    """
    at = edit.raw_start, edit.raw_end
    if edit.operation == "flag":
        clipped = max(at[0], raw[0]), min(at[1], raw[1])
        if clipped == at:
            return edit
        left = text.clean_span(*clipped) if clipped[0] < clipped[1] else None
        shown = text.text[slice(*left)] if left else ""
        return replace(edit, raw_start=clipped[0], raw_end=clipped[1], before=shown, after=shown) if shown else None
    if at[0] < at[1]:
        return edit if overlap(at, raw) else None
    ends_here = len(text) > 0 and (text.starts[-1], text.ends[-1]) == at
    begins_here = len(text) > 0 and (text.starts[0], text.ends[0]) == at
    inside = raw[0] < at[0] < raw[1] or (last and at[0] == raw[1])
    return edit if ends_here or begins_here or inside else None


@dataclass(slots=True)
class Piece:
    """One segment under repair. `draft` holds its text; a dropped piece keeps it for the record."""

    segment: Segment
    raw_start: int
    raw_end: int
    draft: Draft
    drop: bool = False
    flag: bool = False
    reasons: list[str] = field(default_factory=list)
    kind: str = "paragraph"
    level: int = 0
    heading_path: tuple[str, ...] = ()
    number: int = 0  # of a list item that lost its ordinal to another line: its number; 0 for all else
    counted: bool = False  # one of a counted series, or of a signature: no frame, whatever it says
    heading: str = ""  # of a heading: its text as it stands in heading paths
    damage: list[tuple[int, int]] = field(default_factory=list)  # raw spans

    @property
    def text(self) -> str:
        """The text as it stands now."""
        return self.draft.text

    @property
    def body(self) -> bool:
        """Whether the piece is neither dropped nor blank."""
        return not self.drop and bool(self.draft.text.strip())

    def split(self, cuts: Sequence[int]) -> list[Piece]:
        """Return the parts of the piece that begin at its start and at each cut; they share its reasons.

        A cut inside a stretch that stands for one raw span is left out: the parts have to tile the raw text. Each part
        takes the log entries and the damage that touch it; a flag that straddles a cut becomes one flag per part.
        """
        text = self.draft.aligned()
        sound = [cut for cut in cuts if 0 < cut < len(text) and text.ends[cut - 1] <= text.starts[cut]]
        if not sound:
            return [self]
        bounds = [0, *sound, len(text)]
        raws = [self.raw_start, *(text.starts[cut] for cut in sound), self.raw_end]
        slices = [text.slice(start, end) for start, end in pairwise(bounds)]
        return [self._part(part, span) for part, span in zip(slices, pairwise(raws), strict=True)]

    def _part(self, text: AlignedText, raw: Span) -> Piece:
        draft = Draft(text)
        logged = (entry_of_part(edit, text, raw, raw[1] == self.raw_end) for edit in self.draft.edits)
        draft.edits = [edit for edit in logged if edit is not None]
        damage = [(max(hole[0], raw[0]), min(hole[1], raw[1])) for hole in self.damage if overlap(hole, raw)]
        flag = any(edit.operation == "flag" for edit in draft.edits)
        return Piece(self.segment, *raw, draft, flag=flag, reasons=list(self.reasons), damage=damage)

    def mark(self, reason: str) -> None:
        """Note a reason once."""
        if reason not in self.reasons:
            self.reasons.append(reason)

    def dropped(self, reason: str, evidence: str = "", confidence: float = 1.0) -> None:
        """Drop the piece."""
        self.mark(reason)
        self.kind = reason
        self.drop = True
        if reason not in UNLOGGED:
            self.draft.note("drop", (self.raw_start, self.raw_end), self.text, reason, confidence, evidence)

    def flagged(self, reason: str, span: Span | None = None, evidence: str = "", confidence: float = 1.0) -> None:
        """Keep the piece, but say that something in it, or in `span` of the text as it stands now, is damaged."""
        self.mark(reason)
        self.flag = True
        if span and span[0] < span[1]:
            raw, before = self.draft.raw_span(*span), self.text[slice(*span)]
        else:
            raw, before = (self.raw_start, self.raw_end), self.text
        self.draft.note("flag", raw, before, reason, confidence, evidence)

    def damaged(self, start: int, end: int) -> None:
        """Note that characters [start, end) of the text as it stands now are damaged."""
        if start < end:
            self.damage.append(self.draft.raw_span(start, end))

    def cut(
        self, start: int, end: int, reason: str, rule: str | None = None, evidence: str = "", confidence: float = 1.0
    ) -> None:
        """Take characters [start, end) out of the text; the raw text of a dropped part stays in the edit log."""
        self.draft.replace(start, end, "", rule or reason, confidence, evidence)
        self.mark(reason)
