"""The conditions of one value: who, where, when, each from the nearest place that states it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ingest.clauses import Layout
from ingest.conditions import Mark, Subjects, Who, common, condition_rules, heading_subjects, marks, subjects
from ingest.edits import Span
from ingest.quantities import Quantity

SLOTS = ("care", "level", "who")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attached:
    """The subjects of a value."""

    care_type: str | None = None
    facility_level: str | None = None
    insured_type: str | None = None
    employment: str | None = None


def attached(
    part: Layout, at: Span, values: Sequence[Quantity], headings: Sequence[str], *, apart: bool = False
) -> Attached:
    """Return the subjects of the value at `at`.

    Args:
        part: its block.
        at: where its number stands.
        values: all quantities of the block.
        headings: the headings in force, innermost first.
        apart: whether the value holds at every level (各级均提高): a level named before it is not its own.
    """
    found = marks(part.text)
    spans = [(v.core_start, v.core_end) for v in values]
    sentence = part.sentences[part.sentence(at[0])]
    stated = subjects(part.text, found, spans, sentence[0], at[0])
    _end_lists(stated, part, at, values, found, sentence)
    stated |= _one_by_one(part, at, values, found, sentence)
    if apart:
        stated["level"] = None
    _fill(stated, _behind(part, at, spans, found))
    if part.label:
        _fill(stated, heading_subjects(part.label_text))
    _fill(stated, _earlier(part, found, sentence[0]))
    _inherit(stated, headings)
    who = stated.get("who")
    insured = who if isinstance(who, Who) else Who()
    care, level = (value if isinstance(value, str) else None for value in (stated.get("care"), stated.get("level")))
    return Attached(care, level, insured.insured_type, insured.employment)


def _fill(stated: Subjects, more: Subjects) -> None:
    for slot, value in more.items():
        stated.setdefault(slot, value)


def _inherit(stated: Subjects, headings: Sequence[str]) -> None:
    """Take what is not stated from the headings, inner to outer, up to one about another care type."""
    for heading in headings:
        more = heading_subjects(heading)
        care = stated.get("care")
        if care and more.get("care") and more["care"] != care:
            return
        _fill(stated, more)


def _behind(part: Layout, at: Span, spans: Sequence[Span], found: Sequence[Mark]) -> Subjects:
    """Return the subjects between a value and the next one or the end of its clause: 90%(三级医院)."""
    end = part.clauses[part.clause(at[0])][1]
    end = min([start for start, _ in spans if start >= at[1]] + [end])
    later = [mark for mark in found if at[1] <= mark.start and mark.end <= end]
    seen: Subjects = {}
    for mark in later:
        seen.setdefault(mark.slot, mark.value)
    return seen


def _earlier(part: Layout, found: Sequence[Mark], end: int) -> Subjects:
    """Return care type and group that the block's earlier sentences name, where they name only one."""
    seen: Subjects = {}
    for slot in ("care", "who"):
        before = {mark.value for mark in found if mark.slot == slot and mark.end <= end}
        if len(before) == 1:
            value = before.pop()
            seen[slot] = Who(value.insured_type) if isinstance(value, Who) else value
    return seen


def _end_lists(
    stated: Subjects, part: Layout, at: Span, values: Sequence[Quantity], found: Sequence[Mark], sentence: Span
) -> None:
    """Take back the last subject of a list from a clause behind it that names none: 一级90%,二级80%,年度限额20万元."""
    clause = part.clauses[part.clause(at[0])]
    if any(clause[0] <= mark.start < at[0] for mark in found) or any(clause[0] <= v.core_start < at[0] for v in values):
        return
    for slot in ("level", "who"):
        listed = [m for m in found if m.slot == slot and sentence[0] <= m.start < clause[0]]
        every = {mark.value for mark in listed}
        if len(every) > 1 and _each_has_a_value(listed, values, clause[0]):
            groups = [value for value in every if isinstance(value, Who)]
            stated[slot] = common(groups) if slot == "who" else None


def _each_has_a_value(listed: Sequence[Mark], values: Sequence[Quantity], end: int) -> bool:
    """Tell whether a value follows each of the last two subjects."""
    borders = [listed[-2].end, listed[-1].start, listed[-1].end, end]
    return all(any(borders[i] <= v.core_start < borders[i + 1] for v in values) for i in (0, 2))


# --- lists: 分别为60%、55%、50% ------------------------------------------------------------------------------------
def _one_by_one(part: Layout, at: Span, values: Sequence[Quantity], found: Sequence[Mark], sentence: Span) -> Subjects:
    """Return the subjects that a value of a list takes from a list of as many subjects before it."""
    row = row_of_values(part, at, values)
    if row is None:
        return {}
    index, group = row
    clause = part.clauses[part.clause(group[0].core_start)]
    before = [mark for mark in found if sentence[0] <= mark.start and mark.end <= group[0].start]
    own: Subjects = {}
    for slot in SLOTS:
        named = [mark for mark in before if mark.slot == slot]
        chosen = run_of(part.text, named, len(group), lambda mark: (mark.start, mark.end))
        if chosen is None and not any(mark.start >= clause[0] for mark in named):
            precise = [m for m in named if isinstance(m.value, Who) and m.value.employment]
            distinct = list({mark.value: mark for mark in precise or named}.values())
            chosen = distinct if len(distinct) == len(group) else None
        if chosen:
            own[slot] = chosen[index].value
    return own


def row_of_values(part: Layout, at: Span, values: Sequence[Quantity]) -> tuple[int, list[Quantity]] | None:
    """Return the place of a value in its list, and the list; None when its values are not handed out one by one."""
    data = condition_rules()
    group: list[Quantity] = []
    for value in values:
        if group and (value.unit != group[-1].unit or not data.value_gap.match(part.text[group[-1].end : value.start])):
            if any(v.core_start == at[0] for v in group):
                break
            group = []
        group.append(value)
    index = next((i for i, v in enumerate(group) if v.core_start == at[0]), None)
    if index is None or len(group) < 2:
        return None
    clause = part.clauses[part.clause(group[0].core_start)]
    return (index, group) if data.aligned.search(part.text, clause[0], group[0].core_start) else None


def run_of(text: str, items: Iterable[T], count: int, span: Callable[[T], Span]) -> list[T] | None:
    """Return the last `count` items in a row that only list signs part, if there is such a row."""
    runs: list[list[T]] = []
    for item in items:
        if runs and condition_rules().joined.match(text[span(runs[-1][-1])[1] : span(item)[0]]):
            runs[-1].append(item)
        else:
            runs.append([item])
    fitting = [run for run in runs if len(run) == count]
    return fitting[-1] if fitting else None
