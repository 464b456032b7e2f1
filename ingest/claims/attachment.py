"""The subjects of one value: who, where, when, each from the nearest place that states it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from ingest.claims.clauses import Layout
from ingest.claims.conditions import condition_rules
from ingest.claims.grounds import Ground
from ingest.claims.subjects import Mark, Subjects, Who, common, heading_subjects, marks, subjects
from ingest.edits.draft import Span
from ingest.quantities import Quantity

SLOTS = ("care", "level", "who")
DURATIONS = ("day", "workday", "month", "year")
T = TypeVar("T")


def attached(
    part: Layout, at: Span, values: Sequence[Quantity], headings: Sequence[str], *, apart: bool = False
) -> Subjects:
    """Return the subjects of the value at `at`.

    Args:
        part: its block.
        at: where its number stands.
        values: the quantities of the block.
        headings: the headings in force, innermost first.
        apart: whether the value holds at every level (各级均提高): a level named before it is not its own.
    """
    found = marks(part.text)
    sentence = part.sentences[part.sentence(at[0])]
    values = [v for v in values if sentence[0] <= v.core_start < sentence[1]]
    spans = [(v.core_start, v.core_end) for v in values]
    stated = subjects(part.text, spans, sentence[0], at[0]) if found else {}
    if found:
        _end_lists(stated, part, at, values, found, sentence)
        stated |= _one_by_one(part, at, values, found, sentence)
        stated |= _in_brackets(part, at, found)
    if apart:
        stated["level"] = Mark(*at, "level", None)
    if found:
        _fill(stated, _behind(part, at, spans, found))
    _fill(stated, _of_label(part, found, sentence))  # alone a label can name what its words in a line do not
    if found:
        _fill(stated, _earlier(part, found, sentence[0]))
    _inherit(stated, headings, row=part.row)
    return stated


def grounds(stated: Subjects, part: Layout, at: int) -> Iterator[Ground]:
    """Yield the slots that subjects fill, each with the words that say so; what is not stated is absent."""
    for name, mark in stated.items():
        value = mark.value
        slots: Iterable[tuple[str, str | None, Span | None]]
        if isinstance(value, Who):
            slots = (
                ("insured_type", value.insured_type, value.type_at),
                ("employment", value.employment, value.employment_at),
            )
        else:
            slots = (("care_type" if name == "care" else "facility_level", value, (mark.start, mark.end)),)
        for slot, said, words in slots:
            if said and words:
                scope = mark.scope or part.scope(at, words[0])
                yield Ground(slot, said, *words, scope, mark.rule, mark.above)


def _fill(stated: Subjects, more: Mapping[str, Mark]) -> None:
    for slot, mark in more.items():
        stated.setdefault(slot, mark)


def _inherit(stated: Subjects, headings: Sequence[str], *, row: bool) -> None:
    """Take what is not stated from the headings, inner to outer, up to one about another care type.

    In a table, what a row says of the insurance (居民) counts more than what the head of a column implies (在职).
    """
    for above, heading in enumerate(headings):
        more = heading_subjects(heading)
        if not more:
            continue
        care, other = stated.get("care"), more.get("care")
        if care and care.value and other and other.value and other.value != care.value:
            return
        for slot, mark in more.items():
            if slot not in stated or (row and _is_of_another(stated[slot], mark)):
                stated[slot] = mark._replace(rule="heading", scope="section", above=above)


def _is_of_another(stated: Mark, named: Mark) -> bool:
    """Whether what a column says of employment does not exist in the insurance that a row names."""
    one, other = stated.value, named.value
    if not (stated.rule == "heading" and isinstance(one, Who) and isinstance(other, Who)):
        return False
    implied = one.employment is not None and one.type_at == one.employment_at
    return implied and other.employment is None and other.insured_type not in (None, one.insured_type)


def _behind(part: Layout, at: Span, spans: Sequence[Span], found: Sequence[Mark]) -> Subjects:
    """Return the subjects behind the last value of a clause: 报销90%(三级医院)."""
    end = part.clauses[part.clause(at[0])][1]
    if any(at[1] <= start < end for start, _ in spans):
        return {}
    behind = [mark for mark in found if at[1] <= mark.start and mark.end <= end]
    seen: Subjects = {}
    for slot in SLOTS if behind else ():
        named = [mark for mark in behind if mark.slot == slot]
        alone = len(named) == 1 or (named and not condition_rules().joined.match(_gap(part, named)))
        if alone:
            seen[slot] = named[0]._replace(rule="behind")
    return seen


def _in_brackets(part: Layout, at: Span, found: Sequence[Mark]) -> Subjects:
    """Return the subjects in parentheses right behind a value: 90%(一级医院)、80%(二级医院)."""
    opened = condition_rules().bracket_after.match(part.text, at[1])
    if opened is None:
        return {}
    inside = [mark for mark in found if opened.end() <= mark.start and mark.end <= opened.end() + len(opened["words"])]
    return {mark.slot: mark._replace(rule="behind") for mark in reversed(inside)}


def _gap(part: Layout, named: Sequence[Mark]) -> str:
    return part.text[named[0].end : named[1].start]


def _of_label(part: Layout, found: Sequence[Mark], sentence: Span) -> Subjects:
    """Return the subjects of the block's label that no sentence since has replaced."""
    if part.label is None:
        return {}
    start, end = part.label
    since = [mark for mark in found if end <= mark.start and mark.end <= sentence[0]]
    return {
        slot: _moved(mark, start)
        for slot, mark in heading_subjects(part.label_text).items()
        if all(_agrees(mark.value, other.value) for other in since if other.slot == slot)
    }


def _moved(mark: Mark, by: int) -> Mark:
    """Return a mark of a label with offsets of its block."""
    value = mark.value
    if isinstance(value, Who):
        spans = ((at[0] + by, at[1] + by) if at else None for at in (value.type_at, value.employment_at))
        value = Who(value.insured_type, value.employment, *spans)
    return mark._replace(start=mark.start + by, end=mark.end + by, value=value, rule="label", scope="label")


def _agrees(one: str | Who | None, other: str | Who | None) -> bool:
    if isinstance(one, Who) and isinstance(other, Who):
        return one.insured_type == other.insured_type
    return one == other


def _earlier(part: Layout, found: Sequence[Mark], end: int) -> Subjects:
    """Return care type and group that the block's earlier sentences name, where they name only one."""
    seen: Subjects = {}
    if part.row:  # the first cell counts as a heading
        return seen
    care = [mark for mark in found if mark.slot == "care" and mark.end <= end]
    groups = [(mark, mark.value) for mark in found if isinstance(mark.value, Who) and mark.end <= end]
    if len({mark.value for mark in care}) == 1:
        seen["care"] = care[-1]._replace(rule="earlier")
    if len({who.insured_type for _, who in groups}) == 1:
        mark, who = groups[-1]
        seen["who"] = mark._replace(value=Who(who.insured_type, None, who.type_at), rule="earlier")
    return seen


def _end_lists(
    stated: Subjects, part: Layout, at: Span, values: Sequence[Quantity], found: Sequence[Mark], sentence: Span
) -> None:
    """Take back the last subject of a list from a clause behind it: 一级90%,二级80%,年度限额20万元."""
    clause = part.clauses[part.clause(at[0])]
    named_here = {mark.slot for mark in found if clause[0] <= mark.start < at[0]}
    unit = next((v.unit for v in values if clause[0] <= v.core_start <= at[0]), "")  # of the clause's first value
    parted = part.text[clause[0] - 1 : clause[0]] == ";"
    for slot in ("level", "who"):
        if slot in named_here:
            continue
        listed = [m for m in found if m.slot == slot and sentence[0] <= m.start < clause[0]]
        every = {mark.value for mark in listed}
        uniform = slot == "who" and condition_rules().uniform.search(part.text, clause[0], at[0])
        others = bool(named_here) and not parted
        own = slot == "who" and _has_own_part(part.text, listed, clause[0])
        if len(every) > 1 and (uniform or (not own and _list_is_over(listed, values, unit, clause[0], others))):
            groups = [mark.value for mark in listed if isinstance(mark.value, Who)]
            stated[slot] = listed[-1]._replace(value=common(groups) if slot == "who" else None)
        elif listed and _is_aside(listed[0], values, unit, sentence[0], clause[0]):
            stated.pop(slot, None)
        elif slot == "level" and listed and unit in DURATIONS and not _lasts(listed[-1], values, clause[0]):
            stated.pop(slot, None)  # 三级医院报65%;出院30天内交发票


def _has_own_part(text: str, listed: Sequence[Mark], end: int) -> bool:
    """Tell whether a semicolon opens the last group's part and none ends it: 职工3600元;居民1500元,比例60%."""
    if len(listed) < 2:
        return False
    semicolon = text.rfind(";", listed[-2].end, end)
    return 0 <= semicolon < listed[-1].start


def _is_aside(first: Mark, values: Sequence[Quantity], unit: str, start: int, end: int) -> bool:
    """Tell whether a subject came in only after other values: 起付线500元,一级医院报销65%,封顶线4000元."""
    before = [v for v in values if start <= v.core_start < first.start]
    after = [v for v in values if first.end <= v.core_start < end]
    return bool(before) and bool(after) and after[-1].unit != unit


def _lasts(mark: Mark, values: Sequence[Quantity], end: int) -> bool:
    """Tell whether a mark governs no values but spans of time up to `end`."""
    return all(v.unit in DURATIONS for v in values if mark.end <= v.core_start < end)


def _list_is_over(listed: Sequence[Mark], values: Sequence[Quantity], unit: str, end: int, others: bool) -> bool:
    """Tell whether a value opens a new statement: of a unit new to the list, or one more after one for each subject."""
    first, second = listed[-2], listed[-1]
    between = [v.unit for v in values if first.end <= v.core_start < second.start]
    after = [v.unit for v in values if second.end <= v.core_start < end]
    if not between or not after:
        return False
    if unit not in between:
        return unit != after[0]  # 居民每年380元,职工医保单位交8%,个人交2%
    return not others and between.count(unit) == after.count(unit) == 1 == len(between)


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
    aligned = condition_rules().aligned.search(part.text, clause[0], group[0].core_start)
    for slot in SLOTS if aligned else ("level",):
        named = [mark for mark in before if mark.slot == slot]
        chosen = run_of(part.text, named, len(group), lambda mark: (mark.start, mark.end))
        if chosen is None:
            near = [mark for mark in named if mark.start >= clause[0]] or named
            precise = [m for m in near if isinstance(m.value, Who) and m.value.employment]
            distinct = list({mark.value: mark for mark in precise or near}.values())
            chosen = distinct if len(distinct) == len(group) else None
        if chosen:
            own[slot] = chosen[index]._replace(rule="one-by-one")
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
    listed = all(part.text[a.end : b.start].strip() == "、" for a, b in pairwise(group))
    return (index, group) if listed or data.aligned.search(part.text, clause[0], group[0].core_start) else None


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
