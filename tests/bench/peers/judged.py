"""Judged questions: the project's corpus, and the shared articles and pages where they lie beside the checkout."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from query.evaluation.gold import Gold, gold
from query.evaluation.searching import search_scores
from tests.bench.peers.running import ROOT
from tests.pages_queries import asking, expand

Row = dict[str, Any]
SHARED = ROOT.parent / "shared"
CORPUS = ROOT / "corpus"
NAMES = ("corpus", "blind3", "dev", "pages")


@dataclass(frozen=True, slots=True)
class Judged:
    """Articles, questions about them, and the scorer of what is found."""

    name: str
    title: str
    sources: Sequence[Path]  # what a build reads
    questions: Sequence[Mapping[str, Any]]
    scores: Callable[[Mapping[str, Row]], dict[str, float]]


@contextmanager
def judged(names: Sequence[str]) -> Iterator[list[Judged]]:
    """Yield those of the sets that can be had here."""
    with ExitStack() as open_until_done:
        found = []
        if "corpus" in names:
            own = gold(CORPUS / "gold", CORPUS / "articles")
            title = "the project's own corpus, on which its rules were made"
            found.append(_lines("corpus", title, own, CORPUS / "articles"))
        if "blind3" in names:
            articles = CORPUS / "blind3" / "articles"
            title = "articles kept apart, with which rules were mended after a first contact"
            found.append(_lines("blind3", title, gold(CORPUS / "blind3" / "gold", articles), articles))
        if "dev" in names and (SHARED / "eval" / "dev").is_dir():
            dev = gold(SHARED / "eval" / "dev", SHARED / "articles")
            found.append(
                _lines("dev", "scraped articles, judged for development by another annotator", dev, SHARED / "articles")
            )
        if "pages" in names and expand.PAGES.is_dir():
            folder = open_until_done.enter_context(tempfile.TemporaryDirectory())
            found.append(_pages(Path(folder)))
        yield found


def _lines(name: str, title: str, judgements: Gold, articles: Path) -> Judged:
    return Judged(
        name, title, [articles], _questions(judgements), lambda results: search_scores(judgements, results, [])
    )


def _pages(folder: Path) -> Judged:
    """The half of the questions about saved pages that was not looked at; strengths of ranking were compared on it."""
    known = expand.pages(expand.PAGES, expand.ARTICLES)
    expand.write(folder, known)
    texts = {document: page.text for document, page in known.items()}
    half = Gold(folder / "gold", texts, split="test")
    return Judged(
        "pages",
        "saved pages, the half of the questions whose errors nobody looked at",
        [expand.PAGES, expand.ARTICLES],
        _questions(half),
        lambda results: asking.scores(folder, known, results, "test", []),
    )


def _questions(judgements: Gold) -> list[Mapping[str, Any]]:
    return [case for name in ("queries", "unanswerable") for case in judgements.judgements(name)]
