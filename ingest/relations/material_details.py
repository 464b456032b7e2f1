"""What is said of a paper beside its name: form, seal, copies, in which case and through which channel it is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from ingest.article import Part
from ingest.guides.cells import Cell
from ingest.guides.field_names import announces, kind_of_name
from ingest.mentions.finding import named_in
from ingest.mentions.found import Span, overlap
from ingest.mentions.naming import Named
from ingest.quantities.numerals import numeral
from ingest.relations.access import Access
from ingest.relations.procedure_rules import MaterialRules, procedure_rules
from ingest.relations.scopes import ITEMS, Line
from ontology.remembering import of_lines
from ontology.sieve import Sieve


@dataclass(frozen=True, slots=True)
class Need:
    """A paper or item of data that a sentence asks for."""

    line: Line
    sentence: Span
    name: Named
    span: Span
    group: str | None
    confidence: float
    rule: str
    chain: tuple[Span, ...] = ()  # the papers of its list, in order
    row: tuple[Cell, ...] = ()  # of a table: the row that it stands in
    cell: Cell | None = None


@dataclass(slots=True)
class Details:
    """Details with the places of the line that state them."""

    form: str | None = None
    seal: str | None = None
    copies: int | None = None
    only_if: str | None = None
    channel: Named | None = None
    spans: list[tuple[str, Span]] = field(default_factory=list)  # role and place in the line

    def parts(self, line: Line) -> tuple[Part, ...]:
        """Return the evidence of each detail, in text order."""
        found = []
        for role, (start, end) in sorted(self.spans, key=lambda one: one[1]):
            raw = line.block.text.raw_span(start, end)
            found.append(Part(role, *raw))
        return tuple(found)


def details(need: Need, accesses: Sequence[Access]) -> Details:
    """Return what the sentence, the row or the label says of a paper."""
    found = Details(spans=[("object", need.span)])
    zones = [*_zones(need)]
    _forms(need.line, zones, found)
    _copies(need.line, zones, found)
    _only_if(need, found)
    found.channel = _channel(need, accesses, found)
    return found


# --- where details stand --------------------------------------------------------------------------------------------


def _zones(need: Need) -> Iterator[Span]:
    """Yield the stretches that speak of the paper: its name and what follows it, what its list shares, its row."""
    line = need.line
    own = need.span[0], _tail_end(line, need.span, need.sentence)
    yield from _left_seal(line, need.span)
    yield own
    for again in line.of_type("material", need.span[1], need.sentence[1]):
        if again.code == need.name.code != "" and not need.row:  # 带发票…,发票要原件
            yield line.span(again)[0], _tail_end(line, line.span(again), need.sentence)
    if need.chain and not _states_form(line, own):
        last = need.chain[-1]
        shared = last[0], _tail_end(line, last, need.sentence)
        if last != need.span and _shares(line, need.chain, shared):
            yield shared
    for cell in need.row:
        if cell is not need.cell and any(_details_column().search(name) for name in (*cell.names, cell.head)):
            yield cell.start, cell.end


def _tail_end(line: Line, span: Span, sentence: Span) -> int:
    """Return where what is said of a paper ends: at the next joint of the list, or the next paper."""
    data = procedure_rules().materials
    hit = data.tail.match(line.text, span[1], sentence[1])
    end = hit.end() if hit else span[1]
    later = [
        line.span(one)[0]
        for one in line.of_type("material", span[1], sentence[1])
        if not data.vague.match(line.text[slice(*line.span(one))])
    ]
    return min([end, *(start for start in later if line.text[span[1] : start].count("(") <= 0)])


def _shares(line: Line, chain: Sequence[Span], last: Span) -> bool:
    """Whether a form behind the last paper of a list holds for all: of a pair, or said of each (各一份), or 的照片."""
    text = line.text[slice(*last)]
    if procedure_rules().materials.each.search(text):
        return True
    between = line.text[chain[0][1] : chain[-1][0]]
    return len(chain) == 2 and bool(procedure_rules().materials.pair.fullmatch(between))


def _states_form(line: Line, zone: Span) -> bool:
    return bool(_form_words(line.text[slice(*zone)]))


def _left_seal(line: Line, span: Span) -> Iterator[Span]:
    hit = procedure_rules().materials.sealed.search(line.text[: span[0]])
    if hit:
        yield hit.span("seal")


@cache
def _details_column() -> re.Pattern[str]:
    return procedure_rules().materials.details_column


# --- details --------------------------------------------------------------------------------------------------------


def _forms(line: Line, zones: Sequence[Span], found: Details) -> None:
    data = procedure_rules().materials
    words: dict[str, None] = {}
    for start, end in zones:
        for at, stop in _form_words(line.text[start:end]):
            word = line.text[start + at : start + stop].removeprefix(data.need)
            words.setdefault(word)
            sealed = bool(data.seal.search(word))
            found.seal = found.seal or (word if sealed else None)
            found.spans.append(("seal" if sealed else "form", (start + at, start + stop)))
    found.form = "、".join(words) or None


@of_lines(2048)  # the same few papers are asked for again and again
def _form_words(text: str) -> tuple[Span, ...]:
    return tuple(hit.span() for hit in procedure_rules().materials.form.finditer(text))


def _copies(line: Line, zones: Sequence[Span], found: Details) -> None:
    data = procedure_rules().materials
    for start, end in zones:
        hit = data.copies.search(line.text, start, end) or data.bare_number.fullmatch(line.text, start, end)
        if hit:
            found.copies = int(numeral(hit[1]))
            found.spans.append(("copies", hit.span()))
            return


def _only_if(need: Need, found: Details) -> None:
    spans = [*_cases(need)]
    if spans:
        found.only_if = "、".join(dict.fromkeys(need.line.block.text.text[slice(*span)].strip() for span in spans))
        found.spans += [("only_if", span) for span in spans]
        return
    head = _column_case(need)
    if head:
        found.only_if = head


def _cases(need: Need) -> Iterator[Span]:
    """Yield where it is said for whom or when the paper is needed; the nearest place counts."""
    data, line = procedure_rules().materials, need.line
    tail = _tail_end(line, need.span, need.sentence)
    right = data.only_if_right.match(line.text[need.span[1] : tail])
    if right and data.only_if_word.search(right[0]) and not data.form.search(right["who"]):
        yield _at(need.span[1], right, "who")
        return
    if need.row:
        yield from _row_cases(need)
        return
    label = line.label
    announced = bool(label and data.heading.search(line.text[slice(*label)]))
    start = label[0] if label and announced else need.sentence[0]
    item = procedure_rules().conditions.item_start.match(line.text[start : need.span[0]])
    start += item.end() if item else 0
    for pattern in _case_rules().passing(line.text):
        hit = pattern.search(line.text[start : need.span[0]])
        if hit and not data.nobody.match(hit["who"]):
            who = _at(start, hit, "who")
            if not _is_service(line, who) or _is_one_of_cases(line, who):
                yield who
                return
    if label and label[1] <= need.span[0] and _names_case(line.text[slice(*label)], data):
        yield label


@cache
def _case_rules() -> Sieve[re.Pattern[str]]:
    return Sieve({pattern: pattern for pattern in procedure_rules().materials.only_if})


def _row_cases(need: Need) -> Iterator[Span]:
    """Yield the first cell of the row where it names persons or a kind of care, and a remark for whom (… 的提供)."""
    data, line = procedure_rules().materials, need.line
    first = need.row[0]
    if first is not need.cell and _names_case(line.text[first.start : first.end], data):
        span = _stripped(line.text, (first.start, first.end))
        if not _is_service(line, span):
            yield span
    for cell in need.row[1:]:
        if cell is not need.cell and any(_details_column().search(name) for name in cell.names):
            hit = data.only_if_cell.search(line.text[cell.start : cell.end])
            if hit:
                yield _at(cell.start, hit, "who")


def _column_case(need: Need) -> str | None:
    """Return the head of the column where it names persons: 他人代办."""
    head = next(iter(need.cell.names), "") if need.cell else ""
    return head if head and _names_case(head, procedure_rules().materials) else None


def _names_case(name: str, data: MaterialRules) -> bool:
    text = name.strip()
    if announces(text) or kind_of_name(text) or data.column.search(text) or data.heading.search(text):
        return False
    return bool(data.case.search(text))


def _is_one_of_cases(line: Line, who: Span) -> bool:
    """Whether an item of a list names a service as a case of what the list is about: (7)异地急诊的需要诊断证明."""
    return (
        line.block.kind in ITEMS
        and bool(line.services)
        and line.text.startswith(procedure_rules().materials.case_end, who[1])
    )


def _is_service(line: Line, span: Span) -> bool:
    """Whether the words are the service itself: 补缴需携带身份证."""
    return any(
        overlap(line.span(one), span) and line.span(one)[1] - line.span(one)[0] >= span[1] - span[0]
        for one in line.of_type("service")
    )


def _channel(need: Need, accesses: Sequence[Access], found: Details) -> Named | None:
    """Return the channel for which the paper is asked: of its sentence, its row, its label, or a heading above."""
    line = need.line
    here = [one for one in accesses if one.sentence == need.sentence]
    same = [one for one in here if one.mention.block == line.index]
    if need.row:
        same = [one for one in same if line.span(one.mention)[1] <= need.row[0].end or len(here) == 1]
    before = [one for one in same if line.span(one.mention)[0] < need.span[0]]
    if same:
        chosen = before[-1] if before else same[0]
        found.spans.append(("channel", line.span(chosen.mention)))
        return chosen.channel
    labelled = line.of_type("channel", *line.label) if line.label else []
    if labelled:
        return Named(labelled[0].label, labelled[0].code)
    known = [one for name in reversed(line.path) if name != line.title for one in named_in(name, "channel") if one.code]
    return Named(known[0].label, known[0].code) if known else None


def _at(start: int, hit: re.Match[str], name: str) -> Span:
    return start + hit.start(name), start + hit.end(name)


def _stripped(text: str, span: Span) -> Span:
    part = text[slice(*span)]
    return span[0] + len(part) - len(part.lstrip()), span[1] - len(part) + len(part.rstrip())
