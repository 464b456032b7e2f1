"""Laws and their articles: 《中华人民共和国社会保险法》第二十八条 → 社会保险法第二十八条."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.mentions.found import Found, overlap
from ingest.mentions.mention_rules import LawRules, mention_rules
from ontology.folding import fold
from ontology.matcher import matcher
from ontology.sieve import Sieve
from ontology.vocabulary import vocabulary


def paragraph(text: str, law: Found | None) -> list[Found]:
    """Return the article that a paragraph of a statute begins with (第二十三条 职工应当…), of the law in force."""
    hit = mention_rules().laws.paragraph.match(fold(text))
    if not hit or law is None:
        return []
    return [Found("law", *hit.span(1), law.code, law.label + hit[1], 1)]


@dataclass(frozen=True, slots=True)
class _Title:
    start: int
    end: int
    code: str
    label: str


def laws(text: str) -> list[Found]:
    """Return the laws named in `text`, with their articles where these are named.

    An article without a law (第十二条 of an unnamed regulation) is nothing.
    """
    data = mention_rules().laws
    folded = fold(text)
    return [found for title in _titles(folded, data) for found in _articles(folded, title, data)]


def _titles(folded: str, data: LawRules) -> list[_Title]:
    """Titles that the vocabulary knows, then titles in 《》, then those that begin with the country's name."""
    found = []
    for match in matcher("law").matches(folded):
        concept = vocabulary().concept(match.codes[0])
        found.append(_Title(match.start, match.end, concept.code, concept.pref_label))
    for pattern in _title_patterns().passing(folded):
        for hit in pattern.finditer(folded):
            span = hit.span(1)
            if not any(overlap(span, (title.start, title.end)) for title in found):
                label = re.sub(rf"^{data.country}", "", hit[1])
                start = span[0] - len(data.country) if pattern is data.bare else span[0]
                found.append(_Title(start, span[1], "", label))
    return sorted(found, key=lambda title: title.start)


@cache
def _title_patterns() -> Sieve[re.Pattern[str]]:
    data = mention_rules().laws
    return Sieve({pattern: pattern for pattern in (data.title, data.bare)})


def _articles(folded: str, title: _Title, data: LawRules) -> Iterator[Found]:
    start = title.start - len(data.country) if folded[: title.start].endswith(data.country) else title.start
    hit = data.article.match(folded, title.end)
    if not hit:
        yield Found("law", start, title.end, title.code, title.label, rule="" if title.code else "title")
        return
    yield Found("law", start, hit.end(), title.code, title.label + hit[1], 1)
    more = data.more.match(folded, hit.end())
    while more:
        yield Found("law", more.start(1), more.end(1), title.code, title.label + more[1], 1)
        more = data.more.match(folded, more.end())
