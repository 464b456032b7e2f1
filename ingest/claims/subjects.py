"""The subjects that a text names — care type, level, insured group — and which of them are in force at a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from ingest.claims.clauses import Layout
from ingest.claims.conditions import ConditionRules, ShortName, condition_rules
from ingest.edits.draft import Span
from ontology.folding import fold
from ontology.matcher import matcher
from ontology.vocabulary import Concept, vocabulary

PARENTHESIS = re.compile("[()]")
INSURED = ("insured_group", "insured_type", "employment")


@dataclass(frozen=True, slots=True)
class Who:
    """An insured group: type and employment belong together and are never taken from two places."""

    insured_type: str | None = None
    employment: str | None = None
    type_at: Span | None = field(default=None, compare=False)  # the words that say so
    employment_at: Span | None = field(default=None, compare=False)


class Mark(NamedTuple):
    """A subject named at [start, end)."""

    start: int
    end: int
    slot: str  # care level who
    value: str | Who | None  # None: a level without a formal grade, or a mention of several
    rule: str = "named"  # how it came to a value
    scope: str = ""
    above: int = -1  # which of the headings over the value names it; -1: its own block


Subjects = dict[str, Mark]  # by slot; a missing slot is not stated


@lru_cache(maxsize=4096)
def marks(text: str) -> tuple[Mark, ...]:
    """Return the subjects that `text` (folded) names, in order, without those it only compares with or excludes."""
    data = condition_rules()
    found = [*_matched(text, "care", ("care_type",)), *_matched(text, "level", ("facility_level",))]
    found += [*_matched(text, "who", INSURED), *_series(text, data)]
    found += [*_short(text, found, "care", data.bare_care), *_short(text, found, "level", data.bare_levels)]
    kept = [mark for mark in sorted(found, key=lambda m: (m.start, -m.end)) if _is_subject(text, mark, data)]
    return tuple(_opened(text, mark, data) for mark in kept)


def _matched(text: str, slot: str, schemes: tuple[str, ...]) -> Iterable[Mark]:
    for match in matcher(*schemes).matches(text):
        concepts = [vocabulary().concept(code) for code in match.codes]
        if slot == "who":
            who = _who(concepts) if _grouped(concepts) else _inner(text[match.start : match.end])
            if who == Who():
                ends = (
                    text[match.start - 1 : match.start] == ";"
                    and match.codes[0] not in condition_rules().generic_groups
                )
                if ends:  # 退休人员…;临时外出就医人员…
                    yield Mark(match.start, match.end, slot, None)
            else:
                at = match.start, match.end
                yield Mark(*at, slot, Who(who.insured_type, who.employment, at, at))
        else:
            yield Mark(match.start, match.end, slot, concepts[0].attributes.get("formal"))


def _grouped(concepts: Sequence[Concept]) -> bool:
    return any(c.scheme != "insured_group" or {"insured_type", "employment"} & set(c.attributes) for c in concepts)


def _inner(label: str) -> Who:
    """Return the group inside the name of one that states none itself: 异地安置退休人员."""
    if condition_rules().no_insured.search(label):
        return Who()
    inside = [
        vocabulary().concept(code) for m in matcher("insured_type", "employment").matches(label) for code in m.codes
    ]
    return _who(inside)


def _who(concepts: Sequence[Concept]) -> Who:
    """Return the group of several concepts with one label; being in work or retired means the employees' insurance."""
    insured, employment = None, None
    for concept in concepts:
        insured = insured or concept.attributes.get("insured_type")
        employment = employment or concept.attributes.get("employment")
        if concept.scheme == "insured_type":
            insured = insured or concept.pref_label
        if concept.scheme == "employment":
            employment = employment or concept.pref_label
    if employment and not insured:
        insured = vocabulary().concept("insured-type-employee").pref_label
    return Who(insured, employment)


def _series(text: str, data: ConditionRules) -> Iterable[Mark]:
    """Yield the levels of 一、二、三级, all but the last, which the vocabulary finds."""
    for match in data.level_series.finditer(text):
        grade = match.group()[-1]
        for i, sign in enumerate(match.group()[:-2]):
            for concept in vocabulary().find(sign + grade, "facility_level"):
                yield Mark(match.start() + i, match.start() + i + 1, "level", concept.attributes.get("formal"))


def _short(text: str, found: Sequence[Mark], slot: str, names: Sequence[ShortName]) -> Iterable[Mark]:
    """Yield the subjects named by short names, where no longer name covers them."""
    for name in names:
        for match in name.pattern.finditer(text):
            if not any(m.slot == slot and m.start < match.end() and match.start() < m.end for m in found):
                formal = vocabulary().concept(name.code).attributes.get("formal") if name.code else None
                yield Mark(*match.span(), slot, formal)


def _is_subject(text: str, mark: Mark, data: ConditionRules) -> bool:
    before, after = text[max(0, mark.start - 8) : mark.start], text[mark.end : mark.end + 10]
    if data.reference_before.search(before) or data.negated_before.search(before):
        return False
    if mark.slot == "care" and data.reference_as_before.search(before) and data.reference_as.match(text[mark.start :]):
        return False
    if mark.slot == "level" and data.other_level_after.match(after):
        return False
    if mark.slot == "who" and data.moment_after.match(after):
        return False
    return not data.reference_after.match(after)


def _opened(text: str, mark: Mark, data: ConditionRules) -> Mark:
    """Return a level followed by 及以上 as one without a formal grade."""
    if mark.slot == "level" and data.open_level_after.match(text[mark.end : mark.end + 14]):
        return mark._replace(value=None)
    return mark


def subjects(text: str, values: Sequence[Span], start: int, end: int) -> Subjects:
    """Return the subjects in force at `end` of what stands in [start, end): a new one replaces the old one.

    A parenthesis ends with its own subjects. Two that are joined (职工和居民) stand for neither. `values` are the spans
    of the values: only marks without a value between them can name one subject together.
    """
    stack: list[Subjects] = []
    now: Subjects = {}
    last: dict[str, Mark] = {}
    for at, event in _events(text):
        if at >= end:
            break
        if at < start or (isinstance(event, Mark) and event.end > end):
            continue
        if isinstance(event, Mark):
            previous = last.get(event.slot)
            parted = previous is None or any(previous.end <= v[0] < at for v in values)
            if event.slot == "care" and _parted(text, now.get("level"), event):
                now.pop("level", None)
            now[event.slot] = _next(text, now, event, None if parted else previous)
            last[event.slot] = event
            if event.slot == "who" and event.value is None:  # other people, of whom no insurance is known
                del now["who"], last["who"]
        elif event == "(":
            stack.append(dict(now))
        elif stack:
            now = stack.pop()
    return now


@lru_cache(maxsize=64)  # asked for by each value of a line
def _events(text: str) -> tuple[tuple[int, Mark | str], ...]:
    """Return the marks and the parentheses of a text, in order."""
    named: list[tuple[int, Mark | str]] = [(mark.start, mark) for mark in marks(text)]
    return tuple(sorted([*named, *((m.start(), m.group()) for m in PARENTHESIS.finditer(text))], key=itemgetter(0)))


def _parted(text: str, level: Mark | None, care: Mark) -> bool:
    """Tell whether a semicolon parts a level from another type of care: 住院三级医院800元;门诊每年1200元."""
    return level is not None and text.find(";", level.end, care.start) >= 0


def _next(text: str, now: Subjects, mark: Mark, previous: Mark | None) -> Mark:
    """Return what is in force after `mark`, given the mark before it with no value between."""
    old = now.get(mark.slot)
    if previous is None or old is None:
        return mark
    one, other = old.value, mark.value
    if isinstance(one, Who) and isinstance(other, Who) and (merged := _merged(one, other)):
        return mark._replace(value=merged)
    gap, data = text[previous.end : mark.start], condition_rules()
    joined = data.joined.match(gap) or (mark.slot == "who" and (data.side_by_side.match(gap) or data.listed.match(gap)))
    if joined and one != other:
        if mark.slot == "level" and None in (one, other):  # 一级及社区: the formal one
            return old if one else mark
        both = common([one, other]) if isinstance(one, Who) and isinstance(other, Who) else None
        return mark._replace(value=both)
    return mark


def _merged(old: Who, new: Who) -> Who | None:
    """Return both as one group where they agree: 参加职工医保的在职人员."""
    if old.insured_type != new.insured_type:
        return None
    if old.employment and new.employment and old.employment != new.employment:
        return None
    if new.employment:
        return new
    return Who(new.insured_type, old.employment, new.type_at, old.employment_at)


@lru_cache(maxsize=512)  # asked for every value under the heading
def heading_subjects(heading: str) -> Mapping[str, Mark]:
    """Return the subjects of a heading; of several in one slot it states none."""
    text = fold(heading)
    found: Subjects = {}
    for slot in ("care", "level", "who"):
        named = list({mark.value: mark for mark in reversed(marks(text)) if mark.slot == slot}.values())[::-1]
        if slot == "level" and len(named) > 1:  # 一级医院(乡镇卫生院)
            named = [mark for mark in named if mark.value is not None]
        if len(named) == 1:
            found[slot] = named[0]
        elif slot == "who" and named:
            found[slot] = named[0]._replace(value=common([m.value for m in named if isinstance(m.value, Who)]))
        elif named:
            found[slot] = named[0]._replace(value=None)
    return found


def common(groups: Sequence[Who]) -> Who:
    """Return what several groups share: of 职工 and 居民 nothing, of 在职 and 退休 the insurance."""
    last = groups[-1]
    if len({group.insured_type for group in groups}) != 1:
        return Who()
    at_work = [group for group in groups if group.employment]
    if len({group.employment for group in at_work}) != 1:
        return Who(last.insured_type, None, last.type_at)
    return Who(last.insured_type, at_work[-1].employment, last.type_at, at_work[-1].employment_at)


def opens_own_topic(part: Layout) -> bool:
    """Tell whether a block's label opens a topic that the headings above it do not describe."""
    label = part.label_text
    return bool(label) and not marks(label) and condition_rules().own_topic.search(label) is not None
