"""Channels called by a name: in quotation marks, after a verb, as an example."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from ingest.mentions.found import Found, Span
from ingest.mentions.mention_rules import ChannelRules, mention_rules
from ontology.sieve import Sieve
from ontology.vocabulary import vocabulary

Recogniser = Callable[[str, str, ChannelRules], Iterator[Found]]  # of folded text, text as it stands, rules

CHANNEL = "channel"
COMPOSED, LISTED, KNOWN, EXAMPLE = range(4)  # ranks: at one span a composed name that the vocabulary knows wins


def known_names(found: Sequence[Found], text: str) -> dict[str, str]:
    """Return the names of channels that only a quotation showed (bare name → label), to be found unquoted too."""
    names = (
        (text[one.start : one.end].strip('“”"「」'), one.label) for one in found if one.type == CHANNEL and not one.code
    )
    return {name: label for name, label in names if len(name) >= 3 and label.startswith(name)}


def named_channels(folded: str, text: str, data: ChannelRules) -> Iterator[Found]:
    """Yield the channels that are called by a name of their own."""
    for recogniser in _sieve().passing(folded):
        yield from recogniser(folded, text, data)


@cache
def _sieve() -> Sieve[Recogniser]:
    data = mention_rules().channels
    return Sieve(
        {
            _quoted: data.quoted,
            _unquoted: data.unquoted,
            _apps: data.app_names,
            _kind_first: data.kind_first,
            _logged_in: data.login_quoted,
            _can_in: data.can_in_quoted,
            _examples: data.examples,
        }
    )


def _quoted(folded: str, text: str, data: ChannelRules) -> Iterator[Found]:
    for hit in data.quoted.finditer(folded):
        yield _name(text[slice(*hit.span(1))], data.kinds.get(hit[2], ""), hit.span(), "quoted_kind")
        before = data.quoted_before.search(folded[: hit.start()])
        while before:
            yield _name(text[slice(*before.span(1))], data.kinds.get(hit[2], ""), before.span(1), "quoted_kind")
            before = data.quoted_before.search(folded[: before.start()])


def _unquoted(folded: str, text: str, data: ChannelRules) -> Iterator[Found]:
    for hit in data.unquoted.finditer(folded):
        if not data.no_name.search(hit[1]):
            yield _name(
                text[slice(*hit.span(1))], data.kinds.get(hit[2], ""), (hit.start(1), hit.end(2)), "verb_and_kind"
            )


def _apps(folded: str, text: str, data: ChannelRules) -> Iterator[Found]:
    for hit in data.app_names.finditer(folded):
        group = 1 if hit[1] else 2
        if not data.no_app_name.search(hit[group]):
            yield _name(hit[group], "", hit.span(group), "app_name")


def _kind_first(folded: str, text: str, data: ChannelRules) -> Iterator[Found]:
    for hit in data.kind_first.finditer(folded):
        yield _name(text[slice(*hit.span(2))], data.kinds.get(hit[1], ""), hit.span(), "quoted_kind")


def _logged_in(folded: str, text: str, data: ChannelRules) -> Iterator[Found]:
    for hit in data.login_quoted.finditer(folded):
        yield _name(text[slice(*hit.span(1))], "", hit.span(1), "quoted_place")


def _can_in(folded: str, text: str, data: ChannelRules) -> Iterator[Found]:
    for hit in data.can_in_quoted.finditer(folded):
        yield _name(text[slice(*hit.span(1))], "", hit.span(1), "quoted_place")


def _examples(folded: str, text: str, data: ChannelRules) -> Iterator[Found]:
    for hit in data.examples.finditer(folded):
        kind = data.kinds[hit[1]]
        for name in re.finditer(r'"([^"]+)"', folded[slice(*hit.span(2))]):
            start = hit.start(2) + name.start(1)
            yield _name(
                text[start : start + len(name[1])],
                data.example_suffix.get(kind, ""),
                (start, start + len(name[1])),
                "example",
                EXAMPLE,
            )


def _name(name: str, kind: str, span: Span, rule: str, rank: int = COMPOSED) -> Found:
    """Return the channel of this name: one of the vocabulary, else name + kind."""
    full = name if name.endswith(kind) else name + kind
    for label in dict.fromkeys((full, name)):
        known = vocabulary().find(label, CHANNEL)
        if known and not (rank == EXAMPLE and kind):
            return Found(CHANNEL, *span, known[0].code, known[0].pref_label, KNOWN)
    return Found(CHANNEL, *span, "", full, rank, rule)
