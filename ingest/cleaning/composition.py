"""From the steps of the cleaner to the edit log of an article: what differs between raw and clean text, and why."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.article import Article, Block
from ingest.edits.draft import AlignedText, Edit, Span
from ingest.edits.edit_log import EditLog, Record

_Change = tuple[int, int, str, tuple[Edit, ...]]  # raw start and end, what stands there in the clean text, the steps
BYTE_ORDER_MARK = "\ufeff"


@dataclass(slots=True)
class _Stretch:
    """Raw [start, end) became `after`; `steps` of the block took part, `joined`: one also changed the part before."""

    start: int
    end: int
    after: str
    steps: set[int] = field(default_factory=set)
    joined: bool = False


def edit_log(article: Article) -> EditLog:
    """Return the log whose changes, applied to the raw text, give the clean text of `article`."""
    changes: list[Record] = []
    flags: list[Record] = []
    last = max((i for i, block in enumerate(article.blocks) if block.action != "drop"), default=-1)
    at = 0  # in the clean text, behind the last change
    done = 0  # in the raw text
    for i, block in enumerate(article.blocks):
        for raw_start, raw_end, after, steps in _changes(article, block, i < last):
            before = article.raw.text[raw_start:raw_end]
            at += raw_start - done
            operation = "drop" if block.action == "drop" else _operation(before, after)
            changes.append(Record(raw_start, raw_end, at, at + len(after), operation, before, after, i, steps))
            at, done = at + len(after), raw_end
        flags.extend(_flags(article, block, i))
    return EditLog(tuple(changes), tuple(flags))


def _operation(before: str, after: str) -> str:
    return "insert" if not before else "replace" if after else "delete"


def _flags(article: Article, block: Block, i: int) -> Iterator[Record]:
    if block.action == "drop":
        return
    for edit in block.edits:
        if edit.operation == "flag":
            left = block.text.clean_span(edit.raw_start, edit.raw_end)
            start, end = left or (bisect_left(block.text.starts, edit.raw_end),) * 2
            before, after = article.raw.text[edit.raw_start : edit.raw_end], block.text.text[start:end]
            clean = block.start + start, block.start + end
            yield Record(edit.raw_start, edit.raw_end, *clean, "flag", before, after, i, (edit,))


def _changes(article: Article, block: Block, more: bool) -> list[_Change]:
    """Return what differs in a block, in raw order; `more`: a newline joins it to a later block."""
    if block.action == "drop":
        return _dropped(block) if block.raw_start < block.raw_end else []
    raw, steps = article.raw.text, [edit for edit in block.edits if edit.operation != "flag"]
    if steps:
        parts = list(_parts(raw, block.text, block.raw_start, _replaced(steps)))
    else:
        parts = _as_read(raw, block.text, block.raw_start)
    tail = block.text.ends[-1]
    newline = raw.rfind("\n", max([tail, *(step.raw_end for step in steps)]), block.raw_end) if more else -1
    bounds = [(tail, block.raw_end)] if newline < 0 else [(tail, newline), (newline + 1, block.raw_end)]
    parts += [_Stretch(start, end, "") for start, end in bounds if start < end]
    parts = _divided(parts, steps)
    _assign(parts, steps)
    plain = article.raw.media_type == "text/plain"
    differing = (part for part in _merged(parts) if part.after != raw[part.start : part.end])
    found = [_change(part, steps, raw, plain) for part in differing]
    if more and newline < 0:
        found.append(_change(_Stretch(block.raw_end, block.raw_end, "\n"), steps, raw, plain))
    return found


def _dropped(block: Block) -> list[_Change]:
    steps = list(block.edits)
    if not steps or steps[-1].operation != "drop":
        steps.append(Edit(block.raw_start, block.raw_end, "drop", "", "", (block.reasons or (block.kind,))[-1]))
    return [(block.raw_start, block.raw_end, "", tuple(steps))]


def _as_read(raw: str, text: AlignedText, at: int) -> list[_Stretch]:
    """Return the parts of a text that no step changed: most are the raw text, which is quickly seen."""
    first = text.starts[0]
    if text.ends[-1] - first != len(text) or not raw.startswith(text.text, first):
        return list(_parts(raw, text, at, ()))
    return [_Stretch(at, first, "")] if at < first else []


def _replaced(steps: Sequence[Edit]) -> list[Span]:
    """Return the spans that steps replaced, joined where they overlap: 登入 → 登录 is one change of a whole word."""
    found: list[Span] = []
    for start, end in sorted((step.raw_start, step.raw_end) for step in steps if step.operation == "replace"):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        elif start < end:
            found.append((start, end))
    return found


def _parts(raw: str, text: AlignedText, at: int, whole: Sequence[Span]) -> Iterator[_Stretch]:
    """Yield what lies from raw `at` on before and between the characters of `text`, and what differs from the raw text.

    Characters whose raw spans overlap belong to one stretch; those inside the spans `whole` count as different.
    """
    ends = [end for _, end in whole]
    i = 0
    while i < len(text):
        start, end, begin = text.starts[i], text.ends[i], i
        i += 1
        while i < len(text) and (text.starts[i] < end or text.starts[i] == text.ends[i] == start):
            end = max(end, text.ends[i])
            i += 1
        if at < start:
            yield _Stretch(at, start, "")
        span = bisect_right(ends, start)
        inside = span < len(whole) and whole[span][0] <= start
        if inside or text.text[begin:i] != raw[start:end]:
            yield _Stretch(start, end, text.text[begin:i])
        at = end


def _divided(parts: Sequence[_Stretch], steps: Sequence[Edit]) -> list[_Stretch]:
    """Cut what vanished at the borders of the steps, so that tags are told from the text beside them."""
    borders = sorted({border for step in steps for border in (step.raw_start, step.raw_end)})
    found = []
    for part in parts:
        if part.after:
            found.append(part)
            continue
        inner = borders[bisect_left(borders, part.start + 1) : bisect_left(borders, part.end)]
        bounds = [part.start, *inner, part.end]
        found += [_Stretch(a, b, "") for a, b in pairwise(bounds)]
    return found


def _assign(parts: Sequence[_Stretch], steps: Sequence[Edit]) -> None:
    """Give each part the steps that touched it; parts side by side that share one are joined."""
    ends = [part.end for part in parts]
    for n, step in enumerate(steps):
        last = -1
        for i in _touched(parts, bisect_left(ends, step.raw_start), step):
            parts[i].steps.add(n)
            if last == i - 1 >= 0 and parts[last].end == parts[i].start:
                parts[i].joined = True
            last = i


def _touched(parts: Sequence[_Stretch], first: int, step: Edit) -> list[int]:
    """Return the parts from `first` on that share a character with the step, or an empty place."""
    near, a, b = [], step.raw_start, step.raw_end
    for i in range(first, len(parts)):
        if parts[i].start > b:
            break
        near.append(i)
    if a == b:
        exact = [i for i in near if parts[i].start == parts[i].end]
        return exact or near
    return [i for i in near if (parts[i].start < b and a < parts[i].end) or parts[i].start == parts[i].end]


def _merged(parts: Sequence[_Stretch]) -> list[_Stretch]:
    found: list[_Stretch] = []
    for part in parts:
        if part.joined:
            found[-1].steps |= part.steps
            found[-1].after, found[-1].end = found[-1].after + part.after, part.end
        else:
            found.append(part)
    return found


def _change(part: _Stretch, steps: Sequence[Edit], raw: str, plain: bool) -> _Change:
    """Return a part with its steps; what no step did, the reader of the format left out or resolved."""
    taken = tuple(steps[i] for i in sorted(part.steps))
    before, after = raw[part.start : part.end], taken[0].before if taken else part.after
    if not taken or (not plain and raw[taken[0].raw_start : taken[0].raw_end] != after):
        reading = Edit(part.start, part.end, _operation(before, after), before, after, _layout(before, after, plain))
        taken = (reading, *taken)
    return part.start, part.end, part.after, taken


def _layout(before: str, after: str, plain: bool) -> str:
    if not before.strip("\r\n"):
        return "line_break"
    if before == BYTE_ORDER_MARK:
        return "byte_order_mark"
    if before.startswith("&") and after:
        return "entity"
    return "blank" if plain or not before.strip() else "markup"
