"""Labels of menus in running text: what one is told to click, choose or press, quoted or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.article import Step
from ingest.mentions.found import Span, overlap, within
from ingest.relations.label_grammar import label_grammar, start_of
from ingest.relations.procedure_rules import procedure_rules

Pattern = re.Pattern[str]

QUOTED = re.compile(r'"([^"]+)"')
EITHER_LENGTH = 3  # of labels joined by a stroke: shorter ones are one label


@dataclass(frozen=True, slots=True)
class Choice:
    """One act: the ways that are open at this point, each a chain of labels."""

    start: int
    at: int  # where the first label stands
    end: int
    ways: tuple[tuple[Step, ...], ...]
    search: bool = False  # what is typed into a search field
    again: bool = False  # the same label once more is another step
    sure: bool = True  # quoted, clicked, or called a button, page or menu
    key: bool = False  # a key of a telephone that is named for what it is for: 查余额按2,报销按3
    opened: Span | None = None  # a channel that the vocabulary lacks, in front of a chain
    whole: bool = False  # a route of its own: a chain in one quotation


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
    start = start_of(label_grammar().start_sieve.passing(text))
    while hit := start.search(text, at):
        choice = _choice(text, hit, channels)
        if choice and choice.key and found and found[-1].key and "。" not in text[found[-1].end : choice.start]:
            found[-1] = _either_key(found[-1], choice)
        elif choice:
            found.append(choice)
        at = max(choice.end, hit.start() + 1) if choice else hit.start() + 1
    return found


def _either_key(one: Choice, other: Choice) -> Choice:
    """Return one act of two keys of the same menu: 查余额按2,报销按3."""
    keys = tuple(key for choice in (one, other) for step in choice.ways[0] for key in _keys(step))
    return Choice(one.start, one.at, other.end, ((keys,),), again=True, key=True)


def _keys(step: Step) -> tuple[str, ...]:
    return (step,) if isinstance(step, str) else step


def _choice(text: str, hit: re.Match[str], channels: Sequence[Span]) -> Choice | None:
    start, grammar, data = hit.start(), label_grammar(), procedure_rules().steps
    if hit["keypad"]:
        digit = next(group for group in hit.groups()[1:] if group)
        clause = re.split("[,。;:!?(]", text[:start])[-1]
        return Choice(start, start, hit.end(), ((digit,),), again=True, key=bool(data.key_for.fullmatch(clause)))
    if hit["whole"]:
        return _whole(text, hit)
    if hit["strokes"]:
        first = (start, start + hit["strokes"].index("/"))
        begins = any(overlap(first, channel) for channel in channels)
        return _bare_chain(hit, "strokes", grammar.stroke, channels) if begins else None
    if hit["arrows"]:
        return _bare_chain(hit, "arrows", grammar.arrow, channels)
    if hit["dashes"]:
        first = (start, start + len(grammar.dash.split(hit["dashes"])[0]))
        behind = any(end <= start and data.chain_left.match(text[end:start]) for _, end in channels)
        named = behind or any(overlap(first, channel) for channel in channels) or grammar.verb.search(hit["dashes"])
        return _bare_chain(hit, "dashes", grammar.dash, channels) if named else None
    if hit["place"]:
        return _place(text, hit, channels)
    if hit["named"]:
        label = label_grammar().last_noun.sub("", hit["name"])
        return Choice(start, hit.start("name"), hit.end(), ((label,),)) if _is_label(label) else None
    if hit["verb"]:
        return _act(text, hit, channels)
    chained = bool(hit["chain"])
    opens = chained and not any(
        end <= start for _, end in channels
    )  # “皖事通”—“医保”: the channel in front is no label
    return _expression(text, start, start if chained else hit.end(), channels, opens)


def _whole(text: str, hit: re.Match[str]) -> Choice | None:
    """ "A>B>C": a route in one quotation; of two labels with a dash only where something beside says that it is one."""
    data, grammar = procedure_rules().steps, label_grammar()
    told = hit["whole"].strip('"')
    labels = [part for part in grammar.inner.split(told) if part]
    noun = grammar.nouns.match(text, hit.end()) or data.menu_left.search(text[: hit.start()])
    opens = text.count('"', 0, hit.start()) % 2 == 0  # else it stands between two quotations
    if not opens or len(labels) < 2 or not (noun or len(labels) > 2 or re.search(data.arrow, told)):
        return None
    return Choice(hit.start(), hit.start(), hit.end(), (tuple(labels),), whole=True)


def _act(text: str, hit: re.Match[str], channels: Sequence[Span]) -> Choice | None:
    data, grammar = procedure_rules().steps, label_grammar()
    verb = hit["strong"] or hit["weak"] or hit["quoted"] or hit["noun"]
    reach = grammar.reach.match(text, hit.end())
    if hit["noun"] and not (reach and re.match(rf'"[^"]+"(?:{data.nouns})', text[reach.end() :])):
        return None
    if not reach and hit["quoted"]:
        return None
    choice = _expression(
        text,
        hit.start(),
        reach.end() if reach else hit.end(),
        channels,
        opens=bool(data.opening.match(verb)),
        sure=bool(reach or hit["strong"]),
    )
    if choice is None:
        return None
    search = bool(data.search.match(verb)) and len(choice.ways) == 1
    return Choice(choice.start, choice.at, choice.end, choice.ways, search, bool(hit["again"]), choice.sure)


def _expression(
    text: str, start: int, at: int, channels: Sequence[Span], opens: bool = False, sure: bool = True
) -> Choice | None:
    """Read labels joined by dashes (a chain), 或 (another way), 、 or nothing (the next step)."""
    grammar = label_grammar()
    ways: list[list[str]] = [[]]
    first = end = at
    while parsed := _label(text, at, channels if opens and at == first else ()):
        labels, end, certain = parsed
        beside = grammar.beside.match(text, end)
        if beside:  # “消息”旁边的“我的”: only tells where
            at = beside.end()
            first = at if ways == [[]] else first
            continue
        sure = sure or certain
        ways[-1] += labels
        joint, either = grammar.joiner.match(text, end), grammar.either.match(text, end)
        if joint or text[end : end + 1] == '"':
            at = joint.end() if joint else end
            verb = grammar.verb.match(text, at)  # -点击"…"
            at = verb.end() if verb else at
        elif either and text[either.end() : either.end() + 1] == '"':
            ways.append([])
            at = either.end()
        else:
            break
    kept = tuple(tuple(way) for way in ways if way)
    return Choice(start, first, end, kept, sure=sure) if kept else None


def _label(text: str, at: int, channels: Sequence[Span]) -> tuple[list[str], int, bool] | None:
    """Return the labels at `at` (a quotation may hold a chain), where they end, and whether they are surely labels."""
    grammar, data = label_grammar(), procedure_rules().steps
    quoted = grammar.quoted.match(text, at)
    if quoted:
        if (
            data.not_labels.match(quoted[1])
            or data.channel_kind.match(text, quoted.end())
            or _is_channel(quoted.span(1), channels)
        ):
            return None
        noun = grammar.nouns.match(text, quoted.end())
        return [part for part in grammar.inner.split(quoted[1]) if part], noun.end() if noun else quoted.end(), True
    bare = grammar.bare.match(text, at)
    if not bare or _is_channel(bare.span(1), channels):
        return None
    label = grammar.last_noun.sub("", bare[1])
    if not _is_label(label):
        return None
    return [label], bare.end(), label != bare[1] or bool(grammar.last_ui_noun.search(label))


def _is_label(label: str) -> bool:
    data = procedure_rules().steps
    if data.prose.search(label) or data.unlabelled.match(label):
        return False
    return len(label) > 1 or bool(data.short.match(label))


def _is_channel(span: Span, channels: Sequence[Span]) -> bool:
    """Whether a label is the name of a channel: 打开支付宝 presses no button."""
    return any(within(span, channel) or (overlap(span, channel) and channel[0] == span[0]) for channel in channels)


def _place(text: str, hit: re.Match[str], channels: Sequence[Span]) -> Choice | None:
    """在“A”或“B”等选项中: being there means having chosen it."""
    choice = _expression(text, hit.start(), hit.end(), channels, opens=True)
    end = label_grammar().place_end.match(text, choice.end) if choice else None
    noun_read = choice is not None and text[choice.end - 1] != '"'  # 页面, 栏目 … belong to the label already
    if choice is None or not (end or noun_read):
        return None
    return Choice(choice.start, choice.at, end.end() if end else choice.end, choice.ways)


def _either(label: str) -> Step:
    """Return the alternatives of 为自己缴/为他人缴; a label with a short part (医保/社保) is one label."""
    parts = tuple(label.split("/"))
    return parts if len(parts) > 1 and min(map(len, parts)) >= EITHER_LENGTH else label


def _bare_chain(hit: re.Match[str], group: str, joint: Pattern, channels: Sequence[Span]) -> Choice | None:
    """微信→我→服务: every element is a label, save the channel in front and what one types in."""
    grammar, data = label_grammar(), procedure_rules()
    labels: list[Step] = []
    opened: Span | None = None
    at = first = hit.start(group)
    for element in joint.split(hit[group]):
        start = hit.string.index(element, at)
        at = start + len(element)
        if data.materials.typed_verb.match(element):
            break
        first = first if labels else start
        if not labels and any(overlap((start, at), channel) for channel in channels):
            continue
        if not (labels or opened or grammar.verb.match(element)) and data.steps.channel_end.search(element):
            opened = start, at
            continue
        label = _of_element(element)
        if label:
            labels.append(label)
    return Choice(first, first, hit.end(), (tuple(labels),), opened=opened) if labels else None


def _of_element(element: str) -> Step | None:
    """Return the label of an element of a chain without its verb, its noun and what is explained in brackets."""
    grammar, data = label_grammar(), procedure_rules().steps
    quoted = QUOTED.search(element)
    verb = grammar.verb.match(element)
    label = quoted[1] if quoted else element[verb.end() if verb and verb.end() < len(element) else 0 :]
    label = grammar.last_noun.sub("", label)
    label = label if quoted else data.explained.sub("", label)
    key = None if quoted else data.key_label.fullmatch(label)
    if not label or (not quoted and data.chain_prose.search(label)):
        return None
    return key[1] if key else _either(label)
