"""Quantitative claims: every value of an article that a rule can read, with its conditions and its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ingest.article import Article, Block, Claim, Condition, Mention
from ingest.claims.changes import Change, change, continues_list, opens_example, states_no_fact
from ingest.claims.claim_rules import claim_rules
from ingest.claims.clauses import layout
from ingest.claims.grounds import Ground
from ingest.claims.headings import Heading, Trail, is_bar_row, leads_on, states_itself
from ingest.claims.list_ends import ListEnds
from ingest.claims.measures import Reader, Reading
from ingest.claims.restrictions import Stated
from ingest.claims.row_notes import row_notes
from ingest.claims.statements import claim
from ingest.claims.subjects import opens_own_topic
from ingest.claims.surroundings import Surroundings, may_state, surroundings
from ingest.claims.table_units import table_units
from ingest.claims.validity import Stretch, stretches
from ingest.cleaning.structure.rule_articles import article_subject
from ingest.cleaning.structure.section_tree import heads_others
from ingest.quantities import Quantity
from ontology.folding import fold

HEADINGS = ("title", "heading", "question")
LABEL = 48  # characters in which a block's own colon stands
SHARES = ("percent", "percentage_point")


def claims(article: Article, mentions: Sequence[Mention]) -> list[Claim]:
    """Return the quantitative claims of `article` in text order; titles, headings and dropped blocks make none."""
    by_block: dict[int, list[Mention]] = {}
    for mention in mentions:
        by_block.setdefault(mention.block, []).append(mention)
    found: list[Claim] = []
    on_topic = not article.other_topic and _in_domain(article)
    disclaimed = any("disclaimer" in block.reasons for block in article.blocks)
    notes = row_notes(article)
    tables: dict[int, tuple[str, ...]] = {}  # units of tables, by their first row
    for index, headings, table in governed(article):
        if not may_state(article.blocks[index]):
            continue
        if table not in tables:
            tables[table] = table_units(article, table) if table >= 0 else ()
        own = by_block.get(index, ())
        around = surroundings(
            article, index, headings, own, table=table, units=tables[table], notes=notes, disclaimed=disclaimed
        )
        if not around.values and not claim_rules().zero.search(around.part.text):
            continue
        for stated in sorted([*_values(around), *_zeros(around)], key=lambda s: (s.value.core_start, s.value.core_end)):
            one = _related(claim(around, stated), found, around, stated)
            found.append(one if on_topic else replace(one, on_topic=False))
    times = [*stretches(article)] if found else []
    return [_timed(one, times, article) for one in found] if times else found


def _in_domain(article: Article) -> bool:
    """Tell whether a page is about medical insurance; loans and school places have caps and deadlines too."""
    data = claim_rules()
    title = fold(article.title)
    if len(article.text) < data.domain_length or data.domain.search(title) or data.domain_title.search(title):
        return True
    named = sum(1 for _ in data.domain.finditer(fold(article.text)))
    return named * 1000 >= data.domain_density * len(article.text)


def governed(article: Article) -> Iterator[tuple[int, tuple[Heading, ...], int]]:
    """Yield the blocks that may state facts, the headings that reach them, innermost first, and their table's start.

    The page's title reaches none but the rows of a table right below it, whose title it is. A block whose label opens a
    topic of its own takes nothing from the headings above it and ends their reach.
    """
    closed: set[tuple[str, ...]] = set()
    trail, lists = Trail(), ListEnds()
    example = titled = above = False
    table = -1
    for index, block in enumerate(article.blocks):
        if block.action == "drop" or not block.text.text.strip():
            continue
        text = fold(block.text.text)
        row = is_bar_row(text) and table >= 0  # below the first row of its table
        if block.kind in HEADINGS and not row:
            trail.pass_heading(index, block)
        if block.kind != "table_row" and not is_bar_row(text):
            table = -1
        elif table < 0:
            table, titled = index, above
        above = block.kind == "title"
        announced = opens_example(block.text.text)
        sentence = block.kind == "heading" and (leads_on(text) or states_itself(text))
        if (block.kind in HEADINGS and not (sentence or row)) or announced:
            example = announced
            continue
        if example:  # the block under 举个例子
            example = False
            continue
        path = block.heading_path
        if block.kind != "table_row" and ":" in text[:LABEL] and opens_own_topic(layout(text)):
            closed.add(path)
        skipped = 1 if path[:1] == (article.title,) and not (titled and table >= 0) else 0
        lead = trail.lead(index, block)
        lead = (*lead, *trail.announced(index, block), *_subject(index, block))
        if heads_others(article, index):
            trail.pass_heading(index, block)
        inner = path[:-1] if lists.passed(block) else path
        yield index, lead if path in closed else (*lead, *trail.over(inner, skipped)), table


def _subject(index: int, block: Block) -> Iterator[Heading]:
    """Yield the subject of an article of rules, which stands over its own first paragraph too."""
    if subject := article_subject(block.text.text):
        yield Heading(fold(subject), index, index + 1)


def _values(around: Surroundings) -> Iterator[Stated]:
    """Yield the quantities of a block that are facts."""
    part, values = around.part, around.values
    reader = Reader(part, values, fold(around.article.title))
    before: tuple[Quantity, Change] | None = None  # the last value that changes another one
    for value in values:
        if _damaged(around, value.start, value.end) or states_no_fact(part, value) or around.is_key(value):
            continue
        changed = change(part, value)
        if changed is None and before and before[0].bound == value.bound and continues_list(part, before[0], value):
            changed = before[1]  # 分别降低15个百分点、20个百分点
        before = (value, changed) if changed else None
        headings = around.cues_at(value.core_start)
        read = reader.reading(value, headings, changes=changed is not None)
        if read is not None and (read.measure.conditional or not around.restricts(value)):
            yield Stated(value, read, changed)


def _zeros(around: Surroundings) -> Iterator[Stated]:
    """Yield the deductibles of nothing that words state: 不设起付线."""
    data = claim_rules()
    rule = next((measure for measure in data.measures if measure.kind == "deductible"), None)
    if rule is None:
        return  # a vocabulary pack without deductibles
    for match in data.zero.finditer(around.part.text):
        start, end = match.span()
        zero = Quantity(start, end, Decimal(0), Decimal(0), "CNY", "exact", False, start, end)
        clause = around.part.clauses[around.part.clause(start)]
        written = any(v.unit == "CNY" and v.value_max == 0 and clause[0] <= v.start < clause[1] for v in around.values)
        if not (written or _damaged(around, start, end) or states_no_fact(around.part, zero)):
            yield Stated(zero, Reading(replace(rule, name=f"{rule.name}-zero"), data.zero_confidence / rule.confidence))


def _damaged(around: Surroundings, start: int, end: int) -> bool:
    return any(left < end and start < right for left, right in around.block.damage)


def _timed(one: Claim, times: Sequence[Stretch], article: Article) -> Claim:
    """Return a claim with the days that its article states for all of its rules, where it states none of its own."""
    stated = {condition.slot for condition in one.conditions}
    fitting: dict[str, Condition] = {}
    for time in times if one.on_topic else ():
        own = time.above < 0 or (one.block < time.above and one.heading_path == article.blocks[time.above].heading_path)
        if own and time.condition.slot not in stated:
            fitting.setdefault(time.condition.slot, time.condition)
    slots: dict[str, Any] = {slot: condition.value for slot, condition in fitting.items()}
    return replace(one, conditions=(*one.conditions, *fitting.values()), **slots) if fitting else one


def _related(one: Claim, before: Sequence[Claim], around: Surroundings, stated: Stated) -> Claim:
    """Return an increment with the claim it starts from: the nearest one before it of its kind, care type and level."""
    if stated.change is None:
        return one
    for other in reversed(before):
        near = other.block == one.block or other.heading_path == one.heading_path
        alike = (other.kind, other.care_type) == (one.kind, one.care_type)
        level = one.facility_level in (other.facility_level, None) and (other.unit == one.unit or one.unit in SHARES)
        if near and alike and level and other.bound not in ("increase", "decrease"):
            words = Ground("relative_to", other.id, stated.change.start, stated.change.end, "clause", "base-before")
            base = around.condition(words, stated.value.core_start)
            return replace(one, relative_to=other.id, conditions=(*one.conditions, base))
    return one
