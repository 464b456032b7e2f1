"""A block with all that its values are read by: layout, quantities, mentions, the headings above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.article import Article, Block, Mention
from ingest.attachment import row_of_values, run_of
from ingest.cell_values import cell_values
from ingest.clauses import Layout, layout
from ingest.conditions import condition_rules
from ingest.edits import Span
from ingest.mentions import found_in, named_in
from ingest.quantities import Quantity, quantities
from ontology.folding import fold

CELL = " | "


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One block that may state facts."""

    article: Article
    index: int  # in Article.blocks
    block: Block
    part: Layout
    values: tuple[Quantity, ...]
    headings: tuple[str, ...]  # folded, innermost first
    mentions: Mapping[str, Sequence[Mention]]  # by type, in order

    def headings_at(self, at: int) -> tuple[str, ...]:
        """Return the headings that reach offset `at`; in a table the column's and the row's labels come first."""
        if self.block.kind != "table_row":
            return self.headings
        cells = self.part.clauses
        column = self.part.clause(at)
        head = self.block.header_cells[column : column + 1]
        filled = {self.part.clause(value.core_start) for value in self.values}
        row = [self.part.text[slice(*cell)] for i, cell in enumerate(cells) if i not in filled and i != column]
        return (*(fold(cell) for cell in head), *row, *self.headings)

    def is_key(self, value: Quantity) -> bool:
        """Tell whether a value only names its row, whose other cells hold the facts: 5000元以下 | 60%."""
        if self.block.kind != "table_row" or self.part.clause(value.core_start):
            return False
        return any(self.part.clause(other.core_start) for other in self.values)

    @property
    def key(self) -> str:
        """The first cell of a row where it names the row by a value; "" for all else."""
        named = any(self.is_key(value) for value in self.values)
        return self.part.text[slice(*self.part.clauses[0])].strip() if named else ""

    def span(self, mention: Mention) -> Span:
        """Return where a mention stands in the block."""
        return mention.start - self.block.start, mention.end - self.block.start

    def service(self, at: int) -> str | None:
        """Return the service that the nearest mention before `at`, the label or a heading names."""
        before = [m for m in self.mentions.get("service", ()) if self.span(m)[1] <= at]
        if before:
            return before[-1].label
        return next((one.label for heading in self.headings for one in named_in(heading, "service")), None)

    def place(self, at: int) -> str | None:
        """Return the place that the value's sentence, the label or a heading states, in the page's words."""
        sentence = self.part.sentences[self.part.sentence(at)]
        for start, end in (sentence, self.part.label or (0, 0)):
            named = [m for m in self.mentions.get("place", ()) if start <= self.span(m)[0] and self.span(m)[1] <= end]
            named = [m for m in named if self.span(m)[0] < at and not self._is_example(m)]
            if named:
                return self._joined(named)
        return next((place for heading in self.headings for place in _places(heading, self.article.place)), None)

    def _is_example(self, mention: Mention) -> bool:
        home = self.article.place is not None and mention.code == f"region-{self.article.place}"
        before = self.part.text[max(0, self.span(mention)[0] - 20) : self.span(mention)[0]]
        return home or condition_rules().example_place.search(before) is not None

    def _joined(self, named: Sequence[Mention]) -> str:
        """Return the words of the last run of places: 安徽、山东、河北."""
        run = [named[-1]]
        for mention in reversed(named[:-1]):
            gap = self.part.text[self.span(mention)[1] : self.span(run[0])[0]]
            if gap and not condition_rules().joined.match(gap):
                break
            run.insert(0, mention)
        return self.block.text.text[self.span(run[0])[0] : self.span(run[-1])[1]]

    def diseases(self, value: Quantity) -> list[str]:
        """Return the diseases that a value is for: named since the value before it, or its own one of a list."""
        sentence = self.part.sentences[self.part.sentence(value.core_start)]
        classes = condition_rules().care_diseases
        every = [m for m in self.mentions.get("disease", ()) if m.code not in classes]
        reach = 0 if self.part.row else sentence[0]
        named = [m for m in every if reach <= self.span(m)[0] < value.core_start]
        values = [v for v in self.values if sentence[0] <= v.core_start < sentence[1]]
        row = row_of_values(self.part, (value.core_start, value.core_end), values)
        if row:
            run = run_of(self.part.text, named, len(row[1]), self.span)
            return [run[row[0]].label] if run else []
        previous = max((v.core_end for v in values if v.core_end <= value.core_start), default=0)
        own = [m for m in named if self.span(m)[0] >= previous]
        return list(dict.fromkeys(m.label for m in own or named))


@lru_cache(maxsize=4096)
def _places(heading: str, home: str | None) -> tuple[str, ...]:
    named = [one for one in found_in(heading, home) if one.type == "place" and one.code != f"region-{home}"]
    return tuple(dict.fromkeys(one.label for one in named))


def surroundings(article: Article, index: int, headings: Sequence[str], mentions: Sequence[Mention]) -> Surroundings:
    """Return a block of the article with what its values are read by; `mentions` are those of the block."""
    block = article.blocks[index]
    text = fold(block.text.text)
    by_type: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_type.setdefault(mention.type, []).append(mention)
    above = tuple(fold(heading) for heading in headings)
    if block.kind == "table_row":
        part = _cells(text)
        values = tuple(cell_values(part, block.header_cells, above[:1]))
    else:
        part, values = layout(text), tuple(quantities(text))
    return Surroundings(article, index, block, part, values, above, by_type)


def _cells(text: str) -> Layout:
    """Return the layout of a table row: each cell is a sentence of its own."""
    cells, at = [], 0
    for cell in text.split(CELL):
        cells.append((at, at + len(cell)))
        at += len(cell) + len(CELL)
    return Layout(text, None, tuple(cells), tuple(cells), row=True)
