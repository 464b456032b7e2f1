"""From a raw article to all that the index keeps of it: the part of a build that any process can do alone."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence

from index.articles.codec import packed
from index.articles.home import home
from index.articles.passages import passages
from index.articles.reading import Prepared
from index.articles.records import article_row, entity_rows, fact_row, relation_row
from index.building.fingerprint import article_version, content_hash
from index.lexical import terms
from index.rdf.quads import Quad, nquads
from index.rdf.triples import article_quads
from index.repetition.prints import block_prints
from index.repetition.stated_keys import stated_keys
from index.shacl import claim_shapes, faults, statements
from ingest.article import RawArticle
from ingest.pipeline import analyse


class ShapeFault(Exception):
    """What was read from an article breaks a shape: a fault of the rules or of the code, not of the article."""


def prepared(raw: RawArticle) -> Prepared:
    """Analyse an article and cut it into rows, passages, terms and statements.

    Raises:
        ShapeFault: if its statements break a shape.
    """
    found = content_hash(raw)
    analysis = analyse(raw)
    article = analysis.article
    quads = nquads(_in_shape(list(article_quads(analysis, found))))
    facts = [fact_row(claim, article) for claim in analysis.claims]
    return Prepared(
        name=raw.name,
        content_hash=found,
        version=article_version(found),
        row=article_row(article, found, home(analysis)),
        facts=facts,
        stated=stated_keys(facts),
        entities=list(entity_rows(analysis)),
        relations=[relation_row(relation, raw.name) for relation in analysis.relations],
        passages=[(passage, terms(passage)) for passage in passages(article)],
        prints=block_prints(article),
        quads=quads,
        quads_digest=hashlib.sha256(quads.encode()).hexdigest(),
        statements=quads.count("\n"),
        raw_text=_compressed(raw.text),
        clean_text=_compressed(article.text),
        analysis=packed(analysis),
    )


def _in_shape(quads: Sequence[Quad]) -> Sequence[Quad]:
    broken = faults(statements(quads), claim_shapes())
    if broken:
        more = f"; {len(broken) - 1} more" if len(broken) > 1 else ""
        raise ShapeFault(broken[0] + more)
    return quads


def _compressed(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)
