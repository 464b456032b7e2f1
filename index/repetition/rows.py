"""Clusters, variants, templates and proposals as JSON rows. They follow from the article store and are kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from index.articles.reading import Articles
from index.articles.records import digest
from index.repetition.blocks import Blocks, Cluster
from index.repetition.columns import Column, shown
from index.repetition.families import families, near_duplicates
from index.repetition.neighbours import Variant, variants
from index.repetition.prints import prints
from index.repetition.proposals import proposals
from index.repetition.sources import Sources, independent
from index.repetition.templates import Template, TemplateBlock, templates
from index.repetition.texts import Texts, slots_of
from ingest.cleaning.repetition.alignment import IDENTICAL, SLOT_DIFFERS, Difference
from ingest.cleaning.repetition.tokens import Token

Row = dict[str, Any]


def repetition_rows(kind: str, articles: Articles) -> Iterator[Row]:
    """Yield the rows of one of `REPETITION`, ordered by representative.

    Raises:
        KeyError: if there is no such kind.
    """
    blocks = Blocks.of(articles.prints(), articles.rows("articles"))
    return REPETITION[kind](Texts(articles, blocks), articles)


def _clusters(texts: Texts, articles: Articles) -> Iterator[Row]:
    known = articles.sources()
    for cluster in texts.blocks.clusters():
        if len(cluster.rows) > 1:
            yield _cluster(texts, cluster, known)


def _cluster(texts: Texts, cluster: Cluster, known: Sources) -> Row:
    names = {texts.blocks.name(row) for row in cluster.rows}
    members: list[Row] = [texts.place(row) for row in cluster.rows]
    if not cluster.identical:
        members = [
            {**place, "slots": slots_of(texts.tokens(row))} for place, row in zip(members, cluster.rows, strict=True)
        ]
    return {
        "id": cluster.id,
        "class": IDENTICAL if cluster.identical else SLOT_DIFFERS,
        **texts.place(cluster.first),
        "text": texts.text(cluster.first),
        "blocks": len(cluster.rows),
        "articles": len(names),
        "independent_sources": independent(names, known),
        "members": members,
    }


def _variants(texts: Texts, articles: Articles) -> Iterator[Row]:
    for found in variants(texts):
        yield _variant(texts, found)


def _variant(texts: Texts, found: Variant) -> Row:
    row, other = found.cluster.first, found.of.first
    return {
        "cluster": found.cluster.id,
        "of": found.of.id,
        "class": found.alignment.verdict,
        "alike": round(found.alignment.alike, 4),
        **texts.place(row),
        "text": texts.text(row),
        **texts.place(other, "of_"),
        "of_text": texts.text(other),
        "differences": [_difference(texts, one, row, other) for one in found.alignment.differences],
    }


def _difference(texts: Texts, one: Difference, row: int, other: int) -> Row:
    there = texts.tokens(row)[one.there_start : one.there_end]
    here = texts.tokens(other)[one.here_start : one.here_end]
    return {"kind": one.kind, "text": shown(there, texts.text(row)), "of_text": shown(here, texts.text(other))}


def _templates(texts: Texts, articles: Articles) -> Iterator[Row]:
    pairs = near_duplicates((name, prints(data)) for name, data in articles.prints())
    places = {row["article"]: row["place_code"] for row in articles.rows("articles")}
    known = articles.sources()
    for template in templates(texts, families(pairs), places):
        for number, block in enumerate(template.blocks):
            yield _template_block(texts, template, number, block, known)


def _template_block(texts: Texts, template: Template, number: int, block: TemplateBlock, known: Sources) -> Row:
    names = [texts.blocks.name(row) for row in block.rows]
    first = texts.tokens(block.rows[0])
    return {
        "template": digest("template", template.articles[0]),
        "place": number,
        "family": list(template.articles),
        "independent_sources": independent(template.articles, known),
        **texts.place(block.rows[0]),
        "text": texts.text(block.rows[0]),
        "articles": len(names),
        "members": [texts.place(row) for row in block.rows],
        "columns": [_column(texts, block.rows, column, first) for column in block.columns],
        "place_mismatches": [
            {**texts.place(one.row), "found": one.found, "expected": one.expected}
            for one in template.mismatches
            if one.row in block.rows
        ],
    }


def _column(texts: Texts, rows: Sequence[int], column: Column, first: tuple[Token, ...]) -> Row:
    cut = first[column.start : column.end]
    return {
        "kind": column.kind,
        "start": cut[0].start if cut else 0,
        "end": cut[-1].end if cut else 0,
        "values": [shown(line, texts.text(row)) for row, line in zip(rows, column.values, strict=True)],
    }


def _proposals(texts: Texts, articles: Articles) -> Iterator[Row]:
    known = articles.sources()
    for one in proposals(texts):
        name, other = texts.blocks.name(one.row), texts.blocks.name(one.other)
        yield {
            **texts.place(one.row),
            "reason": one.reason,
            "text": texts.text(one.row),
            "start": one.start,
            "end": one.end,
            "candidate": one.candidate,
            **texts.place(one.other, "from_"),
            "from_text": texts.text(one.other),
            "independent": known.get(name) != known.get(other),
        }


REPETITION: Mapping[str, Callable[[Texts, Articles], Iterator[Row]]] = {
    "clusters": _clusters,
    "variants": _variants,
    "templates": _templates,
    "proposals": _proposals,
}
