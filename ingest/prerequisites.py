"""service_has_condition: when a service applies, what must be done before, who may use it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.article import Article, Relation
from ingest.found import Span
from ingest.mentions import found_in
from ingest.procedure_rules import ConditionRule, ConditionRules, procedure_rules
from ingest.scopes import Line, Named, stated, stated_services


def conditions(article: Article, lines: Sequence[Line]) -> list[Relation]:
    """Return the conditions that the article states."""
    found = []
    for line in lines:
        data = procedure_rules().conditions
        if _is_listing(line, data):
            found += [*_items(article, line, data)]
        else:
            found += [*_clauses(article, line, data)]
    return found


def _is_listing(line: Line, data: ConditionRules) -> bool:
    if line.heading or not line.path:
        return False
    return bool(data.heading.search(line.path[-1]))


def _items(article: Article, line: Line, data: ConditionRules) -> Iterator[Relation]:
    """Every sentence of a list of cases is a condition."""
    for sentence in line.sentences():
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
    condition = rule.form.format(subject=about, condition=bare)
    names = [bare, data.adverbial.sub("", condition), condition.replace("后的", "后")]
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
    subject = _subject(line, span, condition)
    aliases = tuple(dict.fromkeys(name for name in names if name and name != condition))
    if subject:
        yield stated(
            article, line, span, "service_has_condition", subject, condition,
            object_aliases=aliases, confidence=confidence, rule=rule,
        )  # fmt: skip


def _subject(line: Line, span: Span, condition: str) -> Named | None:
    """Return the service that a condition holds for: named beside it, else by the nearest heading that it does not repeat."""
    inside = {one.label for one in found_in(condition) if one.type == "service"}
    beside = [one for one in stated_services(line, span) if one.label not in inside]
    if beside:
        return beside[0]
    outside = [one for level in line.levels for one in level if one.label not in inside]
    within = [Named(mention.label, mention.code) for mention in line.of_type("service", *span)]
    return next(iter((*outside, *line.services, *within)), None)
