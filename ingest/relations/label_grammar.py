"""The patterns by which labels of menus are found in running text, put together from the rules once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ingest.relations.procedure_rules import procedure_rules
from ontology.sieve import Sieve

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns of acts in menus, made of the rules."""

    starts: Mapping[str, Pattern]  # how an act can begin, by the name of the group; the first that fits counts
    start_sieve: Sieve[str]
    arrow: Pattern
    dash: Pattern
    stroke: Pattern
    verb: Pattern
    reach: Pattern
    place_end: Pattern
    quoted: Pattern
    bare: Pattern
    joiner: Pattern
    either: Pattern
    beside: Pattern
    nouns: Pattern
    last_noun: Pattern
    last_ui_noun: Pattern
    inner: Pattern


@cache
def label_grammar() -> Grammar:
    """Return the patterns for the rules of the pack in use."""
    data = procedure_rules().steps
    quotation = rf'"[^"]{{1,{data.quoted_length}}}"'
    sign = r"(?:[\u4e00-\u9fffa-z0-9()/、]|(?<=[\u4e00-\u9fff])·(?=[\u4e00-\u9fff]))"  # 社保·就业 is one label
    element = rf"(?:[\u4e00-\u9fff]{{0,4}}{quotation}|{sign}{{1,{data.label_length + 6}}})"
    told = rf"{sign}{{1,{data.label_length + 6}}}(?:(?:{data.arrow}|{data.dash}){sign}{{1,{data.label_length + 6}}})+"
    noun = rf"(?:{data.nouns}|{data.ui_nouns})"
    verb = (
        rf"(?P<again>{data.again})?(?:(?P<strong>{data.strong})|(?P<weak>{data.weak})"
        rf"|(?P<quoted>{data.quoted_only})|(?P<noun>{data.with_noun}))"
    )
    parts = {
        "keypad": data.keypad,
        "whole": rf'"{told}"',
        "arrows": rf"{element}(?:\s*{data.arrow}\s*{element})+",
        "strokes": r"[\u4e00-\u9fffa-z]{2,18}(?:/[\u4e00-\u9fffa-z]{1,14}){2,}",
        "dashes": rf"[\u4e00-\u9fffa-z]{{1,18}}(?:\s*{data.dash}\s*[\u4e00-\u9fffa-z]{{1,12}}){{2,}}",
        "place": rf'{data.place}(?=")',
        "named": rf"{data.place_before}(?P<name>[\u4e00-\u9fff]{{2,{data.label_length}}}?{noun}){data.place_after}",
        "verb": verb,
        "chain": rf'{quotation}(?=\s*{data.joiner}\s*"|{quotation}{quotation})',
        "lead": rf'{data.joiner}\s*(?=")',
    }
    starts = {name: re.compile(part) for name, part in parts.items()}
    return Grammar(
        starts=starts,
        start_sieve=Sieve(starts),
        arrow=re.compile(rf"\s*{data.arrow}\s*"),
        dash=re.compile(rf"\s*{data.dash}\s*"),
        stroke=re.compile("/"),
        verb=re.compile(verb),
        reach=re.compile(r'[^,。;:"]{0,12}(?=")'),
        place_end=re.compile(data.place_end),
        quoted=re.compile(rf'\s*"([^"]{{1,{data.quoted_length}}})"(?:\([^()]{{0,20}}\))?'),
        bare=re.compile(rf"\s?(?:{data.corner})((?:(?!{data.cut})[\u4e00-\u9fffa-z/]){{1,{data.label_length}}})"),
        joiner=re.compile(rf'\s*{data.joiner}\s*|(?:{data.listed})\s*(?=")'),
        either=re.compile(rf"\s*{data.either}\s*"),
        beside=re.compile(rf'{data.beside}(?=")'),
        nouns=re.compile(rf"{data.before_noun}(?:{data.nouns})"),
        last_noun=re.compile(rf"(?:{data.nouns})$"),
        last_ui_noun=re.compile(rf"(?:{data.ui_nouns})$"),
        inner=re.compile(rf"\s*(?:{data.arrow}|—+|–+|-(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])-(?=[a-z]))\s*"),
    )


@cache
def start_of(present: tuple[str, ...]) -> Pattern:
    """Return the pattern of an act's beginning of which only some alternatives can match; all groups are in it."""
    never = "(?!)"
    starts = label_grammar().starts.items()
    return re.compile("|".join(f"(?P<{name}>{part.pattern if name in present else never})" for name, part in starts))
