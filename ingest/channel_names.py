"""Channels called by a name: in quotation marks, after a verb, as an example."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.found import Found, Span
from ingest.mention_rules import ChannelRules, Pattern
from ontology.vocabulary import vocabulary

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
    for hit in data.quoted.finditer(folded):
        yield _name(text[slice(*hit.span(1))], data.kinds.get(hit[2], ""), hit.span())
        before = data.quoted_before.search(folded[: hit.start()])
        while before:
            yield _name(text[slice(*before.span(1))], data.kinds.get(hit[2], ""), before.span(1))
            before = data.quoted_before.search(folded[: before.start()])
    for hit in data.unquoted.finditer(folded):
        if not data.no_name.search(hit[1]):
            yield _name(text[slice(*hit.span(1))], data.kinds.get(hit[2], ""), (hit.start(1), hit.end(2)))
    for hit in data.app_names.finditer(folded):
        group = 1 if hit[1] else 2
        if not data.no_app_name.search(hit[group]):
            yield _name(hit[group], "", hit.span(group))
    for hit in data.kind_first.finditer(folded):
        yield _name(text[slice(*hit.span(2))], data.kinds.get(hit[1], ""), hit.span())
    for pattern in (data.login_quoted, data.can_in_quoted):
        for hit in pattern.finditer(folded):
            yield _name(text[slice(*hit.span(1))], "", hit.span(1))
    yield from _examples(folded, text, data.examples, data)


def _examples(folded: str, text: str, pattern: Pattern, data: ChannelRules) -> Iterator[Found]:
    for hit in pattern.finditer(folded):
        kind = data.kinds[hit[1]]
        for name in re.finditer(r'"([^"]+)"', folded[slice(*hit.span(2))]):
            start = hit.start(2) + name.start(1)
            yield _name(
                text[start : start + len(name[1])],
                data.example_suffix.get(kind, ""),
                (start, start + len(name[1])),
                EXAMPLE,
            )


def _name(name: str, kind: str, span: Span, rank: int = COMPOSED) -> Found:
    """Return the channel of this name: one of the vocabulary, else name + kind."""
    full = name if name.endswith(kind) else name + kind
    for label in dict.fromkeys((full, name)):
        known = vocabulary().find(label, CHANNEL)
        if known and not (rank == EXAMPLE and kind):
            return Found(CHANNEL, *span, known[0].code, known[0].pref_label, KNOWN)
    return Found(CHANNEL, *span, "", full, rank)
