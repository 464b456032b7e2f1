"""Quantitative claims: every value of an article that a rule can read, with its conditions and its evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.article import Article, Block, Claim, Mention
from ingest.attachment import Attached, attached
from ingest.changes import change, restricts, states_no_fact
from ingest.clauses import Layout, layout
from ingest.conditions import condition_rules, opens_own_topic, period
from ingest.edits import Span
from ingest.evidence import evidence
from ingest.measures import Measure, Reading, claim_rules, reading
from ingest.quantities import Quantity, effective_from, quantities
from ingest.surroundings import Surroundings, surroundings
from ontology.folding import fold

HEADINGS = ("title", "heading", "question")


def claims(article: Article, mentions: Sequence[Mention]) -> list[Claim]:
    """Return the quantitative claims of `article` in text order; titles, headings and dropped blocks make none."""
    found: list[Claim] = []
    for index, headings in governed(article):
        around = surroundings(article, index, headings, mentions)
        for claim in _block_claims(article, around):
            found.append(_related(claim, found))
    return found


def governed(article: Article) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the blocks that may state facts, with the headings that reach them, innermost first.

    A block whose label opens a topic of its own takes nothing from the headings above it and ends their reach.
    """
    closed: set[tuple[str, ...]] = set()
    for index, block in enumerate(article.blocks):
        if block.action == "drop" or block.kind in HEADINGS or not block.text.text.strip():
            continue
        path = block.heading_path[1:] if block.heading_path[:1] == (article.title,) else block.heading_path
        if opens_own_topic(layout(fold(block.text.text))) and block.kind != "table_row":
            closed.add(block.heading_path)
        yield index, () if block.heading_path in closed else tuple(reversed(path))
