"""The known wording of a law, to compare quotations with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ontology.folding import fold
from ontology.rules import rules


@dataclass(frozen=True, slots=True)
class StatuteRules:
    """Schema of `ontology/rules/statutes.yaml`: the paragraphs of each article of a law."""

    law: str
    articles: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a law; widths are folded in `text`."""

    name: str  # 社会保险法第二十八条
    text: str


def paragraphs() -> Iterator[Paragraph]:
    """Yield the paragraphs of the known laws."""
    data = rules("statutes", StatuteRules)
    for article, texts in data.articles.items():
        for text in texts:
            yield Paragraph(data.law + article, fold(text))
