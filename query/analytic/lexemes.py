"""A question cut into the words that mean something here: the cheapest way through all of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ontology.vocabulary import vocabulary
from query.analytic.rules import AnalyticRules, analytic_rules
from query.understanding.question import HIDDEN_SCHEMES, Said, understand

LONGEST_LABEL = 40  # characters of a label that is looked for
COSTS = {"concept": 1.0, "said": 2.0, "filler": 1.4, "unit": 1.1, "number": 1.2, "classifier": 1.3}
WORD, UNKNOWN = 1.0, 10.0  # of any other lexeme; of a character that nothing explains
ASKED_INSIDE = ("channel", "material", "steps")  # classes that the name of a service may end with
LATIN = re.compile(r"(?<=[0-9a-z.])(?=[0-9a-z])")


@dataclass(frozen=True, slots=True)
class Lexeme:
    """Words of the question and what they are."""

    start: int
    end: int
    text: str
    sort: (
        str  # class, concept, said, number, unit, classifier, law_part, year, before, after, filler, or one of `words`
    )
    value: str = ""  # the class, the operator
    codes: tuple[str, ...] = ()  # of a concept or a unit


def lexemes(question: str) -> tuple[list[Lexeme], list[str]]:
    """Return the lexemes of a question without its filler, and the runs of characters that nothing explains."""
    understood = understand(question)
    text = unicodedata.normalize("NFKC", understood.text).lower()
    edges = sorted([*_edges(text), *_said(text, understood.said)], key=lambda edge: edge.start)
    found = _cheapest(text, edges)
    unknown = "".join(lexeme.text if lexeme.sort == "unknown" else "\n" for lexeme in found).split("\n")
    meant = [part for one in found for part in (one, *_class_inside(one)) if one.sort not in ("filler", "unknown")]
    return meant, [run for run in unknown if run.strip()]


def _class_inside(one: Lexeme) -> Iterator[Lexeme]:
    """The class that a longer name ends with: 缴费渠道 names paying, and asks for channels."""
    if one.sort == "concept" and any(vocabulary().concept(code).scheme == "service" for code in one.codes):
        for name, kind in analytic_rules().classes.items():
            if name in ASKED_INSIDE:
                ends = [found for found in kind.words.finditer(one.text) if found.end() == len(one.text)]
                if ends and ends[-1].start() > 0:
                    yield Lexeme(one.start + ends[-1].start(), one.end, ends[-1].group(), "class", name)


def _edges(text: str) -> Iterator[Lexeme]:
    """Every lexeme at every place of the text."""
    rules = analytic_rules()
    inside = {place.start() for place in LATIN.finditer(text)}
    for start in range(len(text)):
        if start not in inside:
            yield from _words_at(text, start, rules)
            yield from _concepts_at(text, start, inside)


def _words_at(text: str, start: int, rules: AnalyticRules) -> Iterator[Lexeme]:
    patterns = [(word, word, pattern) for word, pattern in rules.words.items()]
    patterns += [("class", name, kind.words) for name, kind in rules.classes.items()]
    for operator, comparison in rules.comparisons.items():
        patterns.append(("before", operator, comparison.before))
        if comparison.after:
            patterns.append(("after", operator, comparison.after))
    for sort in ("number", "classifier", "law_part", "year", "filler"):
        patterns.append((sort, "", getattr(rules, sort)))
    for sort, value, pattern in patterns:
        found = pattern.match(text, start)
        if found and found.end() > start:
            yield Lexeme(start, found.end(), found.group(), sort, value)


def _concepts_at(text: str, start: int, inside: set[int]) -> Iterator[Lexeme]:
    for end in range(start + 1, min(len(text), start + LONGEST_LABEL) + 1):
        named = vocabulary().find(text[start:end]) if end not in inside else ()
        units = tuple(one.code for one in named if one.scheme == "unit" and one.code != "count")
        codes = tuple(one.code for one in named if one.scheme not in HIDDEN_SCHEMES or one.scheme == "source_kind")
        if units:
            yield Lexeme(start, end, text[start:end], "unit", codes=units)
        if codes:
            yield Lexeme(start, end, text[start:end], "concept", codes=codes)


def _said(text: str, said: Iterable[Said]) -> Iterator[Lexeme]:
    """Colloquial expressions for concepts, of the rules of questions."""
    for one in said:
        if one.codes and text[one.start : one.end]:
            yield Lexeme(one.start, one.end, text[one.start : one.end], "said", codes=tuple(dict.fromkeys(one.codes)))


def _cheapest(text: str, edges: list[Lexeme]) -> list[Lexeme]:
    """Return the cheapest path from the start of the text to its end."""
    best: list[tuple[float, Lexeme | None]] = [(float("inf"), None) for _ in range(len(text) + 1)]
    best[0] = (0.0, None)
    waiting = iter([*edges, None])
    edge = next(waiting)
    for start in range(len(text)):
        cost = best[start][0]
        options = [Lexeme(start, start + 1, text[start], "filler" if text[start].isspace() else "unknown")]
        while edge is not None and edge.start == start:
            options.append(edge)
            edge = next(waiting)
        for option in options:
            total = cost + (UNKNOWN if option.sort == "unknown" else COSTS.get(option.sort, WORD))
            if total < best[option.end][0]:
                best[option.end] = (total, option)
    path: list[Lexeme] = []
    end = len(text)
    while end > 0:
        lexeme = best[end][1]
        if lexeme is None:
            break
        path.append(lexeme)
        end = lexeme.start
    return path[::-1]
