"""Traditional → simplified Chinese, never touching text that is simplified already."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

import opencc

from ingest.edits.draft import Draft
from ontology.rules import rules

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
UNFIT = re.compile(r"([\x00\ud800-\udfff]+)")
CONTEXT = 40  # characters beside a regional word that its guards see: a whole long line for each word is slow
CLAUSE = re.compile(r"[^,，。;；!！?？\n]*[,，。;；!！?？\n]?")


@dataclass(frozen=True, slots=True)
class RegionalWord:
    """A word of one region, its mainland form, and what must stand left and right of it."""

    word: str
    becomes: str
    example: tuple[str, ...]  # traditional text and what becomes of it
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class ScriptRules:
    """Schema of `ontology/rules/script.yaml`."""

    varieties: Mapping[str, str]
    usual: str
    signs: Mapping[str, str]
    least_signs: int
    both: str
    document_share: float
    clause_characters: int
    quotes: Mapping[str, str]
    words: tuple[RegionalWord, ...]


@cache
def _script_rules() -> ScriptRules:
    return rules("script", ScriptRules)


@cache
def _converter(variety: str) -> opencc.OpenCC:
    return opencc.OpenCC(_script_rules().varieties[variety])


def variety(text: str) -> str:
    """Return the variety of traditional writing that a document shows: taiwan, unless another one's signs prevail.

    >>> variety("裡面的衛生"), variety("裏面的衞生")
    ('taiwan', 'hong_kong')
    """
    data = _script_rules()
    found = {name: sum(map(text.count, signs)) for name, signs in data.signs.items()}
    best = max(found, key=lambda name: (found[name], name == data.usual))
    return best if found[best] >= data.least_signs else data.usual


@cache
def is_traditional_only(character: str) -> bool:
    """Whether simplified text cannot hold this character: GB 2312 lacks it and OpenCC changes it.

    >>> is_traditional_only("醫"), is_traditional_only("乾"), is_traditional_only("医")
    (True, False, False)
    """
    if not HAN.match(character) or character in _script_rules().both:
        return False
    try:
        character.encode("gb2312")
        return False
    except UnicodeEncodeError:
        return bool(_converter(_script_rules().usual).convert(character) != character)


def traditional_share(text: str) -> float:
    """Return the share of traditional-only characters among the Han of a text, 0 … 1."""
    found = sum(text.count(sign) for sign in set(text) if is_traditional_only(sign))
    return found / len(HAN.findall(text)) if found else 0.0


def to_simplified(draft: Draft, share: float, written: str = "") -> list[str]:
    """Convert `draft` and return the reasons: traditional_to_simplified, regional_vocabulary.

    `share` is the document's `traditional_share`: in a traditional document the whole block is converted, elsewhere
    only clauses that hold such characters. `written` is the document's `variety`, the usual one if not said.
    """
    if share > _script_rules().document_share:
        spans = [(0, len(draft.text))] if HAN.search(draft.text) else []
        evidence = f"{share:.0%} of the document's Han characters are traditional only"
    else:
        spans = list(_traditional_clauses(draft.text))
        evidence = "a clause with traditional-only characters"
    reasons = []
    for start, end in reversed(spans):
        if _convert(draft, start, end, written, evidence):
            reasons.append("traditional_to_simplified")
    if spans and _replace_regional_words(draft, spans):
        reasons.append("regional_vocabulary")
    return sorted(set(reasons), reverse=True)


def _traditional_clauses(text: str) -> Iterator[tuple[int, int]]:
    for clause in CLAUSE.finditer(text):
        if sum(map(is_traditional_only, clause.group())) >= _script_rules().clause_characters:
            yield clause.span()


def _convert(draft: Draft, start: int, end: int, written: str, evidence: str) -> bool:
    before = draft.text[start:end]
    after = simplified(before, written).translate(str.maketrans(dict[str, str | int | None](_script_rules().quotes)))
    changes = [(start + a, start + b, after[c:d]) for tag, a, b, c, d in _changes(before, after) if tag != "equal"]
    draft.replace_all(changes, "script", 1.0, evidence)
    return bool(before != after)


def simplified(text: str, written: str = "") -> str:
    """Return `text` converted from a variety of traditional writing, the usual one if not said; no word is changed.

    OpenCC cuts a text at a NUL and fails on lone surrogates: it gets what stands around them.

    >>> simplified("醫療保險")
    '医疗保险'
    """
    converter = _converter(written or _script_rules().usual)
    parts = UNFIT.split(text)
    return "".join(part if i % 2 else converter.convert(part) for i, part in enumerate(parts))


def _changes(before: str, after: str) -> list[tuple[str, int, int, int, int]]:
    if len(before) != len(after):
        return [*SequenceMatcher(None, before, after, autojunk=False).get_opcodes()]
    runs: list[tuple[str, int, int, int, int]] = []
    for i, (a, b) in enumerate(zip(before, after, strict=True)):
        if a == b:
            continue
        if runs and runs[-1][2] == i:
            runs[-1] = ("replace", runs[-1][1], i + 1, runs[-1][3], i + 1)
        else:
            runs.append(("replace", i, i + 1, i, i + 1))
    return runs


@cache
def _regional_words() -> tuple[RegionalWord, ...]:
    return tuple(sorted(_script_rules().words, key=lambda word: -len(word.word)))


def _replace_regional_words(draft: Draft, spans: list[tuple[int, int]]) -> bool:
    changed = False
    for word in _regional_words():
        at = draft.text.rfind(word.word)
        while at >= 0:
            if any(start <= at < end for start, end in spans) and _fits(word, draft.text, at):
                draft.replace(at, at + len(word.word), word.becomes, "regional_word", 1.0, _entry(word))
                changed = True
            at = draft.text.rfind(word.word, 0, at)
    return changed


def _entry(word: RegionalWord) -> str:
    guarded = ", its context fits" if word.before or word.after else ""
    return f"table of regional words: {word.word} → {word.becomes}{guarded}"


def _fits(word: RegionalWord, text: str, at: int) -> bool:
    end = at + len(word.word)
    left, right = text[max(0, at - CONTEXT) : at], text[end : end + CONTEXT]
    return (not word.before or bool(word.before.search(left))) and (not word.after or bool(word.after.search(right)))
