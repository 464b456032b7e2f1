"""Names that no vocabulary can list, known by their form: 自助结算机, 《…评估表》, 医疗保险事业管理局."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from operator import attrgetter

from ingest.mentions.found import Found, Span, overlap
from ingest.mentions.mention_rules import OpenName, mention_rules
from ontology.folding import fold
from ontology.matcher import Match, matcher
from ontology.remembering import of_lines
from ontology.sieve import Sieve

MATERIAL = "material"
CARRIED = "carried"


def open_names(text: str) -> list[Found]:
    """Return the names that only their form shows; where the vocabulary knows the end of one, it knows better.

    >>> [(one.type, one.label, one.rule) for one in open_names("可在自助取号机上办理")]
    [('channel', '自助取号机', 'self_service')]
    """
    folded = fold(text)
    forms = _sieve().passing(folded)
    found = [(one, bool(form and form.bounded)) for form in forms for one in _shown(form, folded, text)]
    return [one for one, bounded in found if not _known_better(folded, one, bounded)]


def _shown(form: OpenName | None, folded: str, text: str) -> Iterator[Found]:
    """Yield the names of a form; of None, the papers of the lists that a verb of bringing governs."""
    if form is None:
        for verb in _list().finditer(folded):
            yield from _of_list(folded, text, verb.span("list"))
        return
    for hit in form.pattern.finditer(folded):
        span = hit.span("name")
        if form.bounded or not mention_rules().open_names.no_name.search(hit["name"]):
            yield Found(form.type, *span, "", text[slice(*span)], rule=form.rule)


def papers_under(text: str, heading: str) -> list[Found]:
    """Return the papers of a line that stands under a heading or head of a column which asks for papers."""
    if not mention_rules().open_names.carried.heading.search(heading):
        return []
    folded = fold(text)
    return [one for one in _of_list(folded, text, (0, len(folded))) if not _known_better(folded, one)]


def _of_list(folded: str, text: str, span: Span) -> Iterator[Found]:
    data = mention_rules().open_names.carried
    for start, until in _items(folded, *span, data.between):
        item = folded[start:until]
        lead = data.lead.match(item)
        hit = _item().match(item, lead.end() if lead else 0)
        if hit and _is_paper(hit["name"]):
            at, end = start + hit.start("name"), start + hit.end("name")
            yield Found(MATERIAL, at, end, "", text[at:end], rule=CARRIED)


def _items(folded: str, at: int, end: int, between: re.Pattern[str]) -> Iterator[Span]:
    for hit in between.finditer(folded, at, end):
        if hit.start() > at:
            yield at, hit.start()
        at = hit.end()
    if at < end:
        yield at, end


def _is_paper(name: str) -> bool:
    data = mention_rules().open_names
    return not data.no_name.search(name) and not data.carried.no_head.search(name)


def _known_better(folded: str, one: Found, bounded: bool = False) -> bool:
    """Whether the vocabulary has a name that this one only begins earlier than, or that holds it.

    What it knows as a thing of another type from end to end is none of this: who searches for 医保码 finds no channel.
    """
    general = mention_rules().open_names.general if bounded else ()
    known = [
        match
        for match in _beside(matcher(one.type).matches(folded), one.span)
        if not (one.start < match.start and set(match.codes) <= set(general))
    ]
    if any(overlap((match.start, match.end), one.span) and match.end >= one.end for match in known):
        return True
    return any((match.start, match.end) == one.span for match in _beside(_labels(folded), one.span))


@of_lines(16)  # asked for every name of a line
def _labels(folded: str) -> list[Match]:
    return matcher().matches(folded)


def _beside(known: Sequence[Match], span: Span) -> Iterator[Match]:
    """Yield the labels that touch a span; labels stand in order and overlap none of their kind."""
    for match in known[max(0, bisect_right(known, span[0], key=attrgetter("start")) - 1) :]:
        if match.start >= span[1]:
            return
        yield match


@cache
def _sieve() -> Sieve[OpenName | None]:
    return Sieve({None: _list(), **{rule: rule.pattern for rule in mention_rules().open_names.rules}})


@cache
def _list() -> re.Pattern[str]:
    data = mention_rules().open_names.carried
    return re.compile(f"(?:{data.verb})(?P<list>{data.reach})")


@cache
def _item() -> re.Pattern[str]:
    data = mention_rules().open_names.carried
    return re.compile(f"{data.name}{data.tail}")
