"""Channels: those of the vocabulary, organisation + noun, censored nouns, organisations that one goes to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ingest.mentions.channel_names import CHANNEL, COMPOSED, KNOWN, LISTED, named_channels
from ingest.mentions.found import Found, Span, overlap, within
from ingest.mentions.mention_rules import ChannelRules, Phrase, mention_rules
from ontology.folding import fold
from ontology.matcher import matcher
from ontology.sieve import Sieve
from ontology.vocabulary import Concept, vocabulary


def channels(text: str) -> list[Found]:
    """Return the channels of `text`: those of the vocabulary and those that patterns show."""
    data = mention_rules().channels
    folded = fold(text)
    heads = _heads(folded, data)
    listed = [*_listed(folded, data), *_phrases(folded)]
    composed = [*_composed(folded, heads, data), *named_channels(folded, text, data), *_censored(folded, heads, data)]
    found = [*listed, *(one for one in composed if one.code or not _covers_known(one, listed, folded))]
    return [*found, *_visited(folded, found, data)]


def _covers_known(one: Found, listed: Sequence[Found], folded: str) -> bool:
    """Whether a composed name that the vocabulary lacks only adds to the end of one that it has.

    A name in quotation marks adds all: "X"微信公众号 is X, not the account that 微信公众号 alone stands for.
    """
    ends = [other for other in listed if within(other.span, one.span) and other.end == one.end]
    return any(folded.count('"', one.start, other.start) < 2 for other in ends)


# --- the vocabulary -------------------------------------------------------------------------------------------------


def _listed(folded: str, data: ChannelRules) -> Iterator[Found]:
    for match in matcher(CHANNEL).matches(folded):
        if _inside_quotation(folded, match.start, match.end):
            continue
        if is_bare_account(folded, match.start, match.end):
            continue
        code = match.codes[0]
        if code in data.visited_as and data.visited.search(folded[: match.start]):
            code = data.visited_as[code]
        concept = vocabulary().concept(code)
        if code not in data.too_wide and not _acts(folded, match.start, match.end, concept, data):
            yield Found(CHANNEL, match.start, match.end, concept.code, concept.pref_label, LISTED)


def _acts(folded: str, start: int, end: int, concept: Concept, data: ChannelRules) -> bool:
    """Whether an institution does something here, is addressed, or treats patients, and serves nobody."""
    if not data.institutions.search(folded[start:end]):
        return False
    treats = concept.attributes.get("type") in data.care and data.care_right.match(folded[end:])
    return bool(treats or data.actor_left.search(folded[:start]) or data.actor_right.match(folded[end:]))


def _inside_quotation(folded: str, start: int, end: int) -> bool:
    """Whether the name is only a part of what quotation marks enclose: the label of a menu that holds it."""
    left, right = folded.rfind('"', 0, start), folded.find('"', end)
    if left < 0 or right < 0 or folded.count('"', 0, start) % 2 == 0 or "\n" in folded[left:right]:
        return False
    return (left + 1, right) != (start, end)


def _phrases(folded: str) -> Iterator[Found]:
    for phrase in _phrase_sieve().passing(folded):
        for hit in phrase.pattern.finditer(folded):
            known = vocabulary().find(phrase.label, CHANNEL)
            yield Found(CHANNEL, *hit.span(1), known[0].code if known else "", phrase.label, LISTED)


@cache
def _phrase_sieve() -> Sieve[Phrase]:
    return Sieve({phrase: phrase.pattern for phrase in mention_rules().channels.phrases})


def is_bare_account(folded: str, start: int, end: int) -> bool:
    """Whether a name like 深圳医保 is place + insurance here: nothing beside it says that it is an account."""
    data = mention_rules().channels
    if not data.account.search(folded[start:end]):
        return False
    return not (data.account_left.search(folded[:start]) or data.account_right.match(folded[end:]))


# --- organisation + noun --------------------------------------------------------------------------------------------


def _heads(folded: str, data: ChannelRules) -> list[tuple[Span, tuple[str, ...]]]:
    """Organisations and the words that stand for one, with the labels that a channel's name may begin with."""
    found = [
        ((match.start, match.end), vocabulary().concept(match.codes[0]).labels)
        for match in matcher("organization").matches(folded)
    ]
    taken = [span for span, _ in found]
    mark = mention_rules().mark
    holes = data.hole_heads.finditer(folded) if mark in folded else ()
    near = (hit for hit in holes if mark in folded[hit.end() : hit.end() + 8])
    for hit in (*data.heads.finditer(folded), *near):
        if not any(overlap(hit.span(), span) for span in taken):
            found.append((hit.span(), (hit[0],)))
    return sorted(found)


def _composed(folded: str, heads: Sequence[tuple[Span, tuple[str, ...]]], data: ChannelRules) -> Iterator[Found]:
    for i, ((start, end), labels) in enumerate(heads):
        for noun in data.nouns:
            hit = noun.pattern.match(folded, end)
            if not hit:
                continue
            yield _compose(start, hit.end(), labels, noun.noun, hit[0])
            yield from _more_nouns(folded, hit.end(), labels, data)
            for (before, until), others in heads[:i]:
                if re.fullmatch(f"{data.joint.pattern}{data.lead.pattern}", folded[until:start]):
                    yield _compose(before, until, others, noun.noun, hit[0])
            break


def _more_nouns(folded: str, at: int, labels: tuple[str, ...], data: ChannelRules) -> Iterator[Found]:
    """医保局网站或APP: the second noun belongs to the same organisation."""
    joint = data.joint.match(folded, at)
    for noun in data.nouns if joint else ():
        hit = noun.pattern.match(folded, joint.end() if joint else at)
        if hit:
            yield _compose(hit.start(), hit.end(), labels, noun.noun, hit[0])
            return


def _compose(start: int, end: int, labels: tuple[str, ...], noun: str, surface: str) -> Found:
    concept = _channel_of(labels, (noun, surface.removeprefix(mention_rules().channels.particle)))
    if concept:
        return Found(CHANNEL, start, end, concept.code, concept.pref_label, KNOWN)
    return Found(CHANNEL, start, end, "", labels[0] + noun, COMPOSED, "composed")


@cache
def _channel_of(labels: tuple[str, ...], nouns: tuple[str, ...]) -> Concept | None:
    for noun in nouns:
        for label in labels:
            known = vocabulary().find(label + noun, CHANNEL)
            if known:
                return known[0]
    return None


# --- censored nouns -------------------------------------------------------------------------------------------------


def _censored(folded: str, heads: Sequence[tuple[Span, tuple[str, ...]]], data: ChannelRules) -> Iterator[Found]:
    mark = mention_rules().mark
    for hole in re.finditer(re.escape(mark), folded):
        for (start, end), labels in heads:
            if end <= hole.start() and folded[end : hole.start()] in ("", data.particle):
                yield from _fill(folded, (start, end), labels, hole.span(), data)


def _fill(folded: str, head: Span, labels: tuple[str, ...], hole: Span, data: ChannelRules) -> Iterator[Found]:
    left, right = folded[: hole[0]], folded[hole[1] :]
    for noun in data.hole_nouns:
        hit = noun.pattern.match(right)
        if hit:
            yield _compose(hole[1], hole[1] + hit.end(), labels, noun.noun, hit[0])
            return
    for rule in data.holes:
        if rule.verb.search(left) and rule.after.match(right):
            yield _compose(*head, labels, rule.noun, rule.noun)
            return


# --- organisations that one goes to ---------------------------------------------------------------------------------


def _visited(folded: str, found: Sequence[Found], data: ChannelRules) -> Iterator[Found]:
    for match in matcher("organization").matches(folded):
        concept = vocabulary().concept(match.codes[0])
        span = (match.start, match.end)
        if concept.attributes.get("kind") not in data.serving or any(overlap(span, one.span) for one in found):
            continue
        if data.visited.search(folded[: match.start]):
            label = data.serving_as.get(concept.attributes["kind"], concept.pref_label)
            known = _channel_of(concept.labels, ("",)) or _channel_of((label,), ("",))
            code, name = (known.code, known.pref_label) if known else ("", label)
            yield Found(CHANNEL, *span, code, name, rule="" if known else "visited")
