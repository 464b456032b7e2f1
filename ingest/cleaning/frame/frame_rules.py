"""The rules of `ontology/rules/dirt.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ontology.rules import rules

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class DirtRules:
    """Schema of `ontology/rules/dirt.yaml`."""

    series: Pattern
    series_least: int
    line_length: int
    interface_length: int
    header_lines: int
    header_lines_html: int
    header_before: int
    header_date: Pattern
    header_parts: tuple[Pattern, ...]
    header_names: int
    header_name_length: int
    header_time: Pattern
    breadcrumb: Pattern
    menu_cells: int
    menu_cell: Pattern
    menu_parts: Pattern
    menu_words: Pattern
    menu_words_least: int
    crumb: Pattern
    header_source: Pattern
    link_stamp: Pattern
    link_stamps: int
    link_stamp_share: float
    link_heading: Pattern
    link_heading_weak: Pattern
    link_line: Pattern
    link_neighbour: Pattern
    link_row: Pattern
    link_length: int
    tail_length: int
    tail_value: Pattern
    tail_ask: Pattern
    tail_least: int
    tail_share: float
    link_tail: int
    link_tail_length: int
    keywords: Pattern
    keyword_parts: Pattern
    keyword_share: float
    keyword_start: int
    keyword_lines: int
    tag_run: int
    tag_length: int
    tag_line: Pattern
    tag_words: Pattern
    floor: Pattern
    floor_keep: Pattern
    floor_name: Pattern
    card_length: int
    controls: tuple[Pattern, ...]
    interface: tuple[Pattern, ...]
    interface_weak: tuple[Pattern, ...]
    interface_neutral: Pattern
    interface_lead: str
    decoration: Pattern
    imprint: Pattern
    imprint_contact: Pattern
    page_number: Pattern
    page_heads: int
    head_number: Pattern
    card_mark: Pattern
    signature: Pattern
    signature_date: Pattern
    imprint_tail: int
    wiki_tokens: Pattern
    control_tail: Pattern
    intro_blocks: int
    intro_markers: tuple[Pattern, ...]
    intro_markers_needed: int
    intro_label: Pattern
    asks: Pattern
    intro_keep: Pattern
    intro_alone: Pattern
    outro_open: Pattern
    outro_close: Pattern
    outro_strong: Pattern
    outro_advice: Pattern
    promotion: tuple[Pattern, ...]
    promotion_weak: tuple[Pattern, ...]
    promotion_keep: Pattern
    promotion_call: Pattern
    disclaimer_hits: int
    disclaimer_not: Pattern
    promotion_not: Pattern
    disclaimer_alone: Pattern
    disclaimer_short: int
    disclaimer_length: int
    disclaimer: tuple[Pattern, ...]
    chat_filler: tuple[Pattern, ...]
    comments_heading: Pattern
    comment: Pattern
    domain_topic: Pattern


@cache
def dirt_rules() -> DirtRules:
    """Return the rules of `ontology/rules/dirt.yaml`."""
    return rules("dirt", DirtRules)
