"""What stands over a value — a heading, the head of its column, a cell of its row — and where in the raw text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ingest.article import Article, Block
from ingest.claims.conditions import condition_rules
from ingest.claims.subjects import heading_subjects
from ingest.edits.draft import Span
from ingest.quantities import quantities
from ontology.folding import fold


class Heading(NamedTuple):
    """Words over a value, and where to look for them."""

    text: str  # folded
    first: int  # the words stand in one of the blocks [first, last) of the article
    last: int
    scope: str = "section"  # or column, row
    at: int = -1  # offset in that block, where it is known
    cues: bool = True  # whether they can say as well what kind of fact the value is

    def of_alternative(self, place: int, count: int) -> Heading:
        """Return the heading as it reads for one of `count` values of a cell: 比例(在职/退休) over 50%/60%."""
        if count < 2 or "/" not in self.text:
            return self
        return self._replace(text=condition_rules().alternatives.sub(lambda hit: _chosen(hit, place, count), self.text))

    def raw_span(self, article: Article, words: Span) -> Span:
        """Return the raw span of some of the words; of the whole block where it was written otherwise."""
        said = self.text[slice(*words)]
        for sought, shift in ((self.text, words[0]), (said, 0)):
            for index in range(self.first, min(self.last, len(article.blocks))):
                block = article.blocks[index]
                at = self.at if self.at >= 0 else fold(block.text.text).find(sought)
                if at >= 0 and said:
                    return block.text.raw_span(at + shift, at + shift + len(said))
        return _whole(article, self)


def _chosen(alternatives: re.Match[str], place: int, count: int) -> str:
    """Return one of the alternatives, blanks in place of the others; all of them where there are not so many."""
    every = alternatives[0][1:-1].split("/")
    kept = [name if i == place or len(every) != count else " " * len(name) for i, name in enumerate(every)]
    return f"({'/'.join(kept)})"


def is_bar_row(text: str) -> bool:
    """Tell whether a line is a row of a table that no markup shows: | 绍兴 | 2.5万元 |."""
    return text[:1] == "|" and condition_rules().bar_row.match(text) is not None


def leads_on(text: str) -> bool:
    """Tell whether a heading states something of what stands under it: 出院之日起180天内,拿着下列东西办理:."""
    return condition_rules().sentence_heading.search(text) is not None


@lru_cache(maxsize=1024)  # asked for by each block under it
def states_itself(text: str) -> bool:
    """Tell whether a heading is but a short line with values of its own, that heads nothing: 500封顶,按五成报."""
    return "," in text and not text.rstrip().endswith(":") and len(quantities(text)) > 1


def _whole(article: Article, heading: Heading) -> Span:
    texts = [article.blocks[i].text for i in range(heading.first, heading.last) if article.blocks[i].text.text]
    return texts[0].raw_span(0, len(texts[0])) if texts else (0, 0)


class Trail:
    """The headings met so far on the way through an article."""

    def __init__(self) -> None:
        """Start at the top."""
        self._last: dict[tuple[str, ...], int] = {}  # path of the headings above → block of the last heading there
        self._lead: tuple[tuple[str, ...], str, Heading] | None = None  # path, bullet and name of an item over others
        self._announced: tuple[tuple[str, ...], Heading] | None = None  # path and words of a line over those behind it

    def pass_heading(self, index: int, block: Block) -> None:
        """Note a heading."""
        self._last[block.heading_path] = index

    def lead(self, index: int, block: Block) -> tuple[Heading, ...]:
        """Return the item that stands over this block: ◆住院 over ●三级医院:60%; a new one ends the one before it."""
        text = fold(block.text.text)
        named = condition_rules().lead_item.match(text) if block.kind == "list_item" else None
        if named and heading_subjects(named["name"]):
            self._lead = block.heading_path, named["bullet"], Heading(named["name"], index, index + 1)
            return ()
        own = condition_rules().bullet.match(text)
        if self._lead is None or own is None:
            return ()
        path, bullet, heading = self._lead
        return (heading,) if path == block.heading_path and own["bullet"] != bullet else ()

    def announced(self, index: int, block: Block) -> tuple[Heading, ...]:
        """Return the line that announces this one and those like it: 住院的账是这样: over 职工:85% and 居民:60%.

        It reaches as far as lines with a label, items and rows follow it without a break.
        """
        text = fold(block.text.text)
        data = condition_rules()
        if data.announcing.fullmatch(text) and heading_subjects(text) and not quantities(text):
            self._announced = block.heading_path, Heading(text, index, index + 1, cues=False)
            return ()
        goes_on = block.kind in ("list_item", "table_row") or data.label.match(text)
        if self._announced is None or self._announced[0] != block.heading_path or not goes_on:
            self._announced = None
            return ()
        return (self._announced[1],)

    def over(self, path: tuple[str, ...], skipped: int) -> Iterator[Heading]:
        """Yield the headings of a path, innermost first, without the outermost `skipped`."""
        for depth in range(len(path) - 1, skipped - 1, -1):
            if states_itself(fold(path[depth])) or is_bar_row(fold(path[depth])):
                continue
            index = self._last.get(path[:depth], 0)
            yield Heading(fold(path[depth]), index, index + 1)
