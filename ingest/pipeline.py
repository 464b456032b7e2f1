"""The stages in order, nothing else."""

from __future__ import annotations

from ingest.article import Analysis, RawArticle
from ingest.claims.reader import claims
from ingest.cleaning.cleaner import clean
from ingest.mentions.finding import mentions
from ingest.relations.reader import relations


def analyse(raw: RawArticle) -> Analysis:
    """Return all that is understood of one raw article."""
    article = clean(raw)
    found = mentions(article)
    return Analysis(article, tuple(found), tuple(claims(article, found)), tuple(relations(article, found)))
