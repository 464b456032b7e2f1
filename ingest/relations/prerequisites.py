"""service_has_condition: when a service applies, what must be done before, who may use it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from ingest.article import Article, Relation
from ingest.guides.field_names import announces, kind_of_name
from ingest.guides.guide_rules import guide_rules
from ingest.mentions.found import Span, overlap
from ingest.mentions.naming import Named
from ingest.relations.about import benefit, stated_services, told
from ingest.relations.condition_rules import HEADING, NOTHING, TOPIC, ConditionRule, ConditionRules
from ingest.relations.procedure_rules import procedure_rules
from ingest.relations.scopes import ITEMS, Line, item_sign
from ingest.relations.sections import implied, instead
from ingest.relations.stating import stated
from ontology.folding import fold
from ontology.sieve import Sieve

LIST = "condition_list"


@dataclass(frozen=True, slots=True)
class _Stated:
    """A condition, where it stands, and by what rule it was found."""

    line: Line
    sentence: Span
    where: Span
    text: str
    names: Sequence[str]  # other words for it
    confidence: float
    rule: str
    needs: str = TOPIC  # what must name the service


def conditions(article: Article, lines: Sequence[Line]) -> list[Relation]:
    """Return the conditions that the article states."""
    found: list[Relation] = []
    ended: tuple[str, ...] | None = None  # of a list of conditions: what stands over it, once its items are past
    opened: tuple[str, ...] | None = None  # what stands over a list that a sentence before it opens
    items = False
    data = procedure_rules().conditions
    for line in lines:
        listed = _listed(line, data)
        is_item = not line.heading and (line.block.kind in ITEMS or bool(item_sign().match(line.text)))
        if line.headings != ended:
            ended, items = line.headings, False
        items = items or is_item
        if not is_item:
            opened = line.path if _opens(line, data) else None
            if items and not line.cells and not line.label:
                listed = None  # 能直接结算的条件: ①… ②… / 出院时请核对结算单
        elif opened == line.path:
            listed = listed or (0, len(line.text))
        stated_items = [*_items(line, listed, data)] if listed else []
        found += [one for condition in stated_items or _clauses(line, data) for one in _relations(article, condition)]
    return found


def _opens(line: Line, data: ConditionRules) -> bool:
    """Whether a line says that the items behind it are conditions: 符合以下条件之一,可申请X。"""
    return bool(data.opens.search(line.text)) and not data.not_heading.search(line.text)


def _listed(line: Line, data: ConditionRules) -> Span | None:
    """Return the stretch of a line that a heading, a label or the name of a table cell says to hold conditions."""
    for cell in line.cells:
        if any(_is_label(name, data) for name in cell.names):
            return cell.start, cell.end
    if line.label and not line.heading and _is_label(line.text[slice(*line.label)], data):
        return line.label[1] + 1, len(line.text)
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


def _items(line: Line, listed: Span, data: ConditionRules) -> Iterator[_Stated]:
    """Every sentence of a list of cases is a condition."""
    inside = ((max(start, listed[0]), min(end, listed[1])) for start, end in line.sentences())
    for sentence in ((start, end) for start, end in inside if start < end):
        text = _clean(line, _without_answer(line, sentence))
        condition = data.item_cut.sub("", data.item_cut.sub("", text)).strip()
        if len(condition) > data.item_length:
            condition = data.item_aside.sub("", condition)
        if 2 < len(condition) <= data.item_length and not data.not_item.search(fold(condition)):
            yield _Stated(line, sentence, sentence, condition, (text,), 0.85, LIST)


def _without_answer(line: Line, span: Span) -> Span:
    hit = guide_rules().answer.match(line.text[slice(*span)])
    return (span[0] + hit.end(), span[1]) if hit else span


def _clauses(line: Line, data: ConditionRules) -> Iterator[_Stated]:
    if line.label and kind_of_name(line.text[slice(*line.label)]) == "result":
        return  # 办理结果:备案成功后可直接结算
    rules = _clause_rules().passing(line.text)
    for sentence in line.sentences() if rules else ():
        text = line.text[slice(*sentence)]
        for rule in rules:
            for hit in rule.pattern.finditer(text):
                if not data.not_in.search(_around(text, hit.span("condition"))):
                    yield from _clause(line, sentence, rule, hit)


def _around(text: str, span: Span) -> str:
    """Return the clauses of a sentence that hold a span."""
    start = max(text.rfind(sign, 0, span[0]) for sign in ",;:") + 1
    ends = [at for at in (text.find(sign, span[1]) for sign in ",;") if at >= 0]
    return text[start : min(ends, default=len(text))]


@cache
def _clause_rules() -> Sieve[ConditionRule]:
    return Sieve({rule: rule.pattern for rule in procedure_rules().conditions.clauses})


def _clause(line: Line, sentence: Span, rule: ConditionRule, hit: re.Match[str]) -> Iterator[_Stated]:
    data = procedure_rules().conditions
    at = sentence[0] + hit.start("condition")
    bare = line.block.text.text[at : at + len(hit["condition"])].strip()
    about = line.block.text.text[slice(*line.label)] if line.label else ""
    about = "" if announces(fold(about)) or kind_of_name(fold(about)) else about
    about = hit["about"] if "about" in hit.groupdict() else about
    condition = rule.form.format(subject=about, about=about, condition=bare)
    names = [bare, data.adverbial.sub("", condition)]
    for words, plain in data.becomes.items():
        names.append(condition.replace(words, plain))
    group = data.also.match(bare)
    names += [group[1]] if group else []
    end = listed.end() if (listed := _examples(line, sentence[0] + hit.end(), rule)) else sentence[0] + hit.end()
    found = _Stated(line, sentence, (at, end), condition, names, rule.confidence, f"condition_{rule.name}", rule.needs)
    yield found
    for example in re.split("[、,]", listed[1]) if listed else ():
        yield replace(found, text=example.strip(), names=(), rule="condition_example")


def _examples(line: Line, at: int, rule: ConditionRule) -> re.Match[str] | None:
    """Return the bracket behind a condition that gives cases of it: 适用于X的情况(如A、B等)."""
    return procedure_rules().conditions.examples.match(line.text, at) if rule.name == "applies_to" else None


def _clean(line: Line, span: Span) -> str:
    return line.block.text.text[slice(*span)].strip()


def _relations(article: Article, one: _Stated) -> Iterator[Relation]:
    aliases = tuple(dict.fromkeys(name for name in one.names if name and name != one.text))
    if subject := _subject(one):
        yield stated(
            article, one.line, one.sentence, "service_has_condition", subject, one.text,
            object_aliases=aliases, confidence=one.confidence, rule=one.rule,
        )  # fmt: skip


def _subject(one: _Stated) -> Named | None:
    """Return the service that a condition holds for: named beside it, else by the nearest heading.

    A heading that names what the condition itself is about (激活医保卡: 确保已激活) is a step of a wider service.
    """
    line = one.line
    services = [(Named(each.label, each.code), line.span(each)) for each in line.of_type("service", *one.sentence)]
    inside = {name.label for name, span in services if overlap(span, one.where)}
    for stretch in ((one.where[1], one.sentence[1]), one.sentence):  # X的,可以Y: what is done stands behind
        beside = [name for name in stated_services(line, stretch) if name.label not in inside]
        if beside:
            return beside[0]
    outside = [name for level in line.levels for name in level if name.label not in inside]
    said = line.text[slice(*one.sentence)]
    meant = implied(said) if inside else ()
    known = (*instead(said), *benefit(line), *outside, *line.services, *meant, *(name for name, _ in services))
    if not known and one.needs != HEADING:
        title = procedure_rules().conditions.no_service
        known = told(line, one.sentence, one.needs == NOTHING)
        known = tuple(name for name in known if name.code or not title.search(name.label))
    return next(iter(known), None)
