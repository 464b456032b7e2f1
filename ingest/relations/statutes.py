"""law_article_states: an article of a law and each paragraph that is quoted of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.article import Article, Mention, Relation
from ingest.mentions.mention_rules import mention_rules
from ingest.mentions.naming import Named
from ingest.relations.procedure_rules import procedure_rules
from ingest.relations.scopes import Line
from ingest.relations.stating import stated


def statements(article: Article, lines: Sequence[Line]) -> list[Relation]:
    """Return the quoted paragraphs of law articles."""
    found: list[Relation] = []
    current: Mention | None = None
    whole = False  # a statute given in full: every line belongs to the article above it
    before: Line | None = None
    for line in lines:
        cited = _citation(line)
        if cited:
            current, whole = cited, bool(mention_rules().laws.paragraph.match(line.text))
            found += _stated(article, line, cited, line.span(cited)[1])
        elif current and _continues(before, line, whole):
            found += [] if procedure_rules().statutes.item.match(line.text) else _stated(article, line, current, 0)
        else:
            current = None
        before = line
    return found


def _citation(line: Line) -> Mention | None:
    """Return the article that a line cites as a heading does: nothing but a lead-in stands before it."""
    data = procedure_rules().statutes
    laws = [mention for mention in line.of_type("law") if data.article.search(mention.label)]
    if not laws or not data.lead.fullmatch(line.text[: line.span(laws[0])[0]]):
        return None
    return laws[0] if len(laws) == 1 else None


def _continues(before: Line | None, line: Line, whole: bool) -> bool:
    data = procedure_rules().statutes
    if before is None or before.floor != line.floor or line.heading or not line.adjacent:
        return False
    if line.path != before.path and line.path[:-1] != before.path:  # an article heads its own further paragraphs
        return False
    return not data.other.search(line.text) and (whole or bool(data.paragraph.search(line.text)))


def _stated(article: Article, line: Line, law: Mention, start: int) -> Iterator[Relation]:
    text = line.text[start:]
    lead = procedure_rules().statutes.after.match(text)
    at = start + (lead.end() if lead else 0)
    if len(line.text[at:].strip("。;,: ")) > procedure_rules().statutes.shortest:
        stop = len(line.text.rstrip())
        wording = line.block.text.text[at:stop]
        yield stated(
            article, line, (at, stop), "law_article_states", Named(law.label, law.code), wording,
            confidence=0.9, rule="law_paragraph",
        )  # fmt: skip
