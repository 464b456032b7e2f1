"""What holds for a line of an article: its sentences, its own label, the service that its section is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.article import Article, Block, Mention, Relation, Step
from ingest.found import Span, crossing, overlap, within
from ingest.mention_rules import mention_rules
from ingest.mentions import found_in
from ingest.procedure_rules import procedure_rules
from ontology.folding import fold
from ontology.vocabulary import vocabulary

HEADINGS = ("title", "heading", "question")
SENTENCE = re.compile(r"[^。;!?\n]+[。;!?]?")
QUOTED = re.compile(r'"[^"\n]*"|《[^《》\n]*》')


@dataclass(frozen=True, slots=True)
class Named:
    """A concept by its label; the code is "" for what the vocabulary lacks."""

    label: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A block with what holds for it. Offsets in it are offsets in its clean text."""

    index: int  # in Article.blocks
    block: Block
    text: str  # folded
    mentions: tuple[Mention, ...]
    label: Span | None  # what stands before the line's own colon
    path: tuple[str, ...]  # headings in force; of a heading with its own text
    floor: int  # answers of different people do not continue each other
    levels: tuple[tuple[Named, ...], ...]  # services named by the label and the headings above, innermost first
    adjacent: bool  # whether it follows the line before it without dropped text between

    @property
    def services(self) -> tuple[Named, ...]:
        """The services of the section: the nearest that are named, or narrower ones of a heading further out."""
        if not self.levels:
            return ()
        wider = {one.code for one in self.levels[0] if one.code}
        for level in self.levels[1:]:
            if all(wider & above_codes(one) for one in level):
                return level
        return self.levels[0]

    @property
    def heading(self) -> bool:
        """Whether the line heads others."""
        return self.block.kind in HEADINGS

    def span(self, mention: Mention) -> Span:
        """Return where a mention stands in this line."""
        return mention.start - self.block.start, mention.end - self.block.start

    def of_type(self, kind: str, start: int = 0, end: int | None = None) -> list[Mention]:
        """Return the line's mentions of a type inside [start, end)."""
        limit = len(self.text) if end is None else end
        return [m for m in self.mentions if m.type == kind and within(self.span(m), (start, limit))]

    def sentences(self) -> list[Span]:
        """Return the spans of the sentences; a heading is one."""
        if self.heading:
            return [(0, len(self.text))]
        return [hit.span() for hit in SENTENCE.finditer(self.text) if hit[0].strip()]


def lines(article: Article, mentions: Sequence[Mention]) -> list[Line]:
    """Return the body lines that may bear relations, in order."""
    by_block: dict[int, list[Mention]] = {}
    for mention in mentions:
        by_block.setdefault(mention.block, []).append(mention)
    skip = procedure_rules().scopes.off_topic
    found: list[Line] = []
    section = _Section(article.title)
    adjacent, floor = False, 0
    for index, block in enumerate(article.blocks):
        if block.action == "drop":
            floor += "floor_marker" in block.reasons
            adjacent = adjacent and block.kind == "blank"
            continue
        path = _path(article, index)
        text = fold(block.text.text)
        levels = section.levels(block, path, text)
        if not any(reason in skip for reason in block.reasons):
            own = tuple(by_block.get(index, ()))
            found.append(Line(index, block, text, own, _label(text), path, floor, levels, adjacent))
            adjacent = True
    return found


def _label(text: str) -> Span | None:
    hit = procedure_rules().scopes.label.match(text)
    return hit.span(1) if hit else None


def _path(article: Article, index: int) -> tuple[str, ...]:
    """Return the headings in force; a heading's own text is taken from the path of what follows it."""
    block = article.blocks[index]
    if block.kind not in HEADINGS:
        return block.heading_path
    depth = len(block.heading_path)
    for other in article.blocks[index + 1 :]:
        if other.action != "drop":
            if other.heading_path[:depth] == block.heading_path and len(other.heading_path) > depth:
                return other.heading_path[: depth + 1]
            break
    return (*block.heading_path, block.text.text.strip())


class _Section:
    """Follows the headings and remembers what services they name."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._question: tuple[Named, ...] = ()
        self._known: dict[str, tuple[Named, ...]] = {}

    def levels(self, block: Block, path: tuple[str, ...], text: str) -> tuple[tuple[Named, ...], ...]:
        """Return the services that a block's label and the headings above it name, innermost first."""
        if block.kind == "question":
            self._question = self._named(block.text.text)
        data = procedure_rules().scopes
        own = _label(text)
        label = [block.text.text[slice(*own)]] if own and block.kind not in HEADINGS else []
        inner = [heading for heading in reversed(path) if heading != path[0] and heading != self._title]
        found = [self._named(heading) for heading in (*label, *inner)]
        other_topic = any(not self._named(heading) and data.topic_end.search(heading) for heading in inner)
        outer = () if other_topic else (self._question, self._named(path[0] if path else self._title))
        return tuple(dict.fromkeys(level for level in (*found, *outer) if level))

    def _named(self, text: str) -> tuple[Named, ...]:
        if text not in self._known:
            found = [Named(one.label, one.code) for one in found_in(text) if one.type == "service"]
            self._known[text] = narrowest(found) or _asked(text)
        return self._known[text]


def _asked(heading: str) -> tuple[Named, ...]:
    """Return the service that a question about a procedure asks for, in its own words, when the vocabulary lacks it."""
    data = procedure_rules().scopes
    if not (data.topic_end.search(heading) and data.procedure.search(heading)):
        return ()
    label = data.procedure_cut.sub("", heading).strip()
    return (Named(label),) if len(label) > 1 else ()


def narrowest(services: Iterable[Named]) -> tuple[Named, ...]:
    """Return the services without repetition and without those of which a narrower one is named too."""
    unique = list(dict.fromkeys(services))
    wider = {above.code for one in unique if one.code for above in vocabulary().ancestors(one.code)}
    return tuple(one for one in unique if not one.code or one.code not in wider)


def above_codes(one: Named) -> set[str]:
    """Return the codes of the broader concepts."""
    return {above.code for above in vocabulary().ancestors(one.code)} if one.code else set()


def stated_services(line: Line, sentence: Span, at: int | None = None) -> tuple[Named, ...]:
    """Return the services that a sentence itself names as what is done; not UI labels, circumstances or negated ones.

    Args:
        line: the line.
        sentence: span of the sentence.
        at: where the thing stands that is done by the service; inside the circumstances these count too.
    """
    data = procedure_rules().scopes
    text = line.text[slice(*sentence)]
    hit = data.temporal.match(text)
    start = sentence[0] + (hit.end() if hit else 0)
    if at is not None and at < start:
        start = sentence[0]
    if line.label and line.label[0] >= start:
        start = line.label[1]
    quoted = [*_quotations(line.text)]
    papers = [line.span(paper) for paper in line.of_type("material")]
    found = []
    for mention in line.of_type("service", start, sentence[1]):
        span = line.span(mention)
        clause = re.split("[,;]", line.text[start : span[0]])[-1] + line.text[slice(*span)]
        named_by_paper = any(within(span, paper) or crossing(span, paper) for paper in papers)  # 备案 in 备案登记表
        if (
            named_by_paper
            or any(overlap(span, quote) for quote in quoted)
            or data.negated.search(line.text[start : span[0]])
        ):
            continue
        if mention.label not in _looked_up() or data.looking_up.search(clause):
            found.append(Named(mention.label, mention.code))
    return narrowest(found)


@cache
def _looked_up() -> frozenset[str]:
    return frozenset(one.service for one in mention_rules().services.objects)


def _quotations(text: str) -> Iterator[Span]:
    return (hit.span() for hit in QUOTED.finditer(text))


def subjects(line: Line, sentence: Span, at: int | None = None) -> tuple[tuple[Named, ...], bool]:
    """Return the services that a sentence is about, and whether it names them itself."""
    stated = stated_services(line, sentence, at)
    if stated:
        return stated, True
    if line.services:
        return line.services, False
    text = line.text[slice(*sentence)]
    implied = [one.service for one in procedure_rules().scopes.implied if one.pattern.search(text)]
    return tuple(Named(label, code_of(label, "service")) for label in implied[:1]), False


def code_of(label: str, scheme: str) -> str:
    """Return the code of a label in a scheme, "" if it has none."""
    known = vocabulary().find(label, scheme)
    return known[0].code if known else ""


def aliases_of(code: str) -> tuple[str, ...]:
    """Return the other names in good use of a concept."""
    return vocabulary().concept(code).alt_labels if code else ()


def is_sibling(line: Line) -> bool:
    """Whether the line's label names a way (城市服务: …) and not an act of one procedure (选择服务: …)."""
    label = line.text[slice(*line.label)] if line.label else ""
    return bool(label) and line.block.kind != "step" and not procedure_rules().steps.step_label.match(label)


def stated(
    article: Article,
    line: Line,
    span: Span,
    relation: str,
    subject: Named,
    object_: str | tuple[Step, ...],
    *,
    last: Line | None = None,
    **more: object,
) -> Relation:
    """Return a relation with its evidence: characters `span` of `line`, or from there into a later line `last`."""
    end_line = last or line
    start, end = _trimmed(line, span) if last is None else (span[0], span[1])
    raw_start = line.block.text.raw_span(start, start + 1)[0]
    raw_end = end_line.block.text.raw_span(end - 1, end)[1]
    return Relation(
        relation=relation,
        subject=subject.label,
        object=object_,
        start=line.block.start + start,
        end=end_line.block.start + end,
        raw_start=raw_start,
        raw_end=raw_end,
        quote=article.raw.text[raw_start:raw_end],
        block=line.index,
        subject_code=subject.code,
        **more,  # type: ignore[arg-type]
    )


def _trimmed(line: Line, span: Span) -> Span:
    text = line.text[slice(*span)]
    return span[0] + len(text) - len(text.lstrip()), span[1] - len(text) + len(text.rstrip())
