"""Warnings and advice: sentences that tell a reader what to beware of and what to do better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from ingest.about import subjects
from ingest.article import Article, Relation
from ingest.guide_rules import NoteRules, guide_rules
from ingest.naming import Named
from ingest.procedure_rules import procedure_rules
from ingest.scopes import Line
from ingest.stating import stated
from ontology.sieve import Sieve

WARNING, ADVICE = "service_has_warning", "service_has_advice"


def notes(article: Article, lines: Sequence[Line]) -> list[Relation]:
    """Return the warnings and the advice of an article, each about a service or, where none is named, the article."""
    return [note for line in lines if not line.heading and not line.cells for note in _notes(article, line)]


def _notes(article: Article, line: Line) -> Iterator[Relation]:
    data = guide_rules().notes
    headed = _is_headed(line, data)
    words = _words().passing(line.text)
    if not words and not headed:
        return
    for sentence in line.sentences():
        start = sentence[0]
        if line.label and line.label[0] >= start:
            start = line.label[1] + 1
        for lead in (guide_rules().answer, procedure_rules().conditions.item_start):
            hit = lead.match(line.text[start : sentence[1]])
            start += hit.end() if hit else 0
        text = line.text[start : sentence[1]]
        if not data.shortest <= len(text.strip()) <= data.longest:
            continue
        relation = _kind(text, headed, data)
        if relation:
            yield from _relation(article, line, (start, sentence[1]), relation, headed)


@cache
def _words() -> Sieve[str]:
    data = guide_rules().notes
    return Sieve({WARNING: data.warning, ADVICE: data.advice})


def _kind(text: str, headed: bool, data: NoteRules) -> str:
    """Return whether a sentence warns or advises, "" if neither; what it warns of weighs more."""
    if data.warning.search(text) and not data.not_warning.search(text):
        return WARNING
    if data.advice.search(text) and not data.not_advice.search(text):
        return ADVICE
    return WARNING if headed and data.headed_warning.search(text) else ""


def _is_headed(line: Line, data: NoteRules) -> bool:
    label = line.text[slice(*line.label)] if line.label else ""
    if label and data.headed.search(label):
        return True
    return bool(line.headings and line.headings[-1] != line.title and data.headed.search(line.headings[-1]))


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
