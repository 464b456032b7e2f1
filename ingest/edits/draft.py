"""Text that remembers where each of its characters came from.

Every change the cleaner makes goes through `Draft.replace`, so the clean text is the edit log applied to the raw text,
each clean offset maps back to a raw span, and each raw offset forward to a clean one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Edit:
    """One record of the log: `before` stood at [raw_start, raw_end) of the raw text, `after` stands in the clean text.

    Three operations repair (delete, replace, insert); `flag` leaves the text and says that something in it is damaged;
    `drop` takes the whole piece out of the body.
    """

    raw_start: int
    raw_end: int
    operation: str  # delete | replace | insert | flag | drop
    before: str  # the text as it was when the rule met it (earlier rules may have changed it already)
    after: str
    rule: str
    confidence: float = 1.0
    evidence: str = ""  # what speaks for it: the copy that lacks the run, the known law title, the ranked candidates


@dataclass(frozen=True, slots=True, eq=False)
class AlignedText:
    """A text with the raw span of each of its characters: character i came from raw [starts[i], ends[i]).

    The offsets of most texts are ranges, which take no time and no memory for each character.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, text: str, raw_start: int) -> AlignedText:
        """Align `text` one to one with the raw text from `raw_start` on.

        >>> AlignedText.of("医保", 7).raw_span(1, 2)
        (8, 9)
        """
        end = raw_start + len(text)
        return cls(text, range(raw_start, end), range(raw_start + 1, end + 1))

    @classmethod
    def at(cls, text: str, starts: Sequence[int], ends: Sequence[int]) -> AlignedText:
        """Align the characters of `text` with these offsets; where they are one to one, with ranges.

        >>> AlignedText.at("医保", [7, 8], [8, 9]).starts, AlignedText.at("医", [7], [12]).starts
        (range(7, 9), (7,))
        """
        whole = cls.of(text, starts[0] if starts else 0)
        same = all(
            one == other for one, other in zip(chain(starts, ends), chain(whole.starts, whole.ends), strict=True)
        )
        return whole if same else cls(text, tuple(starts), tuple(ends))

    @classmethod
    def joined(cls, parts: Iterable[AlignedText]) -> AlignedText:
        """Put parts behind each other."""
        kept = list(parts)
        return cls.at(
            "".join(part.text for part in kept),
            [offset for part in kept for offset in part.starts],
            [offset for part in kept for offset in part.ends],
        )

    def __len__(self) -> int:
        return len(self.text)

    def __eq__(self, other: object) -> bool:
        """Whether the texts and all offsets are equal, kept as ranges or one by one."""
        if not isinstance(other, AlignedText) or self.text != other.text:
            return False
        return all(tuple(a) == tuple(b) for a, b in ((self.starts, other.starts), (self.ends, other.ends)))

    def __hash__(self) -> int:
        return hash(self.text)

    def slice(self, start: int, end: int) -> AlignedText:
        """Return characters [start, end)."""
        return AlignedText(self.text[start:end], self.starts[start:end], self.ends[start:end])

    def raw_span(self, start: int, end: int) -> Span:
        """Return the raw span that characters [start, end) came from.

        Raises:
            ValueError: if [start, end) is empty or outside the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"[{start}, {end}) is no span of a text of {len(self.text)} characters")
        return self.starts[start], max(self.ends[start:end])

    def clean_span(self, raw_start: int, raw_end: int) -> Span | None:
        """Return the characters that came from raw [raw_start, raw_end), or None when nothing of it is left.

        >>> AlignedText.of("医保卡", 10).clean_span(11, 13)
        (1, 3)
        """
        start = bisect_right(self.ends, raw_start)
        end = bisect_left(self.starts, raw_end)
        return (start, end) if start < end else None


class Draft:
    """A text under repair: replacements keep the alignment and are written to `edits`."""

    def __init__(self, text: AlignedText) -> None:
        """Start from `text`."""
        self.text = text.text  # as it stands now
        self._starts, self._ends = text.starts, text.ends  # lists of our own from the first change inside on
        self.edits: list[Edit] = []

    def replace(self, start: int, end: int, after: str, rule: str, confidence: float = 1.0, evidence: str = "") -> None:
        """Put `after` in the place of characters [start, end) and log it.

        Characters of equal count keep their own raw spans; otherwise each new character points to the whole raw
        span that it stands for. An insertion (start == end) points to the gap before it; in a changed stretch, to that.

        Raises:
            ValueError: if the span is outside the text, or the text has no character to anchor an insertion to.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"[{start}, {end}) is no span of a text of {len(self.text)} characters")
        before = self.text[start:end]
        if before == after:
            return
        if start == end and not self.text:
            raise ValueError("nothing to anchor an insertion to: the text is empty")
        raw_start, raw_end = self._anchor(start) if start == end else self.raw_span(start, end)
        if len(after) != end - start:
            self._starts = _spliced(self._starts, start, end, [raw_start] * len(after))
            self._ends = _spliced(self._ends, start, end, [raw_end] * len(after))
        operation = "delete" if not after else "insert" if start == end else "replace"
        self.edits.append(Edit(raw_start, raw_end, operation, before, after, rule, confidence, evidence))
        self.text = self.text[:start] + after + self.text[end:]

    def replace_all(
        self, changes: Sequence[tuple[int, int, str]], rule: str, confidence: float = 1.0, evidence: str = ""
    ) -> None:
        """Make several replacements (start, end, after) at once, given in order of the text as it stands now.

        Each is logged as `replace` does; the text is put together once, which matters on lines of a million characters.

        Raises:
            ValueError: if two of them overlap, or as `replace`.
        """
        if any(before[1] > after[0] for before, after in pairwise(changes)):
            raise ValueError("replacements overlap or are out of order")
        if any(start == end for start, end, _ in changes):  # an insertion looks at what stands beside it
            for start, end, after in reversed(changes):
                self.replace(start, end, after, rule, confidence, evidence)
            return
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, after in changes:
            raw, before = self.raw_span(start, end), self.text[start:end]
            if before != after:
                operation = "replace" if after else "delete"
                self.edits.append(Edit(*raw, operation, before, after, rule, confidence, evidence))
            same = len(after) == end - start
            parts += [self.text[at:start], after]
            starts += [*self._starts[at:start], *(self._starts[start:end] if same else [raw[0]] * len(after))]
            ends += [*self._ends[at:start], *(self._ends[start:end] if same else [raw[1]] * len(after))]
            at = end
        self.text = "".join([*parts, self.text[at:]])
        self._starts, self._ends = [*starts, *self._starts[at:]], [*ends, *self._ends[at:]]

    def note(
        self, operation: str, raw: Span, before: str, rule: str, confidence: float = 1.0, evidence: str = ""
    ) -> None:
        """Log what changes no character: a flag on `before`, which stands at `raw`, or the drop of the whole text."""
        self.edits.append(
            Edit(*raw, operation, before, "" if operation == "drop" else before, rule, confidence, evidence)
        )

    def _anchor(self, at: int) -> Span:
        """Return the raw span for text inserted at `at`: empty, or that of the changed stretch that it falls into."""
        if at == 0:
            return self._starts[0], self._starts[0]
        if at < len(self.text) and self._starts[at] < self._ends[at - 1]:
            return self._starts[at - 1], self._ends[at - 1]
        return self._ends[at - 1], self._ends[at - 1]

    def raw_span(self, start: int, end: int) -> Span:
        """Return the raw span that characters [start, end) of the text as it stands now came from.

        Raises:
            ValueError: if [start, end) is empty or outside the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"[{start}, {end}) is no span of a text of {len(self.text)} characters")
        return self._starts[start], max(self._ends[start:end])

    def aligned(self) -> AlignedText:
        """Return the text as it stands now, with its alignment."""
        starts, ends = (tuple(one) if isinstance(one, list) else one for one in (self._starts, self._ends))
        return AlignedText(self.text, starts, ends)


def _spliced(offsets: Sequence[int], start: int, end: int, new: Sequence[int]) -> Sequence[int]:
    """Return `offsets` with `new` in the place of [start, end); a list changes, an end of a range is just cut."""
    if not new and start == 0:
        return offsets[end:]
    if not new and end == len(offsets):
        return offsets[:start]
    found = offsets if isinstance(offsets, list) else [*offsets]
    found[start:end] = new
    return found
