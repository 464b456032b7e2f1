"""What holds for a line of an article: its sentences, its own label, the service that its section is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.article import Article, Block, Mention
from ingest.cleaning.structure.rule_articles import article_name, article_subject
from ingest.guides.cells import Cell, cells, heads, row_key
from ingest.guides.field_names import announces
from ingest.mentions.found import Span
from ingest.mentions.naming import Named, above_codes
from ingest.relations.line_text import as_read
from ingest.relations.procedure_rules import procedure_rules
from ingest.relations.sections import HEADINGS, Section, own_label, services_named
from ontology.folding import fold
from ontology.remembering import of_lines

ITEMS = ("list_item", "step")
PROMISE = "seo_intro"  # reason of a lead that only promises
NUMBER = re.compile(r"\s*[(]?(\d{1,2})([)、.．])")
WAY_LENGTH = 24  # characters of a line that only names a channel
UNSEEN = ("blank", "markup")  # kinds of dropped blocks that no reader sees between two lines
SENTENCE = re.compile(r"[^。;!?\n]+[。;!?]?")


def item_sign() -> re.Pattern[str]:
    """Return what an item of a list begins with."""
    return procedure_rules().scopes.item


def _start(mention: Mention) -> int:
    return mention.start


@dataclass(frozen=True, slots=True)
class Line:
    """A block with what holds for it. Offsets in it are offsets in its clean text."""

    index: int  # in Article.blocks
    block: Block
    text: str  # folded
    mentions: tuple[Mention, ...]  # in text order
    label: Span | None  # what stands before the line's own colon; the first cell of a table row
    path: tuple[str, ...]  # headings in force; of a heading with its own text
    floor: int  # answers of different people do not continue each other
    levels: tuple[tuple[Named, ...], ...]  # services named by the label and the headings above, innermost first
    adjacent: bool  # whether it follows the line before it without dropped text between
    cells: tuple[Cell, ...] = ()  # of a table row
    title: str = ""  # of the article
    lead: str = ""  # of an item: the line with a colon that announces its list
    types: frozenset[str] = frozenset()  # of its mentions
    main: tuple[Named, ...] = ()  # the service that most lines of the article name, else that its lead promises
    inner: int = 0  # how many of the levels stand nearer than the page's title
    near: tuple[Named, ...] = ()  # the services that the lines before it in its section named last

    @property
    def services(self) -> tuple[Named, ...]:
        """The services of the section: the nearest that are named, or narrower ones of a heading further out."""
        return _of_levels(self.levels)

    @property
    def section_services(self) -> tuple[Named, ...]:
        """The services of the section that something nearer than the page's title names."""
        return self.services if self.inner else ()

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands over the line: its headings and the lead of its list, outermost first."""
        return (*self.path, self.lead) if self.lead else self.path

    @property
    def way(self) -> bool:
        """Whether the line is an item of nothing but the name of a channel: it heads the steps that follow it."""
        if self.block.kind != "list_item" or len(self.text) > WAY_LENGTH:
            return False
        bare = item_sign().sub("", self.text, count=1).strip(" :。")
        return any(self.text[slice(*self.span(one))] == bare for one in self.mentions if one.type == "channel")

    @property
    def value(self) -> int:
        """Where that stands which the line's label announces; 0 without a label."""
        if not self.label:
            return 0
        rest = self.text[self.label[1] + 1 :]
        return len(self.text) - len(rest.lstrip(" :"))

    @property
    def heading(self) -> bool:
        """Whether the line heads others."""
        return self.block.kind in HEADINGS

    def span(self, mention: Mention) -> Span:
        """Return where a mention stands in this line."""
        return mention.start - self.block.start, mention.end - self.block.start

    def of_type(self, kind: str, start: int = 0, end: int | None = None) -> list[Mention]:
        """Return the line's mentions of a type inside [start, end)."""
        if kind not in self.types:
            return []
        limit = len(self.text) if end is None else end
        first = bisect_left(self.mentions, start + self.block.start, key=_start)
        last = bisect_left(self.mentions, limit + self.block.start, key=_start)
        return [m for m in self.mentions[first:last] if m.type == kind and self.span(m)[1] <= limit]

    def sentences(self) -> list[Span]:
        """Return the spans of the sentences; a heading is one."""
        if self.heading:
            return [(0, len(self.text))]
        return [*_sentences(self.text)]


def _of_levels(levels: tuple[tuple[Named, ...], ...]) -> tuple[Named, ...]:
    if not levels:
        return ()
    wider = {one.code for one in levels[0] if one.code}
    for level in levels[1:]:
        if all(wider & above_codes(one) for one in level):
            return level
    return levels[0]


@of_lines(256)  # every kind of relation reads the sentences of every line
def _sentences(text: str) -> tuple[Span, ...]:
    return tuple(hit.span() for hit in SENTENCE.finditer(text) if hit[0].strip())


def lines(article: Article, mentions: Sequence[Mention]) -> list[Line]:
    """Return the body lines that may bear relations, in order."""
    by_block: dict[int, list[Mention]] = {}
    for mention in mentions:
        by_block.setdefault(mention.block, []).append(mention)
    skip = procedure_rules().scopes.off_topic
    main = _main(mentions) or _promised(article)
    found: list[Line] = []
    section = Section(article.title)
    adjacent, floor = False, 0
    header: tuple[str, ...] = ()
    lead = announced = ""
    before: Block | None = None
    for index, block in enumerate(article.blocks):
        if block.action == "drop":
            floor += "floor_marker" in block.reasons
            adjacent = adjacent and block.kind in UNSEEN
            continue
        if _continues_list(before, block):
            block = replace(block, kind="list_item")
        elif _fills_field(before, block):
            block = replace(block, kind="paragraph")
        path = _path(article, index) if block.kind == article.blocks[index].kind else block.heading_path
        if article_subject(block.text.text):
            path = (*path, article_name(block.text.text))
        text = as_read(block.text.text)
        named = block.kind not in HEADINGS and announces(text)
        lead = announced if not named and (block.kind in ITEMS or item_sign().match(text)) else ""
        announced = lead if lead else _last_sentence(text) if named or _announces(block, text) else ""
        header, before = heads(block, before, header), block
        row = cells(block, header)
        label = row_key(row) if row else own_label(text)
        levels, inner = section.levels(block, path, label, lead)
        if not any(reason in skip for reason in block.reasons):
            own = tuple(by_block.get(index, ()))
            types = frozenset([one.type for one in own])
            found.append(
                Line(
                    index,
                    block,
                    text,
                    own,
                    label,
                    path,
                    floor,
                    levels,
                    adjacent,
                    row,
                    article.title,
                    lead,
                    types,
                    main,
                    inner,
                )
            )
            adjacent = True
    return found


def _main(mentions: Sequence[Mention]) -> tuple[Named, ...]:
    """Return the service that most lines name, the first of those named by as many; none where none stands out."""
    named = {(one.block, one.label, one.code): None for one in mentions if one.type == "service"}
    counts = Counter((label, code) for _, label, code in named)
    return tuple(Named(*service) for service, count in counts.most_common(1) if count > 1 or len(counts) == 1)


def _promised(article: Article) -> tuple[Named, ...]:
    """Return the service that a dropped lead promises to tell about."""
    leads = (block for block in article.blocks if block.action == "drop" and PROMISE in block.reasons)
    texts = (fold(article.raw.text[block.raw_start : block.raw_end]) for block in leads)
    return next((found for text in texts if (found := services_named(text))), ())


def _last_sentence(text: str) -> str:
    return [hit[0] for hit in SENTENCE.finditer(text)][-1].strip()


def _announces(block: Block, text: str) -> bool:
    return block.kind not in (*HEADINGS, *ITEMS, "table_row") and text.rstrip().endswith(":")


def _continues_list(before: Block | None, block: Block) -> bool:
    """Whether a heading is the next number of the list above it: a short last item."""
    if before is None or (before.kind, block.kind) != ("list_item", "heading"):
        return False
    one, other = NUMBER.match(fold(before.text.text)), NUMBER.match(fold(block.text.text))
    return bool(one and other and one[2] == other[2] and int(other[1]) == int(one[1]) + 1)


def _fills_field(before: Block | None, block: Block) -> bool:
    """Whether a heading is the short value of the field that the heading above it names: 收费标准 / 免费."""
    if before is None or block.kind != "heading" or before.kind not in HEADINGS[1:]:
        return False
    text = fold(block.text.text)
    if item_sign().match(text) or text.rstrip().endswith((":", "?")) or announces(text):
        return False
    return block.level > before.level and announces(fold(before.text.text))


def _path(article: Article, index: int) -> tuple[str, ...]:
    """Return the headings in force; a heading's own text is taken from the path of what follows it."""
    block = article.blocks[index]
    if block.kind not in HEADINGS:
        return block.heading_path
    depth = len(block.heading_path)
    for other in article.blocks[index + 1 :]:
        if other.action != "drop":
            if other.heading_path[:depth] == block.heading_path and len(other.heading_path) > depth:
                return other.heading_path[: depth + 1]
            break
    return (*block.heading_path, block.text.text.strip())


def is_sibling(line: Line) -> bool:
    """Whether the line's label names a way (城市服务: …) and not an act of one procedure (选择服务: …)."""
    label = line.text[slice(*line.label)] if line.label else ""
    return bool(label) and line.block.kind != "step" and not procedure_rules().steps.step_label.match(label)
