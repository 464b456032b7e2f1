"""service_has_condition: when a service applies, what must be done before, who may use it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from ingest.article import Article, Relation
from ingest.guides.field_names import announces, kind_of_name
from ingest.guides.guide_rules import guide_rules
from ingest.mentions.found import Span, overlap
from ingest.mentions.naming import Named
from ingest.relations.about import stated_services, subjects
from ingest.relations.procedure_rules import ConditionRule, ConditionRules, procedure_rules
from ingest.relations.scopes import ITEMS, Line, item_sign
from ingest.relations.stating import stated
from ontology.folding import fold
from ontology.sieve import Sieve

LIST = "condition_list"
# Rules whose words alone say that something is demanded; all others need a heading or sentence that names the service.
SELF_EVIDENT = ("condition_premise", "condition_only_then")


def conditions(article: Article, lines: Sequence[Line]) -> list[Relation]:
    """Return the conditions that the article states."""
    found = []
    ended: tuple[str, ...] | None = None  # of a list of conditions: what stands over it, once its items are past
    items = False
    data = procedure_rules().conditions
    for line in lines:
        listed = _listed(line, data)
        is_item = not line.heading and (line.block.kind in ITEMS or bool(item_sign().match(line.text)))
        if line.headings != ended:
            ended, items = line.headings, False
        items = items or is_item
        if items and not is_item and not line.cells and not line.label:
            listed = None  # 能直接结算的条件: ①… ②… / 出院时请核对结算单
        stated_items = [*_items(article, line, listed, data)] if listed else []
        found += stated_items or [*_clauses(article, line, data)]  # a long sentence is no item
    return found


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


def _items(article: Article, line: Line, listed: Span, data: ConditionRules) -> Iterator[Relation]:
    """Every sentence of a list of cases is a condition."""
    inside = ((max(start, listed[0]), min(end, listed[1])) for start, end in line.sentences())
    for sentence in ((start, end) for start, end in inside if start < end):
        text = _clean(line, _without_answer(line, sentence))
        condition = data.item_cut.sub("", data.item_cut.sub("", text)).strip()
        if 2 < len(condition) <= data.item_length:
            yield from _relations(article, line, sentence, sentence, condition, (text,), 0.85, LIST)


def _without_answer(line: Line, span: Span) -> Span:
    hit = guide_rules().answer.match(line.text[slice(*span)])
    return (span[0] + hit.end(), span[1]) if hit else span


def _clauses(article: Article, line: Line, data: ConditionRules) -> Iterator[Relation]:
    if line.label and kind_of_name(line.text[slice(*line.label)]) == "result":
        return  # 办理结果:备案成功后可直接结算
    rules = _clause_rules().passing(line.text)
    for sentence in line.sentences() if rules else ():
        text = line.text[slice(*sentence)]
        if data.not_in.search(text):
            continue
        for rule in rules:
            for hit in rule.pattern.finditer(text):
                yield from _clause(article, line, sentence, rule, hit)


@cache
def _clause_rules() -> Sieve[ConditionRule]:
    return Sieve({rule: rule.pattern for rule in procedure_rules().conditions.clauses})


def _clause(
    article: Article, line: Line, sentence: Span, rule: ConditionRule, hit: re.Match[str]
) -> Iterator[Relation]:
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
    where = (at, end)
    name = f"condition_{rule.name}"
    yield from _relations(article, line, sentence, where, condition, names, rule.confidence, name)
    for example in re.split("[、,]", listed[1]) if listed else ():
        text = example.strip()
        yield from _relations(article, line, sentence, where, text, (), rule.confidence, "condition_example")


def _examples(line: Line, at: int, rule: ConditionRule) -> re.Match[str] | None:
    """Return the bracket behind a condition that gives cases of it: 适用于X的情况(如A、B等)."""
    return procedure_rules().conditions.examples.match(line.text, at) if rule.name == "applies_to" else None


def _clean(line: Line, span: Span) -> str:
    return line.block.text.text[slice(*span)].strip()


def _relations(
    article: Article,
    line: Line,
    sentence: Span,
    where: Span,
    condition: str,
    names: Sequence[str],
    confidence: float,
    rule: str,
) -> Iterator[Relation]:
    subject = _subject(line, sentence, where, rule)
    aliases = tuple(dict.fromkeys(name for name in names if name and name != condition))
    if subject:
        yield stated(
            article, line, sentence, "service_has_condition", subject, condition,
            object_aliases=aliases, confidence=confidence, rule=rule,
        )  # fmt: skip


def _subject(line: Line, sentence: Span, where: Span, rule: str) -> Named | None:
    """Return the service that the condition at `where` holds for: named beside it, else by the nearest heading.

    A heading that names what the condition itself is about (激活医保卡: 确保已激活) is a step of a wider service.
    """
    services = [(Named(one.label, one.code), line.span(one)) for one in line.of_type("service", *sentence)]
    inside = {name.label for name, span in services if overlap(span, where)}
    beside = [one for one in stated_services(line, sentence) if one.label not in inside]
    if beside:
        return beside[0]
    outside = [one for level in line.levels for one in level if one.label not in inside]
    known = (*outside, *line.services, *(name for name, _ in services))
    return next(iter(known or (subjects(line, sentence)[0] if rule in SELF_EVIDENT else ())), None)
