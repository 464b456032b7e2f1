"""A block with all that its values are read by: layout, quantities, mentions, the headings above it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from operator import attrgetter

from ingest.article import Article, Block, Condition, Mention
from ingest.claims.attachment import row_of_values, run_of
from ingest.claims.bare_sums import bare_sums, states_sum
from ingest.claims.cell_values import cell_values
from ingest.claims.changes import restricts
from ingest.claims.claim_rules import claim_rules
from ingest.claims.clauses import Layout, layout, trimmed
from ingest.claims.conditions import condition_rules
from ingest.claims.ellipses import with_unwritten
from ingest.claims.grounds import Ground
from ingest.claims.headings import Heading
from ingest.claims.row_notes import RowNote, notes_on
from ingest.claims.table_rows import over_columns, row_labels, row_layout
from ingest.edits.draft import Span
from ingest.mentions.finding import found_in
from ingest.mentions.found import Found
from ingest.quantities import Quantity, quantities
from ontology.folding import fold
from ontology.remembering import of_lines
from ontology.sieve import Sieve

_number_start = attrgetter("core_start")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One block that may state facts."""

    article: Article
    index: int  # in Article.blocks
    block: Block
    part: Layout
    values: tuple[Quantity, ...]
    headings: tuple[Heading, ...]  # innermost first
    mentions: Mapping[str, Sequence[Mention]]  # by type, in order
    above: tuple[tuple[Heading, ...], ...]  # of a table row: by column what stands over a value; else one for all
    table: int = -1  # index of the table's first row; -1: no table
    disclaimed: bool = False  # whether the page says that it vouches for nothing
    _restricting: dict[int, bool] = field(default_factory=dict, compare=False)  # by the start of a value's number

    def restricts(self, value: Quantity) -> bool:
        """Tell whether a value only says for whom or when another one of the block holds."""
        known = self._restricting.get(value.core_start)
        if known is None:
            known = self._restricting[value.core_start] = restricts(self.part, value, self.values)
        return known

    def over(self, at: int) -> tuple[Heading, ...]:
        """Return the headings that reach offset `at`; in a table the column's and the row's labels come first."""
        if not self.part.row:
            return self.above[0]
        cell = self.part.clauses[self.part.clause(at)]
        first = bisect_left(self.values, cell[0], key=_number_start)
        starts = [*map(_number_start, self.values[first : bisect_left(self.values, cell[1], key=_number_start)])]
        place = starts.index(at) if at in starts else 0
        return tuple(heading.of_alternative(place, len(starts)) for heading in self.above[self.part.clause(at)])

    def headings_at(self, at: int) -> tuple[str, ...]:
        """Return their words, folded."""
        return tuple(heading.text for heading in self.over(at))

    def cues_at(self, at: int) -> tuple[str, ...]:
        """Return the words, folded, of those that can say what kind of fact a value is."""
        return tuple(heading.text for heading in self.over(at) if heading.cues)

    def is_key(self, value: Quantity) -> bool:
        """Tell whether a value only names its row, whose other cells hold the facts: 5000元以下 | 60%."""
        if not self.part.row or self.part.clause(value.core_start):
            return False
        return any(self.part.clause(other.core_start) for other in self.values)

    @property
    def key(self) -> Span | None:
        """Where the first cell of a row stands if it names the row by a value; None for all else."""
        named = self.part.row and any(self.is_key(value) for value in self.values)
        return trimmed(self.part.text, *self.part.clauses[0]) if named else None

    def span(self, mention: Mention) -> Span:
        """Return where a mention stands in the block."""
        return mention.start - self.block.start, mention.end - self.block.start

    @property
    def path(self) -> tuple[Heading, ...]:
        """The headings over the block, innermost first, whether or not what they say reaches it."""
        found = [fold(heading) for heading in reversed(self.block.heading_path)]
        return tuple(Heading(heading, 0, self.index) for heading in found)

    def place(self, at: int) -> Ground | None:
        """Return the place that the value's sentence, the label or a heading states, in the page's words."""
        sentence = self.part.sentences[self.part.sentence(at)]
        for start, end in (sentence, self.part.label or (0, 0), self.part.clauses[0] if self.part.row else (0, 0)):
            named = [m for m in self.mentions.get("place", ()) if start <= self.span(m)[0] and self.span(m)[1] <= end]
            named = [m for m in named if self.span(m)[0] < at and not self._is_example(m)]
            if named:
                first, last = self._run(named)
                scope = "label" if (start, end) == self.part.label else self.part.scope(at, first)
                return Ground("place", self.block.text.text[first:last], first, last, scope, "named")
        for i, heading in enumerate(self.over(at)):
            for one in _places(heading.text, self.article.place):
                return Ground("place", one.label, one.start, one.end, "section", "heading", i)
        return None

    def _is_example(self, mention: Mention) -> bool:
        home = self.article.place is not None and mention.code == f"region-{self.article.place}"
        before = self.part.text[max(0, self.span(mention)[0] - 20) : self.span(mention)[0]]
        return home or condition_rules().example_place.search(before) is not None

    def _run(self, named: Sequence[Mention]) -> Span:
        """Return where the last run of places stands: 安徽、山东、河北."""
        run = [named[-1]]
        for mention in reversed(named[:-1]):
            gap = self.part.text[self.span(mention)[1] : self.span(run[0])[0]]
            if gap and not condition_rules().joined.match(gap):
                break
            run.insert(0, mention)
        return self.span(run[0])[0], self.span(run[-1])[1]

    def diseases(self, value: Quantity) -> list[Mention]:
        """Return the diseases that a value is for: named since the value before it, or its own one of a list."""
        classes = condition_rules().care_diseases
        every = [m for m in self.mentions.get("disease", ()) if m.code not in classes]
        if not every:
            return []
        sentence = self.part.sentences[self.part.sentence(value.core_start)]
        reach = 0 if self.part.row else sentence[0]
        named = [m for m in every if reach <= self.span(m)[0] < value.core_start]
        values = [v for v in self.values if sentence[0] <= v.core_start < sentence[1]]
        row = row_of_values(self.part, (value.core_start, value.core_end), values)
        if row:
            run = run_of(self.part.text, named, len(row[1]), self.span)
            return [run[row[0]]] if run else []
        previous = max((v.core_end for v in values if v.core_end <= value.core_start), default=0)
        own = [m for m in named if self.span(m)[0] >= previous]
        return own or named

    def condition(self, ground: Ground, at: int) -> Condition:
        """Return a condition of the value at `at` with the raw span of the words that state it."""
        scope, rule = ground.scope, ground.rule
        if ground.above < 0:
            raw_start, raw_end = self.block.text.raw_span(ground.start, ground.end)
        else:
            heading = (*self.over(at), *self.path)[ground.above]
            raw_start, raw_end = heading.raw_span(self.article, (ground.start, ground.end))
            scope = heading.scope
            rule = rule if scope == "section" else f"{scope}-head"
        return Condition(ground.slot, ground.value, scope, raw_start, raw_end, rule)


@lru_cache(maxsize=4096)
def _places(heading: str, home: str | None) -> tuple[Found, ...]:
    named = [one for one in found_in(heading, home) if one.type == "place" and one.code != f"region-{home}"]
    return tuple(named)


def may_state(block: Block) -> bool:
    """Tell whether a block holds a value, or words that state one; of a table row its layout decides."""
    text = fold(block.text.text)
    stated = bool(_quantities(text)) or _zeros().passing(text) != () or states_sum(text)
    return block.kind == "table_row" or stated


@of_lines(16)
def _quantities(text: str) -> tuple[Quantity, ...]:
    return tuple(quantities(text))


@cache
def _zeros() -> Sieve[str]:
    return Sieve({"zero": claim_rules().zero})


def surroundings(
    article: Article,
    index: int,
    headings: tuple[Heading, ...],
    mentions: Sequence[Mention],
    *,
    table: int = -1,
    units: Sequence[str] = (),
    notes: Sequence[RowNote] = (),
    disclaimed: bool = False,
) -> Surroundings:
    """Return a block of the article with what its values are read by.

    Args:
        article: its article.
        index: of the block.
        headings: what stands over it, innermost first.
        mentions: those of the block.
        table: index of the first row of its table.
        units: what lines beside the table say of its unit.
        notes: of the article, about rows of its tables.
        disclaimed: whether the page says that it vouches for nothing.
    """
    block = article.blocks[index]
    text = fold(block.text.text)
    by_type: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_type.setdefault(mention.type, []).append(mention)
    if table < 0:
        written = _quantities(text)
        values = with_unwritten(text, (*written, *bare_sums(text, written)))
        part = layout(text)
        return Surroundings(article, index, block, part, values, headings, by_type, (headings,), -1, disclaimed)
    part = row_layout(text, block.kind == "table_row")
    labels = row_labels(block, article.blocks[table], index != table)
    values = tuple(cell_values(part, labels, [*(heading.text for heading in headings[:1]), *units]))
    heads = [Heading(fold(cell), table, index, "column") for cell in labels]
    cells = [text[slice(*cell)] for cell in part.clauses]
    said = notes_on(notes, block.heading_path, cells)
    above = tuple(over_columns(index, part, values, heads, said, headings))
    return Surroundings(article, index, block, part, values, headings, by_type, above, table, disclaimed)
