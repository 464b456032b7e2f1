"""The rules of `ontology/rules/structure.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ontology.rules import rules

Pattern = re.Pattern[str]
HEADINGS = ("title", "heading", "question")


@dataclass(frozen=True, slots=True)
class OrdinalStyle:
    """A style of numbering."""

    name: str
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class InlineOrdinal:
    """A way of numbering items that stand in one line."""

    pattern: Pattern  # groups: mark, number
    least: int  # so many numbers make a list where the first stands behind no full stop


@dataclass(frozen=True, slots=True)
class Subject:
    """What a heading may announce."""

    name: str
    heading: Pattern
    body: Pattern  # what a text about it says
    weak: bool = False  # too common in texts about other subjects to prove that one is about this


@dataclass(frozen=True, slots=True)
class WrappedRules:
    """When the lines of a page are those of a page width, and where one of them ends a paragraph. Widths in columns."""

    least: int  # full lines
    share: float  # full lines among those that are at least half as wide
    longer: float  # wider lines, as a share of the full ones
    slack: int  # a line that is narrower by less is full
    narrowest: int
    widest: int
    ended: Pattern  # the end of a line that ends a paragraph, full or not
    open: Pattern  # the end of a line that goes on below, full or not
    opening: Pattern  # the beginning of a line that begins one, beside ordinals, bullets and marks of questions
    words: int  # ends inside a word of the dictionary, at least
    word_share: float  # of all ends that would be joined
    sentence: int  # characters of a line that breaks off on a page that is not wrapped …
    spoken: Pattern  # … which has begun to speak …
    listing: Pattern  # … and ends amid a list


@dataclass(frozen=True, slots=True)
class TextTableRules:
    """When lines are rows of a table without markup."""

    gap: Pattern  # between two cells
    tab: Pattern  # between two cells, of which one can be empty
    columns: int  # at least
    rows: int  # at least, the one with the heads among them
    bridged: int  # lines between two parts of a table at most
    value: Pattern  # what a cell with a value holds
    value_length: int  # characters of such a cell at most
    count: Pattern  # a first cell that counts the rows


@dataclass(frozen=True, slots=True)
class TimeCodeRules:
    """Times that the lines of subtitles and transcripts open with."""

    code: re.Pattern[str]
    counter: re.Pattern[str]  # the number of a subtitle
    least: int
    share: float


@dataclass(frozen=True, slots=True)
class StructureRules:
    """Schema of `ontology/rules/structure.yaml`."""

    wrapped: WrappedRules
    text_tables: TextTableRules
    time_codes: TimeCodeRules
    heading_length: int
    label_length: int
    bare_length: int
    question_length: int
    final_stop: Pattern
    label: Pattern
    question: Pattern
    question_words: Pattern
    ordinals: tuple[OrdinalStyle, ...]
    ordinal_comma: Pattern
    bracketed: Pattern
    bullet: Pattern
    picture: Pattern
    lone_bullet: Pattern
    trailing_ordinal: Pattern
    glued_ordinal: Pattern
    lone_ordinal: Pattern
    doubled_ordinal: Pattern
    inline_ordinals: tuple[InlineOrdinal, ...]
    question_mark: Pattern
    answer_mark: Pattern
    answered: Pattern  # a question and its answer in one line
    step: Pattern
    value_line: Pattern
    prose: Pattern
    law_paragraph: Pattern
    law_run: int  # numbered articles in a row that make a page a set of rules
    annex: Pattern  # a line of nothing but the number of an annex
    annex_list: Pattern  # the list of the annexes behind the text
    addressee: Pattern
    title_lines: int
    date_line: Pattern
    signature: Pattern  # the name of an office, above the date of its signature
    place_slot: Pattern
    title_length: int
    official: Pattern
    forum_floors: int
    channel_sides: Mapping[str, tuple[str, ...]]
    mismatch_share: float
    subjects: tuple[Subject, ...]


@cache
def structure_rules() -> StructureRules:
    """Return the rules of `ontology/rules/structure.yaml`."""
    return rules("structure", StructureRules)
