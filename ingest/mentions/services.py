"""Services named by what is done: 查询 + object, verb + object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ingest.mentions.found import Found
from ingest.mentions.mention_rules import ServiceRules, mention_rules
from ontology.folding import fold
from ontology.sieve import Sieve
from ontology.vocabulary import vocabulary

SERVICE = "service"


def services(text: str) -> list[Found]:
    """Return the services that patterns show; those of the vocabulary are matched elsewhere."""
    data = mention_rules().services
    folded = fold(text)
    return [*_lookups(folded, data), *_acts(folded)]


def _lookups(folded: str, data: ServiceRules) -> Iterator[Found]:
    """An object counts when a verb of looking up stands before it in its clause, or 查询 behind it."""
    for name, pattern in _objects().passing(folded):
        for hit in pattern.finditer(folded):
            clause = re.split(r"[,。;!?:\n]", folded[max(0, hit.start() - data.reach) : hit.start()])[-1]
            verbs = [*_verb().finditer(clause)]
            after = data.after.match(folded, hit.end())
            if not verbs and not after:
                continue
            start = hit.start()
            if verbs and _gap().fullmatch(clause[verbs[-1].end() :]):
                start -= len(clause) - verbs[-1].start()
            yield _service(name, start, after.end() if after else hit.end())


def _acts(folded: str) -> Iterator[Found]:
    for name, pattern in _act_patterns().passing(folded):
        for hit in pattern.finditer(folded):
            yield _service(name, *hit.span())


def _service(label: str, start: int, end: int) -> Found:
    known = vocabulary().find(label, SERVICE)
    return Found(SERVICE, start, end, known[0].code if known else "", known[0].pref_label if known else label)


@cache
def _objects() -> Sieve[tuple[str, re.Pattern[str]]]:
    return Sieve({(one.service, one.pattern): one.pattern for one in mention_rules().services.objects})


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(mention_rules().services.verb)


@cache
def _gap() -> re.Pattern[str]:
    return re.compile(mention_rules().services.gap)


@cache
def _act_patterns() -> Sieve[tuple[str, re.Pattern[str]]]:
    """Return services and patterns: the verb before its object, or behind it after small words (医保卡怎么激活)."""
    found = {}
    between = mention_rules().services.between
    for act in mention_rules().services.acts:
        before = rf"(?:{act.verb}){mention_rules().services.filler}{act.object}"
        behind = rf"{act.object}{between}(?:{act.verb})"
        pattern = re.compile(f"{before}|{behind}")
        found[act.service, pattern] = pattern
    return Sieve(found)
