"""service_has_condition: when a service applies, what must be done before, who may use it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.about import stated_services
from ingest.article import Article, Relation
from ingest.found import Span
from ingest.mentions import found_in
from ingest.naming import Named
from ingest.procedure_rules import ConditionRule, ConditionRules, procedure_rules
from ingest.scopes import Line
from ingest.stating import stated


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
    if line.heading or line.cells or not line.path or data.not_heading.search(line.path[-1]):
        return None
    return (0, len(line.text)) if data.heading.search(line.path[-1]) else None


def _items(article: Article, line: Line, listed: Span, data: ConditionRules) -> Iterator[Relation]:
    """Every sentence of a list of cases is a condition."""
    inside = ((max(start, listed[0]), min(end, listed[1])) for start, end in line.sentences())
    for sentence in ((start, end) for start, end in inside if start < end):
        text = _clean(line, sentence)
        condition = data.item_cut.sub("", data.item_cut.sub("", text)).strip()
        if 2 < len(condition) <= data.item_length:
            yield from _relations(article, line, sentence, condition, (text,), 0.85, "condition_list")


def _clauses(article: Article, line: Line, data: ConditionRules) -> Iterator[Relation]:
    for sentence in line.sentences():
        text = line.text[slice(*sentence)]
        if data.not_in.search(text):
            continue
        for rule in data.clauses:
            for hit in rule.pattern.finditer(text):
                yield from _clause(article, line, sentence, rule, hit)


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
    yield from _relations(article, line, sentence, condition, names, rule.confidence, f"condition_{rule.name}")
    listed = data.examples.match(line.text, sentence[0] + hit.end()) if rule.name == "applies_to" else None
    for example in re.split("[、,]", listed[1]) if listed else ():
        yield from _relations(article, line, sentence, example.strip(), (), rule.confidence, "condition_example")


def _clean(line: Line, span: Span) -> str:
    return line.block.text.text[slice(*span)].strip()


def _relations(
    article: Article, line: Line, span: Span, condition: str, names: Sequence[str], confidence: float, rule: str
) -> Iterator[Relation]:
    subject = _subject(line, span, names[0] if names else condition)  # as the text has it, without the label
    aliases = tuple(dict.fromkeys(name for name in names if name and name != condition))
    if subject:
        yield stated(
            article, line, span, "service_has_condition", subject, condition,
            object_aliases=aliases, confidence=confidence, rule=rule,
        )  # fmt: skip


def _subject(line: Line, span: Span, condition: str) -> Named | None:
    """Return the service that a condition holds for: named beside it, else by the nearest heading that it lacks."""
    inside = {one.label for one in found_in(condition) if one.type == "service"}
    beside = [one for one in stated_services(line, span) if one.label not in inside]
    if beside:
        return beside[0]
    outside = [one for level in line.levels for one in level if one.label not in inside]
    within = [Named(mention.label, mention.code) for mention in line.of_type("service", *span)]
    return next(iter((*outside, *line.services, *within)), None)
