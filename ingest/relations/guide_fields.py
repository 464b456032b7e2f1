"""Who may apply, what it costs, how long it takes, what one gets, on what law it rests: by fields and clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from ingest.article import Article, Mention, Relation
from ingest.guides.field_names import announces, kind_of_name
from ingest.guides.guide_rules import ClauseRule, guide_rules
from ingest.mentions.found import Span, overlap
from ingest.relations.about import subjects
from ingest.relations.notes import notes
from ingest.relations.procedure_rules import procedure_rules
from ingest.relations.scopes import Line
from ingest.relations.stating import stated
from ontology.sieve import Sieve

RELATIONS = {
    "eligibility": "service_has_eligibility",
    "cost": "service_has_cost",
    "time": "service_has_processing_time",
    "result": "service_has_result",
    "basis": "service_has_legal_basis",
}
NOTE_WORDS = "note"  # the key of the words that warn or advise
Clause = ClauseRule | str


@dataclass(frozen=True, slots=True)
class Field:
    """A stretch of a line that holds the value of a field."""

    kind: str
    span: Span
    rule: str


def guide_relations(article: Article, lines: Sequence[Line]) -> list[Relation]:
    """Return what the article states of cost, time, result, persons and legal basis, its warnings and its advice."""
    found: list[Relation] = []
    for line in lines:
        held = [*fields(line)]
        for field in held:
            found += _of_field(article, line, field)
        if line.heading:
            continue
        passing = _clauses().passing(line.text)
        if passing:
            found += _of_clauses(article, line, held, passing)
        found += _cited(article, line, held)
        found += notes(article, line, NOTE_WORDS in passing)
    return found


def fields(line: Line) -> Iterator[Field]:
    """Yield the fields that a line fills: by its cells, its own labels, or else what stands over it."""
    named = [*_of_cells(line)] if line.cells else [*_of_labels(line)]
    yield from named
    if not named and not line.cells and not line.heading and not announces(line.text):
        kind = _kind_above(line.path, line.lead, line.title)
        if kind:
            yield Field(kind, (0, len(line.text)), "field_heading")


def _of_cells(line: Line) -> Iterator[Field]:
    for cell in line.cells:
        kind = next((kind for name in cell.names if (kind := kind_of_name(name))), "")
        if kind:
            yield Field(kind, (cell.start, cell.end), "field_cell")


def _of_labels(line: Line) -> Iterator[Field]:
    """Yield the fields of 法定时限:20个工作日;承诺时限:10个工作日."""
    if line.heading and not (line.label and line.text[line.label[1] + 1 :].strip()):
        return
    if line.label and line.text[line.label[1]] not in ": ":  # 【服务对象】…
        kind = kind_of_name(line.text[slice(*line.label)])
        if kind:
            yield Field(kind, (line.value, len(line.text)), "field_label")
        return
    labels = [*guide_rules().segment.finditer(line.text)] if ":" in line.text else []
    for at, hit in enumerate(labels):
        kind = kind_of_name(hit[1])
        end = labels[at + 1].start() if at + 1 < len(labels) else len(line.text)
        if kind and hit.end() < end:
            yield Field(kind, (hit.end(), end), "field_label")


@lru_cache(maxsize=256)  # asked for every line of a section
def _kind_above(path: tuple[str, ...], lead: str, title: str) -> str:
    """Return the field that the nearest heading names; a heading that names another field ends the search."""
    headings = (*path[1:], lead) if path[:1] == (title,) else (*path, lead)
    for heading in reversed(headings):
        kind = kind_of_name(heading) if heading else ""
        if kind or announces(heading) or procedure_rules().materials.heading.search(heading):
            return kind
    return ""


# --- values ---------------------------------------------------------------------------------------------------------


def _of_field(article: Article, line: Line, field: Field) -> Iterator[Relation]:
    data = guide_rules()
    relation = RELATIONS.get(field.kind)
    if relation is None:
        return
    if field.kind == "basis":
        yield from _laws(article, line, field)
        return
    must = data.values.get(field.kind)
    parts = [one for one in (_value(line, span) for span in _parts(line, field.span)) if one]
    for span in parts:
        text = line.text[slice(*span)]
        if len(text) <= data.sentence_length and (must is None or must.search(text)):
            yield from _relation(article, line, span, field.kind, 0.85, field.rule)


def _parts(line: Line, span: Span) -> Iterator[Span]:
    for start, end in line.sentences():
        if start < span[1] and span[0] < end:
            yield max(start, span[0]), min(end, span[1])


def _value(line: Line, span: Span) -> Span | None:
    """Return a value without its ordinal, the word 答 and its last stop."""
    start, end = span
    for pattern in (guide_rules().answer, procedure_rules().conditions.item_start):
        hit = pattern.match(line.text[start:end])
        start += hit.end() if hit else 0
    text = line.text[start:end]
    start += len(text) - len(text.lstrip())
    end = start + len(text.strip().rstrip("。;,!|").rstrip())
    return (start, end) if start < end else None


def _laws(article: Article, line: Line, field: Field) -> Iterator[Relation]:
    for law in line.of_type("law", *field.span):
        yield from _based(article, line, law, field.rule)


def _based(article: Article, line: Line, law: Mention, rule: str) -> Iterator[Relation]:
    span = line.span(law)
    services, _ = subjects(line, _sentence(line, span[0]))
    for service in services[:1]:
        yield stated(
            article, line, span, RELATIONS["basis"], service, law.label, object_code=law.code,
            confidence=0.8, rule=rule,
        )  # fmt: skip


def _cited(article: Article, line: Line, held: Sequence[Field]) -> Iterator[Relation]:
    """Yield the laws that a sentence says it follows: 根据《X》第N条."""
    for law in line.of_type("law"):
        start = line.span(law)[0]
        inside = any(field.kind == "basis" and field.span[0] <= start < field.span[1] for field in held)
        if not inside and guide_rules().cited.search(line.text[:start]):
            yield from _based(article, line, law, "law_cited")


# --- clauses --------------------------------------------------------------------------------------------------------


def _of_clauses(article: Article, line: Line, held: Sequence[Field], passing: Sequence[Clause]) -> Iterator[Relation]:
    taken: list[tuple[str, Span]] = [(field.kind, field.span) for field in held]
    rules = [rule for rule in passing if not isinstance(rule, str)]
    for sentence in line.sentences() if rules else ():
        text = line.text[slice(*sentence)]
        for rule in rules:
            for hit in rule.pattern.finditer(text):
                if rule.not_in.search(_around(text, hit.span("value"))):
                    continue
                span = sentence[0] + hit.start("value"), sentence[0] + hit.end("value")
                if any(kind == rule.kind and overlap(span, other) for kind, other in taken):
                    continue
                taken.append((rule.kind, span))
                value = _value(line, span)
                if value:
                    yield from _relation(article, line, value, rule.kind, 0.7, f"{rule.kind}_clause")


def _around(text: str, span: Span) -> str:
    """Return the clause that holds a span."""
    left, right = text.rfind(",", 0, span[0]) + 1, text.find(",", span[1])
    return text[left : right if right >= 0 else len(text)]


@cache
def _clauses() -> Sieve[Clause]:
    """Return the sieve of all that is looked for in running text: one, since a line is asked once."""
    data = guide_rules()
    words = re.compile(f"{data.notes.warning.pattern}|{data.notes.advice.pattern}")
    return Sieve({NOTE_WORDS: words, **{rule: rule.pattern for rule in data.clauses}})


def _relation(article: Article, line: Line, span: Span, kind: str, confidence: float, rule: str) -> Iterator[Relation]:
    services, _ = subjects(line, _sentence(line, span[0]))
    for service in services[:1]:
        yield stated(
            article, line, span, RELATIONS[kind], service, line.block.text.text[slice(*span)],
            confidence=confidence, rule=rule,
        )  # fmt: skip


def _sentence(line: Line, at: int) -> Span:
    return next((span for span in line.sentences() if span[0] <= at < span[1]), (0, len(line.text)))
