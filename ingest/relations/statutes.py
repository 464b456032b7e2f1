"""law_article_states: an article of a law and each paragraph that is quoted of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.article import Article, Mention, Relation
from ingest.mentions.found import Span
from ingest.mentions.mention_rules import mention_rules
from ingest.mentions.naming import Named
from ingest.relations.procedure_rules import procedure_rules
from ingest.relations.scopes import Line
from ingest.relations.stating import stated
from ontology.folding import fold

INSIDE = "law_quoted"  # the rule of words in quotation marks inside a sentence, which says more than they do


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
            found += _quoted(article, line)
        before = line
    return found


def is_of_itself(article: Article, statement: Relation) -> bool:
    """Whether a page is the statute that it quotes: its title names it."""
    law = procedure_rules().statutes.article.sub("", fold(statement.subject)).strip("《》")
    title = fold(article.title)
    return bool(law and title) and (law in title or law.endswith(title))


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


def _quoted(article: Article, line: Line) -> Iterator[Relation]:
    """Yield the words that a sentence puts in quotation marks behind an article of a law."""
    data = procedure_rules().statutes
    for law in line.of_type("law"):
        end = line.span(law)[1]
        hit = data.quoted.match(line.text[end:]) if data.article.search(law.label) else None
        if hit:
            yield _relation(article, line, law, (end + hit.start("words"), end + hit.end("words")), INSIDE)


def _stated(article: Article, line: Line, law: Mention, start: int) -> Iterator[Relation]:
    text = line.text[start:]
    lead = procedure_rules().statutes.after.match(text)
    at = start + (lead.end() if lead else 0)
    if len(line.text[at:].strip("。;,: ")) > procedure_rules().statutes.shortest:
        yield _relation(article, line, law, (at, len(line.text.rstrip())))


def _relation(article: Article, line: Line, law: Mention, words: Span, rule: str = "law_paragraph") -> Relation:
    return stated(
        article, line, words, "law_article_states", Named(law.label, law.code), line.block.text.text[slice(*words)],
        confidence=0.9, rule=rule,
    )  # fmt: skip
