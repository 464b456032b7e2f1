"""service_has_channel: a text states that a service is to be had by a channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.article import Article, Relation
from ingest.mentions.found import Span
from ingest.mentions.naming import Named, aliases_of
from ingest.relations.about import stated_services, subjects
from ingest.relations.access import Access, is_under, kind_of
from ingest.relations.procedure_rules import procedure_rules
from ingest.relations.scopes import Line, is_sibling
from ingest.relations.stating import stated


@dataclass(frozen=True, slots=True)
class _Statement:
    access: Access
    subject: Named
    explicit: bool  # whether the sentence names the service


STRENGTH = {"act": 0.9, "heading": 0.85, "follow": 0.8, "place": 0.8, "bare": 0.65, "example": 0.6, "carried": 0.55}


def deliveries(
    article: Article, lines: Sequence[Line], accesses: Sequence[Access], routes: Sequence[Relation]
) -> list[Relation]:
    """Return one relation for each service and channel of a section, and more where a later sentence names the service.

    Args:
        article: the article.
        lines: its lines.
        accesses: the channels that they lead to.
        routes: the routes found; a heading that only names a channel is evidenced by the first route under it.
    """
    shown = [one for access in accesses if (one := _shown(access, lines, accesses, routes))]
    statements = [*_statements(shown), *_carried(lines, shown)]
    return [_relation(article, one) for one in _without_repetition(statements)]


def _shown(
    access: Access, lines: Sequence[Line], accesses: Sequence[Access], routes: Sequence[Relation]
) -> Access | None:
    """Return where a heading's channel is shown in use: in the first route under it, else in the heading itself.

    None when the text under it tells only of other channels.
    """
    if access.strength != "bare" or not access.line.heading:
        return access
    depth = len(access.line.path)
    under = {line.index: line for line in lines if line.path[:depth] == access.line.path and not line.heading}
    for route in routes:
        line = under.get(route.block)
        if line and route.subject == access.mention.label and line.index > access.line.index:
            at = route.start - line.block.start
            sentence = next(span for span in line.sentences() if span[0] <= at < span[1])
            return Access(line, sentence, access.mention, "bare")
    return None if any(is_under(access, other) for other in accesses) else access


def _statements(accesses: Sequence[Access]) -> Iterator[_Statement]:
    for access in accesses:
        place = access.line.span(access.mention)[0] if access.mention.block == access.line.index else None
        services, explicit = subjects(access.line, _part(access, accesses), place)
        for service in services:
            yield _Statement(access, service, explicit and not access.line.heading)


def _part(access: Access, accesses: Sequence[Access]) -> Span:
    """Return the part of a sentence that speaks of a channel: up to the next verb that leads to another channel."""
    line, data = access.line, procedure_rules().channels
    if access.mention.block != line.index:
        return access.sentence
    later = [
        one
        for one in accesses
        if one.line is line and one.sentence == access.sentence and one.mention.start > access.mention.start
    ]
    end = line.span(access.mention)[1]
    act = data.own_act.search(line.text, end) if later else None
    if act is None:
        return access.sentence
    for one in later:
        comma = line.text.rfind(",", 0, line.span(one.mention)[0])
        if comma >= act.end() and one.strength == "act":
            return access.sentence[0], comma
    return access.sentence


def _carried(lines: Sequence[Line], accesses: Sequence[Access]) -> Iterator[_Statement]:
    """Yield what a channel also offers: a sentence without a channel that says another service can be had now."""
    pattern = procedure_rules().channels.carried
    for at, line in enumerate(lines):
        if line.heading or not accesses or not line.of_type("service") or is_sibling(line):
            continue
        for sentence in line.sentences():
            named = [one for one in stated_services(line, sentence) if one not in line.services]
            if not named or any(access.line is line and access.sentence == sentence for access in accesses):
                continue
            near = lines[max(0, at - procedure_rules().channels.carried_lines) : at + 1]
            places = procedure_rules().channels.care_types
            offering = [one for one in accesses if one.line in near and kind_of(one.mention) not in places]
            access = _in_force(line, sentence, offering)
            starts = [line.span(mention)[0] for mention in line.of_type("service", *sentence)]
            if access and any(pattern.search(line.text[sentence[0] : start]) for start in starts):
                carried = Access(line, sentence, access.mention, "carried")
                yield from (_Statement(carried, service, True) for service in named)


def _in_force(line: Line, sentence: Span, accesses: Sequence[Access]) -> Access | None:
    """Return the last access before a sentence in its section."""
    before = [
        access
        for access in accesses
        if (access.line.index, access.sentence[0]) < (line.index, sentence[0])
        and access.line.floor == line.floor
        and _same_section(access.line, line)
    ]
    return before[-1] if before else None


def _without_repetition(statements: Sequence[_Statement]) -> Iterator[_Statement]:
    """Yield what adds something: in one section a pair is stated once, best where the sentence names the service."""
    groups: dict[tuple[int, str, str], list[_Statement]] = {}
    for one in statements:
        groups.setdefault((one.access.line.floor, one.subject.label, one.access.mention.label), []).append(one)
    for group in groups.values():
        for one in group:
            if one.explicit or not any(_covers(other, one) for other in group):
                yield one


def _covers(other: _Statement, one: _Statement) -> bool:
    """Whether `other` makes the implicit statement `one` needless."""
    if other is one or not _same_section(other.access.line, one.access.line):
        return False
    if one.access.line.heading:
        return False
    if one.access.line.block.kind == "list_item" and one.access.strength != "place":
        return other.access.line is one.access.line and _position(other) < _position(one)
    if other.explicit:
        return _position(other) < _position(one) or one.access.strength != "act"
    if one.access.strength == "place" != other.access.strength:
        return True
    return _position(other) < _position(one) and not (
        one.access.strength != "place" and other.access.strength == "place"
    )


def _position(statement: _Statement) -> tuple[int, int]:
    return statement.access.line.index, statement.access.mention.start


def _same_section(one: Line, other: Line) -> bool:
    depth = min(len(one.path), len(other.path))
    return one.path[:depth] == other.path[:depth]


def _relation(article: Article, one: _Statement) -> Relation:
    access = one.access
    confidence = STRENGTH[access.strength] + (0.05 if one.explicit and access.strength != "carried" else 0)
    return stated(
        article,
        access.line,
        access.sentence,
        "service_has_channel",
        one.subject,
        access.mention.label,
        object_code=access.mention.code,
        object_aliases=aliases_of(access.mention.code),
        confidence=round(confidence, 2),
        rule=f"channel_{access.strength}",
    )
