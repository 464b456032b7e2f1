"""Lists of conditions, and of what is refused: under a heading, behind a label, in a cell, opened by a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.guides.field_names import announces, kind_of_name
from ingest.guides.guide_rules import guide_rules
from ingest.mentions.found import Span
from ingest.relations.condition_rules import NOTHING, TOPIC, ConditionRules
from ingest.relations.procedure_rules import procedure_rules
from ingest.relations.scopes import ITEMS, Line, item_sign
from ontology.folding import fold

LIST = "condition_list"
BARRED = "condition_barred"


@dataclass(frozen=True, slots=True)
class Stated:
    """A condition, where it stands, and by what rule it was found."""

    line: Line
    sentence: Span
    where: Span
    text: str
    names: Sequence[str]  # other words for it
    confidence: float
    rule: str
    needs: str = TOPIC  # what must name the service
    about: Span | None = None  # the words over a list inside the line, which tell what its items are conditions of


class Lists:
    """Follows the lines of an article and tells which of them are items of a list of conditions."""

    def __init__(self) -> None:
        """Begin an article."""
        self._ended: tuple[str, ...] | None = None  # what stands over a list of conditions, once its items are past
        self._opened: tuple[str, ...] | None = None  # what stands over a list that a sentence before it opens
        self._bar = ""  # what that sentence says of its items, where it refuses them
        self._items = False

    def items(self, line: Line) -> list[Stated]:
        """Return the conditions that a line states as an item of a list, or as the list itself."""
        data = procedure_rules().conditions
        listed, bar = _listed(line, data), ""
        is_item = not line.heading and (line.block.kind in ITEMS or bool(item_sign().match(line.text)))
        if line.headings != self._ended:
            self._ended, self._items = line.headings, False
        self._items = self._items or is_item
        if not is_item or line.text.rstrip().endswith(":"):
            self._bar = _bar(line.text)
            self._opened = line.path if self._bar or _opens(line, data) else None
            if (self._items and not line.cells and not line.label) or _other_field(line, data):
                listed = None  # 能直接结算的条件: ①… ②… / 出院时请核对结算单
            headed = listed and line.label  # a label's own list is read as one
            if not headed and (inside := _inside(line, data)):
                return [replace(one, about=(0, inside[0][0])) for one in _items(line, *inside, data, data.item_joint)]
        elif self._opened == line.path:
            listed, bar = listed or (0, len(line.text)), self._bar
        if not listed and not line.heading:
            listed, bar = _refused(line, is_item)
        return [*_items(line, listed, bar, data)] if listed else []


def lists(lines: Sequence[Line]) -> Iterator[tuple[Line, list[Stated]]]:
    """Yield each line with the conditions that it states as an item of a list."""
    followed = Lists()
    for line in lines:
        yield line, followed.items(line)


def _other_field(line: Line, data: ConditionRules) -> bool:
    """Whether a line's own label names another field than conditions: 办理材料 under 办理对象."""
    label = line.text[slice(*line.label)] if line.label and not line.cells else ""
    return bool(label) and not _is_label(label, data) and (announces(label) or bool(data.other_field.search(label)))


def _opens(line: Line, data: ConditionRules) -> bool:
    """Whether a line says that the items behind it are conditions: 符合以下条件之一,可申请X。"""
    return bool(data.opens.search(line.text)) and not data.not_heading.search(line.text)


def _inside(line: Line, data: ConditionRules) -> tuple[Span, str] | None:
    """Return the rest of a line that opens a list in itself, and what is refused of it: 应当符合以下条件:A;B;C。"""
    for colon in (at for at, sign in enumerate(line.text) if sign == ":" and not line.heading):
        head = line.text[line.text.rfind("。", 0, colon) + 1 : colon + 1]
        end = line.text.find("。", colon)
        rest = colon + 1, end if end >= 0 else len(line.text)
        if rest[1] - rest[0] < data.opened_gap:
            continue
        if bar := _bar(head):
            return rest, bar
        if data.opens.search(head) and not data.not_heading.search(head):
            return rest, ""
    hit = data.told.search(line.text)  # 要具备三点,一是…,二是…
    return ((hit.end(), len(line.text)), "") if hit and not line.heading else None


@lru_cache(maxsize=1024)  # headings are asked for every line below them
def _bar(text: str) -> str:
    """Return what a line, heading or label says of the cases it refuses: 有下列情形之一的,不予受理 → 不予受理."""
    hits = (pattern.search(text.strip()) for pattern in procedure_rules().conditions.barred)
    return next((hit["bar"] for hit in hits if hit), "")


def _refused(line: Line, is_item: bool) -> tuple[Span | None, str]:
    """Return what a line lists of cases that its label, or the heading over it, says to be refused."""
    for cell in line.cells:
        if bar := next((bar for name in cell.names if (bar := _bar(fold(name)))), ""):
            return (cell.start, cell.end), bar
    if line.label and (bar := _bar(line.text[slice(*line.label)])):
        return (line.value, len(line.text)), bar
    over = line.lead or (line.path[-1] if line.path and line.path[-1] != line.title else "")
    asked = over.rstrip().endswith(("?", "？"))
    bar = _bar(fold(over)) if over and (is_item or asked) else ""
    return ((0, len(line.text)), bar) if bar else (None, "")


def _listed(line: Line, data: ConditionRules) -> Span | None:
    """Return the stretch of a line that a heading, a label or the name of a table cell says to hold conditions."""
    for cell in line.cells:
        if any(_is_label(name, data) for name in cell.names):
            return cell.start, cell.end
    if line.label and not line.heading and _is_label(line.text[slice(*line.label)], data):
        return line.value, len(line.text)
    nearest = line.lead or (line.path[-1] if line.path else "")
    if line.heading or line.cells or not nearest or not _is_headed(nearest):
        return None
    return 0, len(line.text)


@lru_cache(maxsize=256)  # asked for every line of a section
def _is_headed(heading: str) -> bool:
    data = procedure_rules().conditions
    return bool(data.heading.search(heading)) and not data.not_heading.search(heading)


def _is_label(name: str, data: ConditionRules) -> bool:
    """Whether a label or the name of a cell says that conditions follow: 受理条件, 服务对象, 办理前提."""
    return bool(data.label.search(name.strip())) or kind_of_name(name) in ("condition", "eligibility")


def _items(
    line: Line, listed: Span, bar: str, data: ConditionRules, joint: re.Pattern[str] | None = None
) -> Iterator[Stated]:
    """Every sentence of a list of cases is a condition, or what `joint` parts; of what is refused, with the refusal."""
    for part in _parts(line, listed, joint):
        text = _clean(line, _without_answer(line, part))
        condition = data.item_cut.sub("", data.item_cut.sub("", text)).strip()
        if len(condition) > data.item_length:
            condition = data.item_aside.sub("", condition)
        if 2 < len(condition) <= data.item_length and not data.not_item.search(fold(condition)):
            said = data.barring.format(condition=condition, bar=bar) if bar else condition
            names, rule, needs = (text, condition), BARRED if bar else LIST, NOTHING if bar else TOPIC
            yield Stated(line, part, part, said, names, 0.85, rule, needs)


def _parts(line: Line, listed: Span, joint: re.Pattern[str] | None) -> Iterator[Span]:
    """Yield the spans of the items in a stretch: its sentences, or what stands between joints."""
    if joint is None:
        inside = ((max(start, listed[0]), min(end, listed[1])) for start, end in line.sentences())
        yield from ((start, end) for start, end in inside if start < end)
        return
    start = listed[0]
    for hit in joint.finditer(line.text, *listed):
        if start < hit.start():
            yield start, hit.start()
        start = hit.end()
    if start < listed[1]:
        yield start, listed[1]


def _without_answer(line: Line, span: Span) -> Span:
    hit = guide_rules().answer.match(line.text[slice(*span)])
    return (span[0] + hit.end(), span[1]) if hit else span


def _clean(line: Line, span: Span) -> str:
    return line.block.text.text[slice(*span)].strip()
