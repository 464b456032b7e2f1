"""channel_has_path: the routes through the menus of apps, sites and telephone lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ingest.article import Article, Relation, Step
from ingest.mentions.finding import named_in
from ingest.mentions.naming import Named
from ingest.relations.about import subjects
from ingest.relations.access import Access, is_entry
from ingest.relations.labels import Choice, choices
from ingest.relations.procedure_rules import procedure_rules
from ingest.relations.scopes import Line, is_sibling
from ingest.relations.stating import stated
from ontology.vocabulary import vocabulary


@dataclass(slots=True)
class _Route:
    """A route in the making."""

    channels: tuple[Named, ...]
    first: tuple[Line, int]
    last: tuple[Line, int]
    ways: list[list[Step]] = field(default_factory=lambda: [[]])
    searches: int = 0
    sure: bool = False

    def add(self, line: Line, choice: Choice) -> None:
        """Append what is chosen next; chains of unequal length fork the route."""
        self.last = (line, choice.end)
        choice = _verbatim(line, choice)
        self.searches += choice.search
        self.sure = self.sure or choice.sure
        if all(len(way) == 1 for way in choice.ways):
            steps = (way[0] for way in choice.ways)
            labels = tuple(label for step in steps for label in ((step,) if isinstance(step, str) else step))
            tails: list[list[Step]] = [[labels[0] if len(labels) == 1 else labels]]
        else:
            tails = [[*way] for way in choice.ways]
        self.ways = [_joined(way, tail, choice.again) for tail in tails for way in self.ways]


def _verbatim(line: Line, choice: Choice) -> Choice:
    """Return the choice with its labels as the clean text has them: 医保APP, not 医保app."""
    return replace(choice, ways=tuple(tuple(_written(line, choice, step) for step in way) for way in choice.ways))


def _written(line: Line, choice: Choice, step: Step) -> Step:
    if isinstance(step, tuple):
        return tuple(str(_written(line, choice, label)) for label in step)
    at = line.text.find(step, choice.start, choice.end)
    return line.block.text.text[at : at + len(step)] if at >= 0 else step


def _joined(way: list[Step], tail: list[Step], again: bool) -> list[Step]:
    """Return both; a label told twice (选择A,在A页面) is one step unless one is to press it again."""
    return [*way, *(tail[1:] if way and tail and way[-1] == tail[0] and not again else tail)]


def paths(article: Article, lines: Sequence[Line], accesses: Sequence[Access]) -> list[Relation]:
    """Return one relation for each route and channel."""
    routes = [*_routes(lines, accesses)]
    return [relation for route in _kept(routes) for relation in _relations(article, route)]


def _kept(routes: Sequence[_Route]) -> list[_Route]:
    """Leave out bare searches, save those for what is done, and routes that may be prose."""
    kept = []
    for route in routes:
        steps = max(map(len, route.ways))
        if route.channels and route.sure and (steps > route.searches or _for_an_act(route)):
            kept.append(route)
    return kept


def _for_an_act(route: _Route) -> bool:
    act = procedure_rules().steps.searched_act
    return all(isinstance(way[-1], str) and act.search(way[-1]) for way in route.ways)


def _routes(lines: Sequence[Line], accesses: Sequence[Access]) -> Iterator[_Route]:
    """Read the lines in order; a new channel, sibling, section or 或 begins another route."""
    open_route: _Route | None = None
    before: Line | None = None
    for line in lines:
        if before is None or _breaks(before, line):
            if open_route:
                yield open_route
            open_route = None
        for kind, at, choice in _events(line, accesses):
            if kind != "choice":
                if open_route and (kind == "break" or open_route.channels != _channels(lines, accesses, line, at + 1)):
                    yield open_route
                    open_route = None
                continue
            if open_route and (choice.opened or choice.whole or _enters_again(open_route, line, choice, accesses)):
                yield open_route
                open_route = None
            if open_route is None:
                since = _break_before(line, at)
                channels = _opened(line, choice) or _channels(lines, accesses, line, at, since)
                open_route = _Route(channels, (line, choice.start), (line, choice.end))
            open_route.add(line, choice)
        before = line
    if open_route:
        yield open_route


def _enters_again(route: _Route, line: Line, choice: Choice, accesses: Sequence[Access]) -> bool:
    """Whether a chain of menus stands right behind a channel that a later line names anew: 小程序→服务→申领."""
    if line is route.last[0] or max(map(len, choice.ways)) < procedure_rules().steps.chain_least:
        return False
    ends = [line.span(one.mention)[1] for one in accesses if one.line is line]
    data = procedure_rules().steps
    between = (re.sub(data.arrow, "", line.text[end : choice.start]) for end in ends if end <= choice.start)
    return any(data.chain_left.match(text) for text in between)


def _events(line: Line, accesses: Sequence[Access]) -> list[tuple[str, int, Choice]]:
    """Return what happens in a line in order: channels entered, choices made, breaks between ways."""
    none = Choice(0, 0, 0, ())
    known = [line.span(mention) for mention in line.of_type("channel") if not is_entry(line, mention)]
    label = line.label[1] if line.label else 0
    told = [] if line.heading else [choice for choice in choices(line.text, known) if choice.start >= label]
    events = [("choice", choice.at, choice) for choice in told]
    events += [("channel", line.span(one.mention)[0], none) for one in accesses if one.line is line]
    events += [("break", at, none) for at in _breaks_in(line.text)]
    return sorted(events, key=lambda event: (event[1], event[0]))


@lru_cache(maxsize=16)  # asked for every choice of a line
def _breaks_in(text: str) -> tuple[int, ...]:
    """Return where another way begins: 或者点击…, 另一种方式是…."""
    data = procedure_rules().steps
    return tuple(hit.start() for pattern in (data.or_route, data.new_route) for hit in pattern.finditer(text))


def _break_before(line: Line, at: int) -> int:
    """Return where the current alternative of a line begins."""
    return max((start for start in _breaks_in(line.text) if start <= at), default=0)


def _breaks(before: Line, line: Line) -> bool:
    """Whether a line begins something new: another section or answer, or an item with a name of its own."""
    if line.heading or line.floor != before.floor or line.path != before.path:
        return True
    return is_sibling(line) or line.way


# --- whose route ----------------------------------------------------------------------------------------------------


def _channels(
    lines: Sequence[Line], accesses: Sequence[Access], line: Line, at: int, since: int = 0
) -> tuple[Named, ...]:
    """Return the channels that a route at `at` runs in: of the line, of the lines before it, of the headings."""
    own = [one for one in accesses if one.line is line and line.span(one.mention)[0] < at and _has_menus(one)]
    after_break = [one for one in own if line.span(one.mention)[0] >= since]
    first = _first_choice(line)
    before_all = [one for one in own if line.span(one.mention)[0] < first]
    if after_break or before_all:
        return _group(after_break or before_all)
    earlier = [
        one
        for one in accesses
        if one.line.index < line.index
        and one.line.floor == line.floor
        and one.line.path == line.path
        and _has_menus(one)
    ]
    if earlier and not is_sibling(line) and not one_heads(line, earlier[-1]):
        return _group(earlier)
    return _of_headings(line) or (_group(own) if own else _group(earlier) if earlier else ())


def _opened(line: Line, choice: Choice) -> tuple[Named, ...]:
    """Return the channel in front of a chain that the vocabulary lacks, by its own name."""
    return (Named(line.block.text.text[slice(*choice.opened)]),) if choice.opened else ()


def _first_choice(line: Line) -> int:
    after = line.label[1] if line.label else 0
    return min((start for start in _choice_starts(line.text) if start >= after), default=len(line.text))


@lru_cache(maxsize=16)  # asked for every access of a line
def _choice_starts(text: str) -> tuple[int, ...]:
    return tuple(choice.start for choice in choices(text, ()))


def one_heads(line: Line, access: Access) -> bool:
    """Whether `access` belongs to another item of the list that `line` continues."""
    return access.line.block.kind == "list_item" == line.block.kind and is_sibling(access.line)


def _group(accesses: Sequence[Access]) -> tuple[Named, ...]:
    """Return the channel entered last and those that share its list (支付宝或微信), none with a route of its own."""
    group = [accesses[-1]]
    for one in reversed(accesses[:-1]):
        line, after = one.line, group[-1]
        if line is not after.line or one.sentence != after.sentence:
            break
        left, right = line.span(one.mention)[1], line.span(after.mention)[0]
        if not procedure_rules().channels.joint.match(line.text[left:right]):
            break
        if any(left <= start < right for start in _choice_starts(line.text)):
            break
        group.append(one)
    return tuple(dict.fromkeys(one.channel for one in reversed(group)))


def _has_menus(access: Access) -> bool:
    code = access.mention.code
    return not code or vocabulary().concept(code).attributes.get("type") in procedure_rules().steps.entry_types


def _of_headings(line: Line) -> tuple[Named, ...]:
    data = procedure_rules()
    for heading in reversed(line.path):
        found = [one for one in named_in(heading, "channel") if one.code not in data.channels.generic]
        named = [
            Named(one.label, one.code)
            for one in found
            if not one.code or vocabulary().concept(one.code).attributes.get("type") in data.steps.entry_types
        ]
        if named:
            return tuple(dict.fromkeys(named))
    return ()


# --- the relation ---------------------------------------------------------------------------------------------------


def _relations(article: Article, route: _Route) -> Iterator[Relation]:
    line, start = route.first
    last, end = route.last
    begin = next((span[0] for span in line.sentences() if span[0] <= start < span[1]), start)
    begin += len(line.text[begin:]) - len(line.text[begin:].lstrip())
    sentence = next((span for span in line.sentences() if span[0] <= start < span[1]), (start, end))
    services, _ = subjects(line, sentence)
    for way in route.ways:
        for channel in route.channels:
            yield stated(
                article,
                line,
                (begin, end),
                "channel_has_path",
                channel,
                _inside(channel, way),
                last=last,
                service=services[0].label if services else "",
                confidence=0.9 if '"' in line.text[start:] else 0.75,
                rule="path_labels",
            )


def _inside(channel: Named, way: Sequence[Step]) -> tuple[Step, ...]:
    """Return the steps of a way without the channel's own name in front: “X—A”专栏 is A in X."""
    steps = tuple(_plain(step) for step in way)
    return steps[1:] if len(steps) > 1 and steps[0] == channel.label else steps


def _plain(step: Step) -> Step:
    if isinstance(step, tuple):
        return tuple(re.sub(r"\s+", "", label) for label in step)
    return re.sub(r"\s+", "", step)
