"""service_has_condition: when a service applies, what must be done before, who may use it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from ingest.article import Article, Relation
from ingest.guides.field_names import announces, kind_of_name
from ingest.mentions.found import Span, overlap, within
from ingest.mentions.naming import Named
from ingest.relations.about import benefit, stated_services, told
from ingest.relations.condition_lists import Stated, lists
from ingest.relations.condition_rules import HEADING, KNOWN, NOTHING, ConditionRule, ConditionRules
from ingest.relations.procedure_rules import procedure_rules
from ingest.relations.scopes import Line
from ingest.relations.sections import implied, instead
from ingest.relations.stating import stated
from ontology.folding import fold
from ontology.sieve import Sieve


def conditions(article: Article, lines: Sequence[Line]) -> list[Relation]:
    """Return the conditions that the article states."""
    found: list[Relation] = []
    data = procedure_rules().conditions
    for line, items in lists(lines):
        found += [one for condition in items or _clauses(line, data) for one in _relations(article, condition)]
    return found


def _clauses(line: Line, data: ConditionRules) -> Iterator[Stated]:
    if line.label and kind_of_name(line.text[slice(*line.label)]) == "result":
        return  # 办理结果:备案成功后可直接结算
    rules = _clause_rules().passing(line.text)
    for sentence in line.sentences() if rules else ():
        text = line.text[slice(*sentence)]
        if text.rstrip().endswith("?"):  # what is asked is not stated
            continue
        taken: list[Span] = []  # by the rules before: what they hold is not told twice
        for rule in rules:
            for hit in rule.pattern.finditer(text):
                span = hit.span("condition")
                if any(within(span, one) for one in taken):
                    continue
                if not data.not_in.search(_around(text, span)):
                    taken.append(span)
                    yield from _clause(line, sentence, rule, hit)


def _around(text: str, span: Span) -> str:
    """Return the clauses of a sentence that hold a span."""
    start = max(text.rfind(sign, 0, span[0]) for sign in ",;:") + 1
    ends = [at for at in (text.find(sign, span[1]) for sign in ",;") if at >= 0]
    return text[start : min(ends, default=len(text))]


@cache
def _clause_rules() -> Sieve[ConditionRule]:
    return Sieve({rule: rule.pattern for rule in procedure_rules().conditions.clauses})


def _clause(line: Line, sentence: Span, rule: ConditionRule, hit: re.Match[str]) -> Iterator[Stated]:
    data = procedure_rules().conditions
    lead = data.item_start.match(hit["condition"])
    at = sentence[0] + hit.start("condition") + (lead.end() if lead else 0)
    bare = line.block.text.text[at : sentence[0] + hit.end("condition")].strip()
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
    found = Stated(line, sentence, (at, end), condition, names, rule.confidence, f"condition_{rule.name}", rule.needs)
    yield found
    for example in re.split("[、,]", listed[1]) if listed else ():
        yield replace(found, text=example.strip(), names=(), rule="condition_example")


def _examples(line: Line, at: int, rule: ConditionRule) -> re.Match[str] | None:
    """Return the bracket behind a condition that gives cases of it: 适用于X的情况(如A、B等)."""
    return procedure_rules().conditions.examples.match(line.text, at) if rule.name == "applies_to" else None


def _relations(article: Article, one: Stated) -> Iterator[Relation]:
    aliases = tuple(dict.fromkeys(name for name in one.names if name and name != one.text))
    if subject := _subject(one):
        yield stated(
            article, one.line, one.sentence, "service_has_condition", subject, one.text,
            object_aliases=aliases, confidence=one.confidence, rule=one.rule,
        )  # fmt: skip


def _subject(one: Stated) -> Named | None:
    """Return the service that a condition holds for: named beside it, else by the nearest heading.

    A heading that names what the condition itself is about (激活医保卡: 确保已激活) is a step of a wider service.
    """
    line = one.line
    services = [(Named(each.label, each.code), line.span(each)) for each in line.of_type("service", *one.sentence)]
    inside = {name.label for name, span in services if overlap(span, one.where)}
    over = (one.about,) if one.about else ()
    for stretch in (*over, (one.where[1], one.sentence[1]), one.sentence):  # X的,可以Y: what is done stands behind
        beside = [name for name in stated_services(line, stretch) if name.label not in inside]
        if beside:
            return beside[0]
    outside = [name for level in line.levels for name in level if name.label not in inside]
    said = line.text[slice(*(one.about or one.sentence))]
    meant = implied(said) if inside else ()
    known = (*instead(said), *benefit(line), *outside, *line.services, *meant, *(name for name, _ in services))
    if not known and one.needs != HEADING:
        title = procedure_rules().conditions.no_service
        known = told(line, one.sentence, one.needs == NOTHING)
        unnamed = one.needs == KNOWN
        known = tuple(name for name in known if name.code or not (unnamed or title.search(name.label)))
    return next(iter(known), None)
