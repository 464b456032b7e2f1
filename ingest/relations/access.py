"""Channels that a text sends its reader to, by a verb, a list, a label or a heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from ingest.article import Mention
from ingest.mentions.found import Span, within
from ingest.mentions.naming import Named
from ingest.relations.procedure_rules import DeliveryRules, procedure_rules
from ingest.relations.scopes import NUMBER, Line
from ontology.vocabulary import vocabulary

AGENT = "agent"  # the type of a channel that acts for people: their employer, their school


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


def accesses(lines: Sequence[Line]) -> list[Access]:
    """Return the channels that the lines send their readers to, in text order."""
    found: list[Access] = []
    for line, after in zip_longest(lines, lines[1:]):
        if line.of_type("channel"):
            heads = _heads_steps(line, after)
            found += heads or [one for sentence in line.sentences() for one in _accessed(line, sentence)]
    return [*_settled(found)]


def _heads_steps(line: Line, after: Line | None) -> list[Access]:
    """Return the channel of an item that only names it, if numbered steps follow: 微信 / 1. 搜索…"""
    if after is None or not line.way or after.way or after.path != line.path or not NUMBER.match(after.text):
        return []
    return [Access(line, (0, len(line.text)), line.of_type("channel")[0], "follow")]


def _accessed(line: Line, sentence: Span) -> Iterator[Access]:
    """Yield the channels of a sentence that a verb, a list or a label makes ways to the service."""
    data = procedure_rules().channels
    text = line.text[slice(*sentence)]
    if "channel" not in line.types:
        return
    if data.not_in.search(text) or data.own_line_not.match(line.text[line.label[0] :] if line.label else line.text):
        return
    strengths: dict[Mention, str] = {}
    mentions = [m for m in line.of_type("channel", *sentence) if not is_entry(line, m)]
    for mention in mentions:
        strength = _strength(line, sentence, mention, data)
        if strength:
            strengths[mention] = strength
    for one, other in pairwise(mentions):
        between = line.text[line.span(one)[1] : line.span(other)[0]]
        hosted = data.host.match(between) and data.select_kind.search(line.text[slice(*line.span(other))])
        if data.within.match(between) or (hosted and strengths.get(one) in ("place", "follow")):
            strengths.pop(one, None)
    _spread(line, mentions, strengths, data)
    for mention in mentions:
        if mention in strengths and not _only_care(line, sentence, mention, data):
            yield Access(line, sentence, mention, strengths[mention])


def is_entry(line: Line, mention: Mention) -> bool:
    """Whether a mention names an entry inside other channels (市民中心) and calls it no app or mini program."""
    data = procedure_rules().channels
    start, end = line.span(mention)
    chained = bool(data.in_chain.search(line.text[:start]))
    if not (mention.code in data.generic or chained) or data.select_kind.search(line.text[start : end + 6]):
        return False
    since = line.label[1] if line.label else 0
    first = all(line.span(one)[0] >= start for one in line.of_type("channel", since))
    gone_to = data.entry_opens.match(line.text[end:]) or data.entry_act.search(line.text[:start])
    return chained or not (first and gone_to)


def _strength(line: Line, sentence: Span, mention: Mention, data: DeliveryRules) -> str:
    start, end = line.span(mention)
    verb = data.led.match(line.text, start)
    left, right = line.text[sentence[0] : verb.end() if verb else start], line.text[end : sentence[1]]
    if line.heading or (line.label and within((start, end), line.label)):
        return _heading_strength(line, mention, data)
    if data.example.search(left):
        left = left[: left.rfind("(")]
        return "example" if any(pattern.search(left) for pattern in (*data.act, *data.place)) else ""
    if (
        data.negation.search(left)
        or data.others.search(left)
        or data.done_right.match(right)
        or (data.download_verb.search(left) and data.download_first.match(right))
    ):
        return ""
    if kind_of(mention) == AGENT and data.agent.search(left):
        return "act"
    if any(pattern.search(left) for pattern in data.act) or (
        data.select.search(left) and data.select_kind.search(line.text[start:end] + right[:6])
    ):
        return "act"
    if any(pattern.search(left) for pattern in data.place):
        return "place"
    follow = (*data.follow, *(data.follow_app if not mention.code or kind_of(mention) in data.follow_types else ()))
    if any(pattern.match(right) for pattern in follow):
        return "follow"
    return "follow" if _is_way(line, sentence[0], start, data) else ""


def _is_way(line: Line, since: int, start: int, data: DeliveryRules) -> bool:
    """Whether the line lists a way: 窗口: X; or X alone under a heading that asks where or how."""
    if line.cells:
        cell = next((one for one in line.cells if one.start <= start < one.end), None)
        return cell is not None and any(data.way_label.search(name) for name in cell.names)
    label = line.text[slice(*line.label)] if line.label else ""
    begin = max(since, line.value)
    item = data.way_joint.split(line.text[begin:start])[-1]
    if not data.way_left.fullmatch(item):
        return False
    if label and not data.region_label.search(label):
        return bool(data.way_label.search(label))
    over = line.headings[-1] if line.headings else ""
    return bool(over and (data.way_heading.search(over) or data.way_label.search(over.strip(" :"))))


def _heading_strength(line: Line, mention: Mention, data: DeliveryRules) -> str:
    kind = kind_of(mention)
    if line.block.kind in ("title", "question"):
        return ""
    start = line.span(mention)[0]
    if data.heading_verb.search(line.text[:start]):
        return "heading" if line.heading else "act"
    desk = not line.heading and data.desk.search(line.text[slice(*line.span(mention))])
    return "" if kind in data.no_heading_types and not desk else "bare"


def _spread(line: Line, mentions: Sequence[Mention], strengths: dict[Mention, str], data: DeliveryRules) -> None:
    """Let a list share what holds for one of its members: A、B或C, A(如“B”“C”), A,B,C都可以."""
    for _ in mentions:
        before = len(strengths)
        for one, other in pairwise(mentions):
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
    label = line.text[slice(*line.label)] if line.label else ""
    if kind_of(mention) not in data.care_types or line.heading or line.cells or data.way_label.search(label):
        return False
    if data.desk.search(line.text[slice(*line.span(mention))]):
        return False
    left = line.text[sentence[0] : line.span(mention)[0]]
    if data.object_left.search(left):
        return True
    right = line.text[line.span(mention)[1] : sentence[1]]
    if data.hand_in.search(left) or (data.handed.search(left) and not data.care_right.match(right)):
        return False
    if data.care_right.match(right):
        later = data.care_time.match(right)
        right = later["then"] if later else ""
    return not data.service_verb.search(right)


def kind_of(mention: Mention) -> str:
    """Return the type of a channel: website, app, counter …; "" where the vocabulary does not know it."""
    return vocabulary().concept(mention.code).attributes.get("type", "") if mention.code else ""


def _settled(found: Sequence[Access]) -> Iterator[Access]:
    """Leave out headings and labels whose channel the text under them names itself, or more precisely."""
    for one in found:
        covered = one.strength == "bare" and not one.line.heading and not _opens(one)
        if covered and any(is_under(one, other) for other in found):
            continue
        if one.strength == "heading":
            below = [other for other in found if is_under(one, other)]
            same = any(other.mention.label == one.mention.label for other in below)
            if not same and any(_type(other) == _type(one) != "" for other in below):
                continue
        yield one


def _opens(one: Access) -> bool:
    """Whether a line's label is a channel that the line searches for something in: 支付宝:搜“…”."""
    line = one.line
    at = line.label[1] if line.label else 0
    return line.label == line.span(one.mention) and bool(procedure_rules().channels.searched.match(line.text, at))


def is_under(head: Access, other: Access) -> bool:
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
