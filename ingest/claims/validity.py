"""From when and until when a statement holds, and for which policy year: `ontology/rules/validity.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from ingest.article import Article, Condition
from ingest.claims.clauses import Layout
from ingest.claims.grounds import Ground
from ingest.claims.headings import Heading
from ingest.quantities.numerals import numeral
from ontology.folding import fold
from ontology.remembering import of_lines
from ontology.rules import rules
from ontology.sieve import Sieve

FROM, UNTIL, YEAR = "effective_from", "effective_until", "policy_year"
DOCUMENT = ("document", "announced", "document-ends", "above-ends")
LEAD = 24  # characters before a span of days that tell what is done in it


@dataclass(frozen=True)
class ValidityRules:
    """`ontology/rules/validity.yaml`; the comments there say what each key means."""

    day: str
    last_day: str
    starts: str
    spans: str
    no_span: re.Pattern[str]
    no_span_after: re.Pattern[str]
    lasts: str
    reaches: str
    from_then: str
    document: str
    comes_in: str
    announced: str
    above: str
    policy_year: re.Pattern[str]
    policy_year_not: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that bound the time of all claims of a document, or of those before it under one heading."""

    condition: Condition
    above: int = -1  # index of the block that says so of what stands before it; -1: all claims


@cache
def _rules() -> ValidityRules:
    return rules("validity", ValidityRules)


@cache
def _patterns() -> Sieve[str]:
    """Return the patterns with their days put in, by name."""
    data = _rules()
    last = f"(?:{data.lasts}|{data.reaches})"
    written = {
        "spans": data.spans,
        "starts": data.starts,
        "ends": f"{data.lasts}|{data.from_then}{data.reaches}",
        "document": data.document + data.comes_in,
        "announced": data.announced,
        "document-ends": data.document + last,
        "above-ends": data.above + last,
    }
    return Sieve({name: _with_days(pattern) for name, pattern in written.items()} | {"year": data.policy_year})


def _with_days(pattern: str) -> re.Pattern[str]:
    """Put the days into a pattern; a second last day of an alternative gives its parts no name."""
    first, *rest = pattern.replace("{D}", _rules().day).split("{E}")
    bare = re.sub(r"\?P<last_\w+>", "", _rules().last_day)
    text = first + "".join(
        (_rules().last_day if i == 0 else f"(?P<other>{bare})") + part for i, part in enumerate(rest)
    )
    return re.compile(text)


def effective(part: Layout, at: int, headings: Sequence[Heading]) -> Iterator[Ground]:
    """Yield from when, until when and for which policy year the value at `at` is said to hold.

    Args:
        part: its block.
        at: where its number stands.
        headings: what stands over it, innermost first.
    """
    start, end = part.sentences[part.sentence(at)]
    taken: set[str] = set()
    for slot, value, first, last in sorted(_stated(part.text), key=lambda one: abs(one[2] - at)):
        if start <= first and last <= end and slot not in taken and not (slot == YEAR and first > at):
            taken.add(slot)
            yield Ground(slot, value, first, last, part.scope(at, first), "date")
    for above, heading in enumerate(headings if YEAR not in taken else ()):
        for slot, value, first, last in _stated(heading.text):
            if slot == YEAR:
                yield Ground(slot, value, first, last, "section", "heading", above)
                return


@of_lines(512)
def _stated(text: str) -> tuple[tuple[str, str, int, int], ...]:
    """Return the days and the policy years of a text: slot, value, span."""
    found: list[tuple[str, str, int, int]] = []
    for name, pattern in _patterns().passing_pairs(text):
        for match in pattern.finditer(text) if name in ("spans", "starts", "ends", "year") else ():
            if not any(match.start() < last and first < match.end() for _, _, first, last in found):
                found += _read(name, match, text)
    return tuple(found)


def _read(name: str, match: re.Match[str], text: str) -> Iterator[tuple[str, str, int, int]]:
    data, span = _rules(), match.span()
    if name == "year":
        if not data.policy_year_not.match(text[match.end() :]):
            yield YEAR, match["year"], *span
        return
    before = data.no_span.search(text, max(0, match.start() - LEAD), match.start())
    if name == "spans" and (before or data.no_span_after.match(text[match.end() : match.end() + LEAD])):
        return
    first, last = _first_day(match), _last_day(match)
    if first:
        yield FROM, first, *span
    if last:
        yield UNTIL, last, *span


def _first_day(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    return _iso(parts["year"], parts["month"], parts["day"]) if parts.get("year") else None


def _last_day(match: re.Match[str]) -> str | None:
    """Return the last day; without a year it is of the first day's year, and without that there is none."""
    parts = match.groupdict()
    if parts.get("last_month"):
        year = parts["last_year"] or parts.get("year")
        return _iso(year, parts["last_month"], parts["last_day"]) if year else None
    other = re.match(_rules().last_day, parts.get("other") or "")
    return _iso(other["last_year"], other["last_month"], other["last_day"]) if other and other["last_year"] else None


def _iso(year: str, month: str | None, day: str | None) -> str | None:
    try:
        return date(*(int(numeral(part)) if part else 1 for part in (year, month, day))).isoformat()
    except ValueError:  # 2025年13月: no date
        return None


def stretches(article: Article) -> Iterator[Stretch]:
    """Yield what an article says of the time of its own rules: 本通知自2025年7月1日起施行, 以上标准执行至…."""
    for index, block in enumerate(article.blocks):
        if block.action == "drop":
            continue
        text = fold(block.text.text)
        for name, pattern in _patterns().passing_pairs(text):
            match = pattern.search(text) if name in DOCUMENT else None
            begins = name in ("document", "announced")
            day = match and (_first_day(match) if begins else _last_day(match))
            if match and day:
                slot, scope = (FROM if begins else UNTIL), "section" if name == "above-ends" else "article"
                span = block.text.raw_span(*match.span())
                yield Stretch(Condition(slot, day, scope, *span, "document"), index if scope == "section" else -1)
    title = next((block.text for block in article.blocks if block.kind == "title"), None)
    if title is None:
        return
    for slot, value, first, last in _stated(fold(title.text)):
        if slot == YEAR:
            raw_start, raw_end = title.raw_span(first, last)
            yield Stretch(Condition(YEAR, value, "article", raw_start, raw_end, "title"))
