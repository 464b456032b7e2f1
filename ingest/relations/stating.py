"""A relation with its evidence."""

from __future__ import annotations

from ingest.article import Article, Relation, Step
from ingest.mentions.found import Span
from ingest.mentions.naming import Named
from ingest.relations.scopes import Line


def stated(
    article: Article,
    line: Line,
    span: Span,
    relation: str,
    subject: Named,
    object_: str | tuple[Step, ...],
    *,
    last: Line | None = None,
    **more: object,
) -> Relation:
    """Return a relation with its evidence: characters `span` of `line`, or from there into a later line `last`."""
    end_line = last or line
    start, end = _trimmed(line, span) if last is None else (span[0], span[1])
    raw_start = line.block.text.raw_span(start, start + 1)[0]
    raw_end = end_line.block.text.raw_span(end - 1, end)[1]
    return Relation(
        relation=relation,
        subject=subject.label,
        object=object_,
        start=line.block.start + start,
        end=end_line.block.start + end,
        raw_start=raw_start,
        raw_end=raw_end,
        quote=article.raw.text[raw_start:raw_end],
        block=line.index,
        subject_code=subject.code,
        **more,  # type: ignore[arg-type]
    )


def _trimmed(line: Line, span: Span) -> Span:
    text = line.text[slice(*span)]
    return span[0] + len(text) - len(text.lstrip()), span[1] - len(text) + len(text.rstrip())
