"""service_has_channel: a text states that a service is to be had by a channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.article import Article, Mention, Relation
from ingest.found import Span, within
from ingest.procedure_rules import DeliveryRules, procedure_rules
from ingest.scopes import Line, Named, aliases_of, is_sibling, stated, stated_services, subjects
from ontology.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Access:
    """A channel that a sentence sends its reader to."""

    line: Line
    sentence: Span
    mention: Mention
    strength: str  # act | place | follow | example | heading | bare

    @property
    def channel(self) -> Named:
        """The channel."""
        return Named(self.mention.label, self.mention.code)


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
    shown = [_shown(access, lines, routes) for access in accesses]
    statements = [*_statements(shown), *_carried(lines, shown)]
    return [_relation(article, one) for one in _without_repetition(statements)]


def _shown(access: Access, lines: Sequence[Line], routes: Sequence[Relation]) -> Access:
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
    return access


def accesses(lines: Sequence[Line]) -> list[Access]:
    """Return the channels that the lines send their readers to, in text order."""
    found = [access for line in lines for sentence in line.sentences() for access in _accessed(line, sentence)]
    return [*_settled(found)]


def _accessed(line: Line, sentence: Span) -> Iterator[Access]:
    """Yield the channels of a sentence that a verb, a list or a label makes ways to the service."""
    data = procedure_rules().channels
    text = line.text[slice(*sentence)]
    if data.not_in.search(text) or data.own_line_not.match(line.text[line.label[0] :] if line.label else line.text):
        return
    strengths: dict[Mention, str] = {}
    mentions = [m for m in line.of_type("channel", *sentence) if not is_entry(line, m)]
    for mention in mentions:
        strength = _strength(line, sentence, mention, data)
        if strength:
            strengths[mention] = strength
    for one, other in zip(mentions, mentions[1:], strict=False):
        if data.within.match(line.text[line.span(one)[1] : line.span(other)[0]]):
            strengths.pop(one, None)
    _spread(line, mentions, strengths, data)
    for mention in mentions:
        if mention in strengths and not _only_care(line, sentence, mention, data):
            yield Access(line, sentence, mention, strengths[mention])


def is_entry(line: Line, mention: Mention) -> bool:
    """Whether a mention names an entry inside other channels (市民中心) and does not call it an app or a mini program."""
    data = procedure_rules().channels
    start, end = line.span(mention)
    return mention.code in data.generic and not data.select_kind.search(line.text[start : end + 6])


def _strength(line: Line, sentence: Span, mention: Mention, data: DeliveryRules) -> str:
    start, end = line.span(mention)
    left, right = line.text[sentence[0] : start], line.text[end : sentence[1]]
    if line.heading or (line.label and within((start, end), line.label)):
        return _heading_strength(line, mention, data)
    if data.example.search(left):
        left = left[: left.rfind("(")]
        return "example" if any(pattern.search(left) for pattern in (*data.act, *data.place)) else ""
    if data.negation.search(left) or (data.download_verb.search(left) and data.download_first.match(right)):
        return ""
    if any(pattern.search(left) for pattern in data.act) or (
        data.select.search(left) and data.select_kind.search(line.text[start:end] + right[:6])
    ):
        return "act"
    if any(pattern.search(left) for pattern in data.place):
        return "place"
    follow = (*data.follow, *(data.follow_app if kind_of(mention) in data.follow_types else ()))
    return "follow" if any(pattern.match(right) for pattern in follow) else ""


def _heading_strength(line: Line, mention: Mention, data: DeliveryRules) -> str:
    kind = kind_of(mention)
    if line.block.kind in ("title", "question"):
        return ""
    start = line.span(mention)[0]
    if data.heading_verb.search(line.text[:start]):
        return "heading" if line.heading else "act"
    return "" if kind in data.no_heading_types else "bare"


def _spread(line: Line, mentions: Sequence[Mention], strengths: dict[Mention, str], data: DeliveryRules) -> None:
    """Let a list share what holds for one of its members: A、B或C, A(如“B”“C”), A,B,C都可以."""
    for _ in mentions:
        before = len(strengths)
        for one, other in zip(mentions, mentions[1:], strict=False):
            between = line.text[line.span(one)[1] : line.span(other)[0]]
            if not (data.joint.match(between) or data.comma.match(between)):
                continue
            example = bool(data.example.search(line.text[: line.span(other)[0]]))
            if one in strengths and other not in strengths:
                strengths[other] = "example" if example else strengths[one]
            elif other in strengths and one not in strengths and not example:
                strengths[one] = strengths[other]
        if len(strengths) == before:
            return


def _only_care(line: Line, sentence: Span, mention: Mention, data: DeliveryRules) -> bool:
    """Whether a hospital or pharmacy is named as a place of treatment only."""
    if kind_of(mention) not in data.care_types or line.heading:
        return False
    right = line.text[line.span(mention)[1] : sentence[1]]
    if data.care_right.match(right):
        later = data.care_time.match(right)
        right = right[right.index(",") :] if later else ""
    return not data.service_verb.search(right)


def kind_of(mention: Mention) -> str:
    """Return the type of a channel: website, app, counter …; "" where the vocabulary does not know it."""
    return vocabulary().concept(mention.code).attributes.get("type", "") if mention.code else ""


def _settled(found: Sequence[Access]) -> Iterator[Access]:
    """Leave out headings and labels whose channel the text under them names itself, or more precisely."""
    for one in found:
        if one.strength == "bare" and any(_under(one, other) for other in found):
            continue
        if one.strength == "heading":
            below = [other for other in found if _under(one, other)]
            same = any(other.mention.label == one.mention.label for other in below)
            if not same and any(_type(other) == _type(one) != "" for other in below):
                continue
        yield one


def _under(head: Access, other: Access) -> bool:
    """Whether `other` is an access in the text that the heading or label of `head` stands over."""
    if other.strength == "bare" or other is head or (head.strength == "heading" == other.strength):
        return False
    if not head.line.heading:
        return other.line is head.line
    depth = len(head.line.path)
    return (
        other.line is not head.line
        and other.line.floor == head.line.floor
        and other.line.path[:depth] == head.line.path
    )


def _type(access: Access) -> str:
    return kind_of(access.mention)


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
    for one in later:
        start = line.span(one.mention)[0]
        comma = line.text.rfind(",", 0, start)
        text = line.text[line.span(access.mention)[1] : comma]
        if comma > line.span(access.mention)[1] and one.strength == "act" and data.own_act.search(text):
            return access.sentence[0], comma
    return access.sentence


def _carried(lines: Sequence[Line], accesses: Sequence[Access]) -> Iterator[_Statement]:
    """Yield what a channel also offers: a sentence without a channel that says another service can be had now."""
    pattern = procedure_rules().channels.carried
    for at, line in enumerate(lines):
        if line.heading or is_sibling(line):
            continue
        for sentence in line.sentences():
            named = [one for one in stated_services(line, sentence) if one not in line.services]
            if not named or any(access.line is line and access.sentence == sentence for access in accesses):
                continue
            near = lines[max(0, at - procedure_rules().channels.carried_lines) : at + 1]
            access = _in_force(line, sentence, [one for one in accesses if one.line in near])
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
        return True
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
