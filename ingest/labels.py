"""Labels of menus in running text: what one is told to click, choose or press, quoted or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ingest.found import Span, overlap, within
from ingest.procedure_rules import procedure_rules

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One act: the ways that are open at this point, each a chain of labels."""

    start: int
    end: int
    ways: tuple[tuple[str, ...], ...]
    search: bool = False  # what is typed into a search field
    again: bool = False  # the same label once more is another step
    sure: bool = True  # quoted, clicked, or called a button, page or menu


@dataclass(frozen=True, slots=True)
class _Grammar:
    start: Pattern
    arrows: Pattern
    place: Pattern
    named_place: Pattern
    verb: Pattern
    reach: Pattern
    chain: Pattern
    quoted: Pattern
    bare: Pattern
    joiner: Pattern
    either: Pattern
    listed: Pattern
    nouns: Pattern
    inner: Pattern


@cache
def _grammar() -> _Grammar:
    data = procedure_rules().steps
    han = r"\u4e00-\u9fffa-z0-9"
    element = rf'(?:"[^"]{{1,{data.quoted_length}}}"|[{han}()/、]{{1,{data.label_length + 6}}})'
    verb = rf"(?P<again>{data.again})?(?:(?P<strong>{data.strong})|(?P<weak>{data.weak})|(?P<quoted>{data.quoted_only})|(?P<noun>{data.with_noun}))"
    noun = rf"(?:{data.nouns}|{data.ui_nouns})"
    parts = (
        rf"(?P<keypad>{data.keypad})",
        rf"(?P<arrows>{element}(?:\s*{data.arrow}\s*{element})+)",
        rf'(?P<place>{data.place}(?="))',
        rf"(?P<named_place>在(?P<name>[\u4e00-\u9fff]{{2,{data.label_length}}}?{noun})(?:中|里|内|下|上)?(?=[,选点找查搜]))",
        rf"(?P<verb>{verb})",
        rf'(?P<chain>"[^"]{{1,{data.quoted_length}}}"\s*{data.joiner}\s*")',
    )
    return _Grammar(
        start=re.compile("|".join(parts)),
        arrows=re.compile(rf"\s*{data.arrow}\s*"),
        place=re.compile(data.place_end),
        named_place=re.compile(rf"(?:{data.nouns})$"),
        verb=re.compile(verb),
        reach=re.compile(r'[^,。;:"]{0,10}(?=")'),
        chain=re.compile(data.joiner),
        quoted=re.compile(rf'\s*"([^"]{{1,{data.quoted_length}}})"(?:\([^()]{{0,20}}\))?'),
        bare=re.compile(rf"\s?(?:{data.corner})((?:(?!{data.cut})[\u4e00-\u9fffa-z/]){{1,{data.label_length}}})"),
        joiner=re.compile(rf"\s*{data.joiner}\s*"),
        either=re.compile(rf"\s*{data.either}\s*"),
        listed=re.compile(rf'(?:{data.listed})\s*(?=")'),
        nouns=re.compile(rf"(?:等)?(?:相关)?(?:{data.nouns})"),
        inner=re.compile(rf"\s*(?:{data.arrow}|—+|–+|-(?=[\u4e00-\u9fff]))\s*"),
    )


def choices(text: str, channels: Sequence[Span]) -> list[Choice]:
    """Return the acts that a folded text tells its reader to do in menus, in order.

    Args:
        text: folded clean text.
        channels: spans of channel names; opening one of these is no step.

    >>> [choice.ways for choice in choices('点击"我"-"服务",选择"社保"或"医保"', ())]
    [(('我', '服务'),), (('社保',), ('医保',))]
    """
    found: list[Choice] = []
    at = 0
    while hit := _grammar().start.search(text, at):
        choice = _choice(text, hit, channels)
        if choice:
            found.append(choice)
        at = max(
            choice.end if choice else 0, hit.end() if not hit["arrows"] or choice else hit.start() + 1, hit.start() + 1
        )
    return found


def _choice(text: str, hit: re.Match[str], channels: Sequence[Span]) -> Choice | None:
    if hit["keypad"]:
        digit = next(group for group in hit.groups()[1:] if group)
        return Choice(hit.start(), hit.end(), ((digit,),), again=True)
    if hit["arrows"]:
        return _arrow_chain(hit, channels)
    if hit["place"]:
        return _place(text, hit, channels)
    if hit["named_place"]:
        label = _grammar().named_place.sub("", hit["name"])
        return Choice(hit.start(), hit.end(), ((label,),)) if _is_label(label) else None
    if hit["chain"]:
        return _expression(text, hit.start(), hit.start(), channels, True, "")
    return _act(text, hit, channels)


def _act(text: str, hit: re.Match[str], channels: Sequence[Span]) -> Choice | None:
    verb = hit["strong"] or hit["weak"] or hit["quoted"] or hit["noun"]
    reach = _grammar().reach.match(text, hit.end())
    if hit["noun"] and not (reach and re.match(rf'"[^"]+"(?:{procedure_rules().steps.nouns})', text[reach.end() :])):
        return None
    if reach:
        return _expression(text, hit.start(), reach.end(), channels, True, verb, bool(hit["again"]))
    if hit["quoted"]:
        return None
    return _expression(text, hit.start(), hit.end(), channels, bool(hit["strong"]), verb, bool(hit["again"]))


def _expression(
    text: str, start: int, at: int, channels: Sequence[Span], sure: bool, verb: str, again: bool = False
) -> Choice | None:
    """Read labels joined by dashes (a chain), 或 (another way) or 、 (the next step)."""
    grammar = _grammar()
    ways: list[list[str]] = [[]]
    end = at
    while parsed := _label(text, at, channels, verb if at == end else ""):
        labels, end, certain = parsed
        sure = sure or certain
        ways[-1] += labels
        joint = grammar.joiner.match(text, end) or grammar.listed.match(text, end)
        either = grammar.either.match(text, end)
        if joint and joint.end() > end:
            at = joint.end()
        elif either and _label(text, either.end(), channels, "") and text[either.end() : either.end() + 1] == '"':
            ways.append([])
            at = either.end()
        else:
            break
        verb = ""
    kept = tuple(tuple(way) for way in ways if way)
    search = bool(procedure_rules().steps.search.match(verb)) if len(kept) == 1 else False
    return Choice(start, end, kept, _searched(text, start) or search, again, sure) if kept else None


def _searched(text: str, start: int) -> bool:
    hit = _grammar().verb.match(text, start)
    return bool(hit and procedure_rules().steps.search.match(hit[0]))


def _label(text: str, at: int, channels: Sequence[Span], verb: str) -> tuple[list[str], int, bool] | None:
    """Return the labels at `at` (a quotation may hold a chain), where they end, and whether they are surely labels."""
    grammar, data = _grammar(), procedure_rules().steps
    quoted = grammar.quoted.match(text, at)
    if quoted:
        if data.channel_kind.match(text, quoted.end()) or _opens_channel(verb, quoted.span(1), channels):
            return None
        noun = grammar.nouns.match(text, quoted.end())
        return [part for part in grammar.inner.split(quoted[1]) if part], noun.end() if noun else quoted.end(), True
    bare = grammar.bare.match(text, at)
    if not bare or _opens_channel(verb, bare.span(1), channels):
        return None
    label = re.sub(rf"(?:{data.nouns})$", "", bare[1])
    if not _is_label(label):
        return None
    return [label], bare.end(), label != bare[1] or bool(re.search(rf"(?:{data.ui_nouns})$", label))


def _is_label(label: str) -> bool:
    data = procedure_rules().steps
    return (
        (len(label) > 1 or bool(data.short.match(label)))
        and not data.prose.search(label)
        and not data.unlabelled.match(label)
    )


def _opens_channel(verb: str, span: Span, channels: Sequence[Span]) -> bool:
    """Whether 打开支付宝 opens a channel and presses no button."""
    return bool(procedure_rules().steps.opening.match(verb)) and any(
        within(span, channel) or within(channel, span) for channel in channels
    )


def _place(text: str, hit: re.Match[str], channels: Sequence[Span]) -> Choice | None:
    """在“A”或“B”等选项中: being there means having chosen it."""
    choice = _expression(text, hit.start(), hit.end(), channels, True, "")
    end = _grammar().place.match(text, choice.end) if choice else None
    return Choice(choice.start, end.end(), choice.ways) if choice and end else None


def _arrow_chain(hit: re.Match[str], channels: Sequence[Span]) -> Choice | None:
    """微信→我→服务: every element is a label, save the channel in front and what one types in."""
    labels: list[str] = []
    at = first = hit.start("arrows")
    typing = procedure_rules().materials.typed_verb
    for element in _grammar().arrows.split(hit["arrows"]):
        start = hit.string.index(element, at)
        at = start + len(element)
        verb = _grammar().verb.match(element)
        label = element[verb.end() if verb and verb.end() < len(element) else 0 :].strip('"')
        label = re.sub(rf"(?:{procedure_rules().steps.nouns})$", "", label)
        named = any(overlap((start, at), channel) for channel in channels)
        if typing.match(element):
            break
        first = first if labels else start
        if not (named and not labels) and label and not procedure_rules().steps.prose.search(label):
            labels.append(label)
    return Choice(first, hit.end(), (tuple(labels),)) if labels else None
