"""service_has_condition: when a service applies, what must be done before, who may use it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ingest.about import stated_services
from ingest.article import Article, Relation
from ingest.found import Span, overlap
from ingest.naming import Named
from ingest.procedure_rules import ConditionRule, ConditionRules, procedure_rules
from ingest.scopes import Line
from ingest.stating import stated
from ontology.remembering import of_lines
from ontology.sieve import Sieve


def conditions(article: Article, lines: Sequence[Line]) -> list[Relation]:
    """Return the conditions that the article states."""
    found = []
    for line in lines:
        data = procedure_rules().conditions
        listed = _listed(line, data)
        found += [*_items(article, line, listed, data)] if listed else [*_clauses(article, line, data)]
    return found


def _listed(line: Line, data: ConditionRules) -> Span | None:
    """Return the stretch of a line that a heading, a label or the name of a table cell says to hold conditions."""
    for cell in line.cells:
        if any(data.label.search(name) for name in cell.names):
            return cell.start, cell.end
    if line.label and not line.heading and data.label.search(line.text[slice(*line.label)]):
        return line.label[1] + 1, len(line.text)
    if line.heading or line.cells or not line.headings or not _heads_conditions(line.headings[-1]):
        return None
    return 0, len(line.text)


@of_lines(256)  # asked for by each line under it
def _heads_conditions(heading: str) -> bool:
    data = procedure_rules().conditions
    return not data.not_heading.search(heading) and bool(data.heading.search(heading))


def _items(article: Article, line: Line, listed: Span, data: ConditionRules) -> Iterator[Relation]:
    """Every sentence of a list of cases is a condition."""
    inside = ((max(start, listed[0]), min(end, listed[1])) for start, end in line.sentences())
    for sentence in ((start, end) for start, end in inside if start < end):
        text = _clean(line, sentence)
        condition = data.item_cut.sub("", data.item_cut.sub("", text)).strip()
        if 2 < len(condition) <= data.item_length:
            yield from _relations(article, line, sentence, sentence, condition, (text,), 0.85, "condition_list")


def _clauses(article: Article, line: Line, data: ConditionRules) -> Iterator[Relation]:
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
    subject = _subject(line, sentence, where)
    aliases = tuple(dict.fromkeys(name for name in names if name and name != condition))
    if subject:
        yield stated(
            article, line, sentence, "service_has_condition", subject, condition,
            object_aliases=aliases, confidence=confidence, rule=rule,
        )  # fmt: skip


def _subject(line: Line, sentence: Span, where: Span) -> Named | None:
    """Return the service that the condition at `where` holds for: named beside it, else by the nearest heading.

    A heading that names what the condition itself is about (激活医保卡: 确保已激活) is a step of a wider service.
    """
    services = [(Named(one.label, one.code), line.span(one)) for one in line.of_type("service", *sentence)]
    inside = {name.label for name, span in services if overlap(span, where)}
    beside = [one for one in stated_services(line, sentence) if one.label not in inside]
    if beside:
        return beside[0]
    outside = [one for level in line.levels for one in level if one.label not in inside]
    return next(iter((*outside, *line.services, *(name for name, _ in services))), None)
