"""The unit of a whole table, where a line beside it states one: 单位:元 above its rows, 注:单位为元 below them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from ingest.article import Article, Block
from ingest.claims.claim_rules import claim_rules
from ingest.claims.headings import is_bar_row
from ontology.folding import fold


def table_units(article: Article, first: int) -> tuple[str, ...]:
    """Return the words that state a unit beside the table that begins with block `first`, those above it first."""
    data = claim_rules()
    above = islice(_outside(reversed(article.blocks[:first]), through=False), data.unit_lines_above)
    below = islice(_outside(article.blocks[first:], through=True), data.unit_lines_below)
    found = (data.unit_line.search(text) for text in (*above, *below))
    return tuple(match.group() for match in found if match)


def _outside(blocks: Iterable[Block], *, through: bool) -> Iterator[str]:
    """Yield the texts of blocks that are no row, up to the next row; with `through` behind the rows at the start."""
    for block in blocks:
        text = fold(block.text.text)
        if block.action == "drop" or not text.strip():
            continue
        if block.kind == "table_row" or is_bar_row(text):
            if not through:
                return
            continue
        through = False
        yield text
