"""A block in the making: what the cleaning stages read and mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.article import Segment
from ingest.edits import Draft, Span

UNLOGGED = ("blank", "markup")  # every other line of a page: the block itself says it


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
        """Return the parts of the piece that begin at its start and at each cut; they share its reasons."""
        if not cuts:
            return [self]
        text = self.draft.aligned()
        bounds = [0, *cuts, len(text)]
        raws = [self.raw_start, *(text.starts[cut] for cut in cuts), self.raw_end]
        parts = []
        for i in range(len(bounds) - 1):
            draft = Draft(text.slice(bounds[i], bounds[i + 1]))
            draft.edits = [edit for edit in self.draft.edits if raws[i] <= edit.raw_start < raws[i + 1]]
            parts.append(Piece(self.segment, raws[i], raws[i + 1], draft, reasons=list(self.reasons)))
        return parts

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
            raw, before = self.draft.aligned().raw_span(*span), self.text[slice(*span)]
        else:
            raw, before = (self.raw_start, self.raw_end), self.text
        self.draft.note("flag", raw, before, reason, confidence, evidence)

    def damaged(self, start: int, end: int) -> None:
        """Note that characters [start, end) of the text as it stands now are damaged."""
        if start < end:
            self.damage.append(self.draft.aligned().raw_span(start, end))

    def cut(
        self, start: int, end: int, reason: str, rule: str | None = None, evidence: str = "", confidence: float = 1.0
    ) -> None:
        """Take characters [start, end) out of the text; the raw text of a dropped part stays in the edit log."""
        self.draft.replace(start, end, "", rule or reason, confidence, evidence)
        self.mark(reason)
