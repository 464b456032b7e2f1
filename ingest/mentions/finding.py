"""Where an article names channels, papers, services, places, organisations, phones, laws, groups and diseases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from ingest.article import Article, Block, Mention
from ingest.mentions.borders import begins_word
from ingest.mentions.channel_names import known_names
from ingest.mentions.channels import channels, is_bare_account
from ingest.mentions.found import Found, Span, crossing, named, outside, overlap, widest
from ingest.mentions.laws import laws, paragraph
from ingest.mentions.mention_rules import Group, mention_rules
from ingest.mentions.open_names import open_names, papers_under
from ingest.mentions.places import SCHEME as REGION
from ingest.mentions.places import places
from ingest.mentions.services import services
from ontology.folding import fold
from ontology.matcher import Match, matcher, schemes_in
from ontology.remembering import of_lines
from ontology.sieve import Sieve
from ontology.vocabulary import vocabulary

OWN_RECOGNISER = ("channel", "law")  # schemes whose labels need more than matching
LEAD = 12  # characters that may stand before a law's name at the beginning of a line: 法律依据:
NAMES = ("channel", "organization")  # a place inside one of these is part of the name


def mentions(article: Article) -> list[Mention]:
    """Return the mentions of the article in text order. Dropped blocks and damaged spans bear none."""
    found = {
        index: found_in(block.text.text, article.place, " ".join((*block.heading_path[-1:], *block.header_cells)))
        for index, block in _body(article)
    }
    law: Found | None = None
    for index, block in _body(article):
        law = _law_in_force(block, found[index], law)
        if not _any_law(found[index]):
            found[index] = _with(found[index], paragraph(block.text.text, law))
    names: dict[str, str] = {}
    for index, block in _body(article):
        names |= known_names(found[index], block.text.text)
    result = [
        _mention(article, index, block, one)
        for index, block in _body(article)
        for one in _with(found[index], [*_again(block.text.text, names)])
        if not (block.damage and any(overlap(one.span, damaged) for damaged in block.damage))
    ]
    return sorted(result, key=lambda mention: (mention.raw_start, mention.raw_end, mention.type))


def found_in(text: str, home: str | None = None, heading: str = "") -> list[Found]:
    """Return what one clean text names; overlapping findings of one type are settled, the widest wins.

    >>> [(one.type, one.label) for one in found_in("拨打12333")]
    [('channel', '12333热线'), ('phone', '12333')]
    """
    found, names = _anywhere(text)
    under = bool(heading) and mention_rules().phones.cue.search(heading) is not None
    more = papers_under(text, heading) if heading else []
    known = _with(found, [one for one in more if not any(overlap(one.span, other.span) for other in found)])
    return sorted([*known, *widest([*_phones(text, under), *places(text, names, home)])], key=_at)


def _at(one: Found) -> tuple[int, int, str]:
    return one.start, one.end, one.type


def _with(found: Sequence[Found], more: Sequence[Found]) -> list[Found]:
    """Settle what overlaps once more where anything came to it."""
    return widest([*found, *more]) if more else list(found)


def named_in(text: str, kind: str) -> tuple[Found, ...]:
    """Return what a heading or label names of one type, which is neither place nor phone, in text order."""
    return _by_type(text).get(kind, ())


@of_lines(512)
def _by_type(text: str) -> Mapping[str, tuple[Found, ...]]:
    settled = _anywhere(text)[0]
    return {kind: tuple(one for one in settled if one.type == kind) for kind in {one.type for one in settled}}


@of_lines(512)  # a heading is asked for by each line under it
def _anywhere(text: str) -> tuple[tuple[Found, ...], tuple[Span, ...]]:
    """Return what a text names wherever it stands, and the spans of the names that a place may be a part of."""
    found = [
        *_listed(text),
        *channels(text),
        *laws(text),
        *services(text),
        *_papers(text),
        *_groups(text),
        *_organizations(text),
        *open_names(text),
    ]
    apart = outside(widest(_uncrossed(found)), mention_rules().inside)
    return tuple(apart), tuple(one.span for one in found if one.type in NAMES)


def _uncrossed(found: Sequence[Found]) -> list[Found]:
    """Leave out services that begin or end inside the name of a channel (定点[药店刷卡]查询 is no purchase)."""
    named_channels = [one.span for one in found if one.type == "channel"]
    return [
        one for one in found if one.type != "service" or not any(crossing(one.span, span) for span in named_channels)
    ]


def _any_law(found: list[Found]) -> bool:
    return any(one.type == "law" for one in found)


def _law_in_force(block: Block, found: list[Found], before: Found | None) -> Found | None:
    """Return the law whose articles follow: the one that the title, a heading or the beginning of a line names.

    Where one is in force already, a sentence that only mentions another one changes nothing.
    """
    titles = [one for one in found if one.type == "law"]
    heads = block.kind in ("title", "heading", "question")
    if len(titles) == 1 and (heads or (titles[0].start <= LEAD and (before is None or _cites(block, titles[0])))):
        one = titles[0]
        return Found("law", one.start, one.end, one.code, mention_rules().laws.number.sub("", one.label))
    return None if block.kind == "question" else before


def _cites(block: Block, law: Found) -> bool:
    """Whether a line cites a law: by an article of it, or by saying little more than its name."""
    text = block.text.text.rstrip()
    numbered = mention_rules().laws.number.search(law.label) is not None
    return numbered or text.endswith((":", "：")) or len(text) - law.end <= LEAD


def _body(article: Article) -> Iterator[tuple[int, Block]]:
    return ((index, block) for index, block in enumerate(article.blocks) if block.action != "drop" and block.text.text)


def _mention(article: Article, index: int, block: Block, one: Found) -> Mention:
    raw_start, raw_end = block.text.raw_span(one.start, one.end)
    surface = article.raw.text[raw_start:raw_end]
    start, end = block.start + one.start, block.start + one.end
    return Mention(one.type, one.code, one.label, start, end, raw_start, raw_end, surface, index, one.rule)


def _again(text: str, names: Mapping[str, str]) -> Iterator[Found]:
    """Yield the unquoted mentions of channels that a quotation elsewhere in the article showed."""
    for name, label in names.items():
        for hit in re.finditer(re.escape(name), text):
            if is_bare_account(fold(text), *hit.span()):
                continue
            yield Found("channel", *hit.span(), "", label, rule="again")


def _listed(text: str) -> Iterator[Found]:
    """Yield the labels of the vocabulary that name an entity here."""
    folded = fold(text)
    present = schemes_in(folded)
    for scheme, kind in mention_rules().schemes.items():
        if scheme in OWN_RECOGNISER or scheme not in present:
            continue
        for start, end, code in _matched(scheme, folded):
            if _is_entity(folded, kind, start, end, code):
                yield named(kind, start, end, vocabulary().concept(code))


def _matched(scheme: str, folded: str) -> Iterator[tuple[int, int, str]]:
    """Yield the labels of a scheme; one that lists two things (高血压、糖尿病) is taken apart."""
    for match in _refined(scheme, folded):
        pieces = folded[match.start : match.end].split("、")
        parts = [part for piece in pieces for part in matcher(scheme).matches(piece)] if len(pieces) > 1 else []
        if parts and len(parts) == len(pieces):
            at = match.start
            for piece, part in zip(pieces, parts, strict=True):
                yield at + part.start, at + part.end, part.codes[0]
                at += len(piece) + 1
        else:
            yield match.start, match.end, match.codes[0]


def _refined(scheme: str, folded: str) -> Iterator[Match]:
    """Yield the matches, but for services that are a paper's name: 病历复印件.

    A paper's name that runs into 号 hid the name of the number (双方身份证 in 双方身份证号码).
    """
    for match in matcher(scheme).matches(folded):
        if scheme == "service" and folded[match.end - 1 : match.end + 1] == mention_rules().copy_sign:
            continue
        if scheme == "material" and folded[match.end : match.end + 1] == mention_rules().number_sign:
            start = match.start + 1
            inner = [
                Match(one.start + start, one.end + start, one.codes) for one in matcher(scheme).matches(folded[start:])
            ]
            yield from (one for one in inner if one.start < match.end)
        else:
            yield match


def _is_entity(folded: str, kind: str, start: int, end: int, code: str) -> bool:
    data = mention_rules()
    passed_over = data.not_surfaces.get(kind)
    if code in data.no_entities or (passed_over and passed_over.match(folded[start:end])):
        return False
    if code in data.typed_in and not data.typing.search(folded[:start]):
        return False
    return end - start > data.word_length or kind != "service" or begins_word(folded, start)


def _groups(text: str) -> Iterator[Found]:
    folded = fold(text)
    for group in _group_patterns().passing(folded):
        for hit in group.pattern.finditer(folded):
            known = vocabulary().find(group.label, "insured_group")
            yield Found("insured_group", *hit.span(), known[0].code if known else "", group.label)


@cache
def _group_patterns() -> Sieve[Group]:
    return Sieve({group: group.pattern for group in mention_rules().groups})


def _phones(text: str, under: bool) -> Iterator[Found]:
    """Yield the numbers that are known, stand beside a cue or `under` a heading with one."""
    data = mention_rules().phones
    folded = fold(text)
    for pattern in _numbers().passing(folded):
        for hit in pattern.finditer(folded):
            near = folded[max(0, hit.start() - data.before) : hit.end() + data.after]
            certain = data.certain.fullmatch(hit[0]) or (pattern is data.known and not data.bare.fullmatch(hit[0]))
            if certain or under or data.cue.search(near):
                more = data.extension.match(folded, hit.end())
                yield Found("phone", hit.start(), (more or hit).end(), "", re.sub(r"[() ]", "", hit[0]))


@cache
def _numbers() -> Sieve[re.Pattern[str]]:
    data = mention_rules().phones
    return Sieve({pattern: pattern for pattern in (data.known, *data.numbers)})


def _organizations(text: str) -> Iterator[Found]:
    """Yield banks and hospitals named after a place."""
    folded = fold(text)
    for match in matcher(REGION).matches(folded):
        for pattern in mention_rules().organizations.after_place:
            hit = pattern.match(folded, match.end)
            if hit:
                name = folded[match.start : hit.end()]
                yield Found("organization", match.start, hit.end(), "", name, rule="after_place")


@cache
def _paper() -> re.Pattern[str]:
    data = mention_rules().materials
    name = rf"(?P<name>(?:(?!{data.stop})[\u4e00-\u9fff]){{1,{data.longest}}}?{data.suffix})"
    return re.compile(rf"{data.border}{data.modifiers}{name}(?!{data.not_before})")


@cache
def _paper_sieve() -> Sieve[str]:
    return Sieve({"paper": _paper()})


def _papers(text: str) -> Iterator[Found]:
    """Yield papers that only their last word shows; where the vocabulary knows a part, it knows better."""
    folded = fold(text)
    if not _paper_sieve().passing(folded):
        return
    known = [(match.start, match.end) for match in matcher("material").matches(folded)]
    for hit in _paper().finditer(folded):
        if not any(overlap(hit.span("name"), span) for span in known):
            yield Found("material", *hit.span("name"), "", hit["name"], rule="last_word")
