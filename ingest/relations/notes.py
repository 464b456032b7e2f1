"""Warnings and advice: sentences that tell a reader what to beware of and what to do better."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ingest.article import Article, Relation
from ingest.guides.guide_rules import NoteRules, guide_rules
from ingest.mentions.naming import Named
from ingest.relations.about import subjects
from ingest.relations.procedure_rules import procedure_rules
from ingest.relations.scopes import Line
from ingest.relations.stating import stated

WARNING, ADVICE = "service_has_warning", "service_has_advice"


def notes(article: Article, line: Line, worded: bool) -> Iterator[Relation]:
    """Yield the warnings and the advice of a line, each about a service or, where none is named, the article.

    Args:
        article: the article.
        line: a line of it.
        worded: whether it may hold words that warn or advise; without them only a label or heading makes notes of it.
    """
    data = guide_rules().notes
    headed = _is_headed(line.path, line.lead, line.title, line.text[slice(*line.label)] if line.label else "")
    if line.cells or not (worded or headed):
        return
    for sentence in line.sentences():
        start = sentence[0]
        if line.label and line.label[0] >= start:
            start = line.value
        for lead in (guide_rules().answer, procedure_rules().conditions.item_start):
            hit = lead.match(line.text[start : sentence[1]])
            start += hit.end() if hit else 0
        text = line.text[start : sentence[1]]
        if data.shortest <= len(text.strip()) <= data.longest:
            relation = _kind(text, headed, data)
            if relation:
                yield from _relation(article, line, (start, sentence[1]), relation, headed)


def _kind(text: str, headed: bool, data: NoteRules) -> str:
    """Return whether a sentence warns or advises, "" if neither; what it warns of weighs more."""
    if data.warning.search(text) and not data.not_warning.search(text):
        return WARNING
    if data.advice.search(text) and not data.not_advice.search(text):
        return ADVICE
    return WARNING if headed and data.headed_warning.search(text) else ""


@lru_cache(maxsize=256)  # asked for every line of a section
def _is_headed(path: tuple[str, ...], lead: str, title: str, label: str) -> bool:
    """Whether a label or the nearest heading says that notes follow: 注意, 温馨提示."""
    nearest = lead or (path[-1] if path else "")
    headed = guide_rules().notes.headed
    return bool(label and headed.search(label)) or bool(nearest and nearest != title and headed.search(nearest))


def _relation(article: Article, line: Line, span: tuple[int, int], relation: str, headed: bool) -> Iterator[Relation]:
    services, _ = subjects(line, span)
    about = services[0] if services else Named(article.title) if article.title else None
    start, end = span
    text = line.block.text.text[start:end]
    start += len(text) - len(text.lstrip())
    end = start + len(text.strip().rstrip("。;").rstrip())
    if about and start < end:
        yield stated(
            article, line, (start, end), relation, about, line.block.text.text[start:end],
            confidence=0.8 if headed else 0.7, rule="note_headed" if headed else "note_words",
        )  # fmt: skip
