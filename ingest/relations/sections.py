"""Which services the headings of an article name."""

from __future__ import annotations

import re
from functools import cache

from ingest.article import Block
from ingest.mentions.finding import named_in
from ingest.mentions.found import Span, within
from ingest.mentions.mention_rules import mention_rules
from ingest.mentions.naming import Named, code_of, narrowest
from ingest.relations.procedure_rules import procedure_rules
from ontology.folding import fold
from ontology.remembering import of_lines
from ontology.sieve import Sieve

LABEL_SIGNS = ":】?。"  # one of these ends each label
HEADINGS = ("title", "heading", "question")


class Section:
    """Follows the headings and remembers what services they name."""

    def __init__(self, title: str) -> None:
        """Begin an article of this title."""
        self._title = title
        self._question: tuple[Named, ...] = ()

    def levels(
        self, block: Block, path: tuple[str, ...], own: Span | None, lead: str = ""
    ) -> tuple[tuple[tuple[Named, ...], ...], int]:
        """Return the services that a block's label, the lead of its list and the headings above it name.

        Returns:
            the levels, innermost first, and how many of them stand nearer than the page's own title.
        """
        if block.kind == "question":
            self._question = services_named(block.text.text)
        data = procedure_rules().scopes
        label = [block.text.text[slice(*own)]] if own and block.kind not in HEADINGS else []
        inner = [heading for heading in reversed(path) if heading != path[0] and heading != self._title]
        found = [services_meant(text) for text in (*label, *([lead] if lead else []), *inner)]
        other_topic = any(
            not services_meant(heading)
            and data.topic_end.search(heading)
            and not (_no_topic(heading) or self._repeats(heading))
            for heading in inner
        )
        outer = () if other_topic else (self._question, services_meant(path[0] if path else self._title))
        near = dict.fromkeys(level for level in found if level)
        return tuple(dict.fromkeys((*near, *(level for level in outer if level)))), len(near)

    def _repeats(self, heading: str) -> bool:
        """Whether a heading calls the service of the title by its last word: 哪些人要办备案? of 异地就医备案."""
        return any(one.label[-procedure_rules().scopes.last_word :] in heading for one in services_named(self._title))


@of_lines(4096)  # the labels and headings of a site's pages are the same few
def services_named(text: str) -> tuple[Named, ...]:
    """Return the services that a label or heading names, narrower ones instead of wider ones."""
    papers = [one.span for one in named_in(text, "material")]  # 参保缴费 in 参保缴费证明 is done by nobody
    named = named_in(text, "service")
    found = [one for one in named if not any(within(one.span, paper) and one.span != paper for paper in papers)]
    done = [one for one in found if one.label not in looked_up() or is_looked_up(text, one.span)]
    negated = procedure_rules().scopes.negated
    kept = [one for one in done if not negated.search(text[: one.start])]
    if done and not kept and (meant := implied(text)):  # 没能直接结算的怎么办: what is done instead
        return meant
    done = kept or done
    return narrowest(Named(one.label, one.code) for one in done or found)


@of_lines(4096)
def services_meant(text: str) -> tuple[Named, ...]:
    """Return the services that a label or heading names, or without a name implies: 电子凭证怎么弄?"""
    return services_named(text) or implied(text)


@of_lines(4096)
def implied(text: str) -> tuple[Named, ...]:
    """Return the service that a text means without naming it, the first whose words stand in it."""
    return _first(_implied_sieve(), text)


@of_lines(4096)
def instead(text: str) -> tuple[Named, ...]:
    """Return the service that is to be had where the one named before failed: 没扣成的,拿发票到…."""
    return _first(_instead_sieve(), text)


def _first(sieve: Sieve[tuple[str, re.Pattern[str]]], text: str) -> tuple[Named, ...]:
    """Return the service of the first pattern that a text fits."""
    folded = fold(text)
    for service, pattern in sieve.passing(folded):
        if pattern.search(folded):
            return (Named(service, code_of(service, "service")),)
    return ()


@cache
def _instead_sieve() -> Sieve[tuple[str, re.Pattern[str]]]:
    return Sieve({(one.service, one.pattern): one.pattern for one in procedure_rules().scopes.instead})


@cache
def _implied_sieve() -> Sieve[tuple[str, re.Pattern[str]]]:
    return Sieve({(one.service, one.pattern): one.pattern for one in procedure_rules().scopes.implied})


def _no_topic(heading: str) -> bool:
    """Whether a question names at most a channel (微信呢? 怎么办?): it is about the service of the headings above."""
    rest = heading
    for one in reversed(named_in(heading, "channel")):
        rest = rest[: one.start] + rest[one.end :]
    return len(procedure_rules().scopes.procedure_cut.sub("", rest).strip()) <= 1


def own_label(text: str) -> Span | None:
    """Return the span of what a line says of itself before its colon."""
    if not any(sign in text for sign in LABEL_SIGNS):
        return None
    data = procedure_rules().scopes
    hit = data.label.match(text)
    if hit is None or data.speaker.fullmatch(hit[hit.lastindex or 1]):
        return None
    return hit.span(hit.lastindex or 1)


def is_looked_up(text: str, span: Span) -> bool:
    """Whether what is named is looked up; 医保卡余额 alone is only a thing."""
    clause = re.split("[,，;；]", text[: span[0]])[-1] + re.split("[,，;；]", text[span[0] :])[0]
    return bool(procedure_rules().scopes.looking_up.search(clause))


@cache
def looked_up() -> frozenset[str]:
    """Return the labels of the services that are the looking up of something."""
    return frozenset(one.service for one in mention_rules().services.objects)
