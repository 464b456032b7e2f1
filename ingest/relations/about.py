"""Which service a sentence is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from ingest.mentions.finding import named_in
from ingest.mentions.found import Span, crossing, overlap, within
from ingest.mentions.naming import Named, above_codes, code_of, narrowest
from ingest.relations.procedure_rules import procedure_rules
from ingest.relations.scopes import ITEMS, Line, item_sign
from ingest.relations.sections import implied, instead, looked_up, services_named
from ontology.folding import fold
from ontology.vocabulary import vocabulary

QUOTED = re.compile(r'"[^"\n]*"|《[^《》\n]*》')


def subjects(line: Line, sentence: Span, at: int | None = None) -> tuple[tuple[Named, ...], bool]:
    """Return the services that a sentence is about, and whether it names them itself."""
    stated = stated_services(line, sentence, at)
    if stated:
        return stated, True
    if searched := _searched(line, sentence):
        return searched, False
    if other := instead(line.text[slice(*sentence)]):
        return other, False
    if line.section_services:
        return line.section_services, False
    if headed := benefit(line):
        return headed, False
    before = _before(line, sentence) or _of_topic(line, sentence)
    if before or line.services:
        spoken = line.near if line.floor else ()  # in a thread each answers what stands above, not the title
        return before or spoken or line.services, False
    return implied(line.text[slice(*sentence)]) or line.near or _unnamed(line), False


def told(line: Line, sentence: Span, by_most: bool) -> tuple[Named, ...]:
    """Return the services that a sentence is about; those that only most lines of the article name if `by_most`."""
    found, _ = subjects(line, sentence)
    topics = (line.near, _insured(line), services_named(fold(line.title)))
    return () if found == line.main and found not in topics and not by_most else found


def benefit(line: Line) -> tuple[Named, ...]:
    """Return the benefit that the nearest heading names in its own words, where the vocabulary knows no service."""
    if line.inner:
        return ()
    heading = line.path[-1] if line.path and line.path[-1] != line.title else ""
    return (Named(heading),) if procedure_rules().scopes.benefit.fullmatch(heading) else ()


def _searched(line: Line, sentence: Span) -> tuple[Named, ...]:
    """Return the services that a sentence tells its reader to search for, unless the section's is narrower.

    在“X”里搜“医保余额” is about the balance, whatever the section is about.
    """
    data = procedure_rules().scopes
    found = []
    for one in line.of_type("service", *sentence):
        start, end = line.span(one)
        if data.searched.search(line.text[:start]) and not data.searched_vague.fullmatch(line.text[start:end]):
            found.append(Named(one.label, one.code))
    wider = {code for one in line.services for code in above_codes(one)}
    return narrowest(one for one in found if one.code not in wider)


def _before(line: Line, sentence: Span) -> tuple[Named, ...]:
    """Return the services that the nearest of the line's earlier sentences names."""
    for one in reversed(line.sentences()) if "service" in line.types else ():
        if one[1] <= sentence[0] and (found := stated_services(line, one)):
            return found
    return ()


def _of_topic(line: Line, sentence: Span) -> tuple[Named, ...]:
    """Return the service that is about what the nearest heading or label names: 门诊慢性病 over 申请认定的,凭身份证."""
    label = line.text[slice(*line.label)] if line.label else ""
    over = [*(heading for heading in line.path if heading != line.title), line.lead, label]
    for at in reversed(range(len(over))):
        if found := _topic(over[at], (*over[at:], line.text[slice(*sentence)])):
            return found
    return ()


def _topic(about: str, said: Sequence[str]) -> tuple[Named, ...]:
    """Return the service that is about what `about` names and that `said` says is done."""
    for one in procedure_rules().scopes.topics if about else ():
        if one.topic.search(about) and any(one.act.search(words) for words in said):
            return (Named(one.service, code_of(one.service, "service")),)
    return ()


def with_nearest(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with the services that the lines before them in their section named last.

    What an item of a list names says nothing of the next item; the own floor of a thread goes before the floors above.
    """
    found: list[Line] = []
    last: dict[tuple[str, ...], tuple[Named, ...]] = {}
    for line in lines:
        found.append(replace(line, near=last.get(line.path, ())))
        silent = not line.types & {"service"} and not line.label
        if silent or line.heading or line.block.kind in ITEMS or item_sign().match(line.text):
            continue
        for sentence in line.sentences():
            label = services_named(line.text[slice(*line.label)]) if line.label else ()
            if said := stated_services(line, sentence) or label:
                last[line.path] = said
    return found


def _unnamed(line: Line) -> tuple[Named, ...]:
    """Return what a line is about under headings that name no service.

    What its own question asks for; else what the insurance or the title is for; else what most lines are about; at
    last what the menus are called that it leads through, or the title in its own words.
    """
    asked = _asked(line)
    data = procedure_rules().scopes
    bare = bool(asked and data.bare_verb.fullmatch(asked[0].label))  # 怎么申请? asks about the page's topic
    own = () if bare or len(line.path) < 2 or line.path[-1] == line.title else asked
    title = fold(line.title)
    meant = _topic(title, (asked[0].label,) if bare else line.path[1:])
    named = own or meant or _insured(line) or _titled(line) or line.main or headline(line.title)
    return (
        named
        or (() if bare else asked)
        or _on_labels(line)
        or ((Named(line.title.strip()),) if line.title.strip() else ())
    )


def _on_labels(line: Line) -> tuple[Named, ...]:
    """Return the service that the labels of menus name which the line sends its reader to: 搜“城乡居民社保缴费”."""
    spans = _quotations(line.text) if "service" in line.types else ()
    shown = [one for one in line.of_type("service") if any(within(line.span(one), quote) for quote in spans)]
    return narrowest(Named(one.label, one.code) for one in shown)


def stated_services(line: Line, sentence: Span, at: int | None = None) -> tuple[Named, ...]:
    """Return the services that a sentence itself names as what is done; not UI labels, circumstances or negated ones.

    Args:
        line: the line.
        sentence: span of the sentence.
        at: where the thing stands that is done by the service; inside the circumstances these count too.
    """
    if "service" not in line.types:
        return ()
    data = procedure_rules().scopes
    text = line.text[slice(*sentence)]
    hit = data.temporal.match(text)
    start = sentence[0] + (hit.end() if hit else 0)
    if at is not None and at < start:
        start = sentence[0]
    if line.label and line.label[0] >= start:
        start = line.label[1]
    quoted = [span for span in _quotations(line.text) if overlap(span, sentence)]
    papers = [line.span(paper) for paper in line.of_type("material", *sentence)]
    found = []
    for mention in line.of_type("service", start, sentence[1]):
        span = line.span(mention)
        clause = re.split("[,;]", line.text[start : span[0]])[-1] + line.text[slice(*span)]
        named_by_paper = any(within(span, paper) or crossing(span, paper) for paper in papers)  # 备案 in 备案登记表
        if (
            named_by_paper
            or any(overlap(span, quote) for quote in quoted)
            or data.negated.search(line.text[start : span[0]])
            or _people(line.text, span)
        ):
            continue
        if mention.label not in looked_up() or data.looking_up.search(clause):
            found.append(Named(mention.label, mention.code))
    return narrowest(found)


def _people(text: str, span: Span) -> bool:
    """Whether the name of a service tells who is meant: 异地安置的拿户口簿."""
    data = procedure_rules().scopes
    return bool(data.people.fullmatch(text[slice(*span)]) and data.people_after.match(text, span[1]))


@lru_cache(maxsize=16)  # asked for every sentence of a line
def _quotations(text: str) -> tuple[Span, ...]:
    return tuple(hit.span() for hit in QUOTED.finditer(text))


def _asked(line: Line) -> tuple[Named, ...]:
    """Return what the nearest question asks for, in its own words: a service that the vocabulary lacks."""
    data = procedure_rules().scopes
    for heading in reversed(line.path):
        if data.topic_end.search(heading):
            label = data.procedure_cut.sub("", heading).strip()
            fits = 1 < len(label) <= data.asked_length and not data.not_asked.search(label)
            return (Named(label),) if fits and data.asked_verb.search(label) else ()
    return ()


def _titled(line: Line) -> tuple[Named, ...]:
    """Return what the title promises a guide to, in its own words, unless a question above is about another thing."""
    data = procedure_rules().scopes
    hit = data.titled.match(line.title)
    other = any(data.topic_end.search(heading) for heading in line.path)
    return (Named(hit["what"]),) if hit and not other else ()


@lru_cache(maxsize=64)  # of one title for all lines of its article
def headline(title: str) -> tuple[Named, ...]:
    """Return what a title says is done, in its own words without the channel in front: 短信查医保."""
    data = procedure_rules().scopes
    text = fold(title).strip()
    if not (data.headline.match(text) and data.headline_verb.search(text)) or data.headline_not.search(text):
        return ()
    leading = next((one for one in named_in(text, "channel") if one.start == 0), None)
    rest = text[leading.end :] if leading else text
    what = data.headline_cut.sub("", data.headline_cut.sub("", rest)).strip()
    return (Named(what),) if len(what) > 2 and data.headline_verb.search(what) else ()


def _insured(line: Line) -> tuple[Named, ...]:
    """Return the benefit of the insurance that the nearest heading names."""
    known = procedure_rules().scopes.insurances
    for heading in reversed(line.path):
        for one in named_in(heading, "insured_group"):
            if one.code in known:
                main = next((each.code for each in line.main if each.code in known[one.code]), known[one.code][0])
                return (Named(vocabulary().concept(main).pref_label, main),)
    return ()
