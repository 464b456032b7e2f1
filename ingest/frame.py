"""What frames a page and is not its body: header, links, tags, floors, controls, lead, end, promotion, disclaimer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.piece import Piece
from ontology.rules import rules

SENTENCE = re.compile(r"[^。!！?？;；\n]*[。!！?？;；]*")

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class DirtRules:
    """Schema of `ontology/rules/dirt.yaml`."""

    header_lines: int
    header_lines_html: int
    header_before: int
    header_date: Pattern
    header_parts: tuple[Pattern, ...]
    header_source: Pattern
    link_stamp: Pattern
    link_stamps: int
    link_stamp_share: float
    link_heading: Pattern
    link_neighbour: Pattern
    link_length: int
    link_tail: int
    link_tail_length: int
    tag_run: int
    tag_length: int
    tag_line: Pattern
    floor: Pattern
    controls: tuple[Pattern, ...]
    control_tail: Pattern
    intro_blocks: int
    intro_markers: tuple[Pattern, ...]
    intro_markers_needed: int
    intro_keep: Pattern
    intro_alone: Pattern
    outro_open: Pattern
    outro_close: Pattern
    outro_strong: Pattern
    outro_advice: Pattern
    promotion: tuple[Pattern, ...]
    disclaimer_hits: int
    disclaimer_alone: Pattern
    disclaimer_short: int
    disclaimer_length: int
    disclaimer: tuple[Pattern, ...]
    chat_filler: tuple[Pattern, ...]
    domain_topic: Pattern
    off_topics: tuple[Pattern, ...]


def dirt_rules() -> DirtRules:
    """Return the rules of `ontology/rules/dirt.yaml`."""
    return rules("dirt", DirtRules)


@dataclass(frozen=True, slots=True)
class Header:
    """What a header line says."""

    issued: str | None = None  # ISO date
    publisher: str | None = None

    @property
    def evidence(self) -> str:
        """What was read, for the record."""
        read = [f"date {self.issued}" if self.issued else "", f"source {self.publisher}" if self.publisher else ""]
        return "; ".join(part for part in read if part) or "nothing but counters and labels"


def drop_frame(pieces: Sequence[Piece], html: bool) -> Header:
    """Drop every piece that is frame, cut the frame parts of the others, and return what the header says."""
    header = _drop_headers(pieces, html)
    for piece in pieces:
        if piece.body:
            _drop_line(piece)
    _drop_links(pieces)
    for piece in pieces:
        if piece.body:
            _drop_disclaimer(piece)
            _cut_filler(piece)
            _cut_promotion(piece)
    _drop_lead(pieces)
    _cut_ends(pieces)
    _drop_tags(pieces)
    return header


# --- header --------------------


def _drop_headers(pieces: Sequence[Piece], html: bool) -> Header:
    data = dirt_rules()
    first = [piece for piece in pieces if piece.body][: data.header_lines_html if html else data.header_lines]
    found = Header()
    for piece in first:
        header = header_of(piece.text)
        if html and not header and len(piece.text) >= data.header_before and piece is not first[0]:
            break
        if header:
            piece.dropped("page_header", header.evidence)
            found = Header(found.issued or header.issued, found.publisher or header.publisher)
    return found


def header_of(line: str) -> Header | None:
    """Return what `line` says if it is nothing but date, time, source and counters, else None.

    >>> header_of("2025-10-22 05:59:29社保网")
    Header(issued='2025-10-22', publisher='社保网')
    """
    data = dirt_rules()
    day = data.header_date.search(line)
    rest, signs = line, 0
    issued = None
    if day:
        issued = _iso(day)
        if issued is None:
            return None
        rest, signs = rest[: day.start()] + " " + rest[day.end() :], 1
    publisher = None
    for source in list(data.header_source.finditer(rest)):
        if source["labelled"]:
            publisher = publisher or source["labelled"]
            rest, signs = rest.replace(source.group(), " ", 1), signs + 1
    for part in data.header_parts:
        for match in part.finditer(rest):
            signs += bool(re.search(r"[\d:：]", match.group()))
        rest = part.sub(" ", rest)
    rest = rest.strip(" :：")
    if rest:
        bare = data.header_source.fullmatch(rest)
        if not (bare and bare["bare"] and day):
            return None
        publisher = publisher or bare["bare"]
    return Header(issued, publisher) if day or publisher or signs >= 2 else None


def _iso(day: re.Match[str]) -> str | None:
    try:
        return date(int(day["year"]), int(day["month"]), int(day["day"])).isoformat()
    except ValueError:
        return None


# --- whole lines --------------------


def _drop_line(piece: Piece) -> None:
    data, text = dirt_rules(), piece.text
    if data.floor.match(text):
        piece.dropped("floor_marker", "the whole line names a floor or who answers")
    elif any(control.match(text) for control in data.controls):
        piece.dropped("ui_placeholder", "the whole line is a control of the page")
    elif data.tag_line.match(text):
        piece.dropped("tag_list", "the line says that it lists tags")
    elif data.link_neighbour.match(text):
        piece.dropped("related_links", "the line leads to other pages")
    else:
        tail = data.control_tail.search(text)
        if tail:
            piece.cut(*tail.span(), "ui_placeholder", None, "a control of the page behind the last sentence")


def _drop_links(pieces: Sequence[Piece]) -> None:
    data = dirt_rules()
    after_heading = False
    for piece in pieces:
        if not piece.body:
            continue
        text = piece.text
        stamps = len(data.link_stamp.findall(text))
        if data.link_heading.match(text):
            piece.dropped("related_links", "heads a list of links")
            after_heading = True
        elif (stamps >= data.link_stamps and stamps / len(text) > data.link_stamp_share) or (
            after_heading and len(text) <= data.link_length and not re.search(r"[。;；:：]$", text)
        ):
            near = "below a heading of links" if after_heading else "no heading of links"
            piece.dropped("related_links", f"{stamps} time stamps in {len(text)} characters; {near}")
        else:
            after_heading = False
    _drop_stamped_tail(pieces)


def _drop_stamped_tail(pieces: Sequence[Piece]) -> None:
    """A tail of at least three lines that each end (or begin) with one stamp is a list of links."""
    data = dirt_rules()
    stamp = data.link_stamp
    run: list[Piece] = []
    for piece in reversed(pieces):
        if not piece.body:
            continue
        found = stamp.search(piece.text)
        if (
            not found
            or len(piece.text) > data.link_tail_length
            or (found.end() < len(piece.text) - 12 and found.start() > 2)
        ):
            break
        run.append(piece)
    if len(run) >= data.link_tail:
        for piece in run:
            piece.dropped("related_links", f"one of {len(run)} lines at the end with a time stamp each")


def _drop_tags(pieces: Sequence[Piece]) -> None:
    data = dirt_rules()
    run: list[Piece] = []
    before = None
    for piece in reversed(pieces):
        if not piece.body:
            if piece.drop and piece.reasons not in (["blank"], ["markup"]) and run:
                before = piece
                break
            continue
        if len(piece.text) > data.tag_length or re.search(r"[,，。;；:：、!！?？()（）\d]", piece.text):
            before = piece
            break
        run.append(piece)
    stands_alone = before is None or before.drop or bool(re.search(r"[。!！?？]\s*$", before.text))
    if len(run) >= data.tag_run and stands_alone:
        for piece in run:
            piece.dropped("tag_list", f"one of {len(run)} short lines at the end without punctuation")


# --- sentences --------------------


def _sentences(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in SENTENCE.finditer(text) if match.group().strip()]


def _drop_disclaimer(piece: Piece) -> None:
    data = dirt_rules()
    hits = sum(bool(sign.search(piece.text)) for sign in data.disclaimer)
    alone = len(piece.text) <= data.disclaimer_short and data.disclaimer_alone.search(piece.text)
    if alone or (hits >= data.disclaimer_hits and len(piece.text) <= data.disclaimer_length):
        piece.dropped("disclaimer", f"says {alone.group()}" if alone else f"{hits} signs of a disclaimer")
        return
    if len(piece.text) <= data.disclaimer_length:
        return
    for start, end in reversed(_sentences(piece.text)):
        sentence = piece.text[start:end]
        if sum(bool(sign.search(sentence)) for sign in data.disclaimer) >= data.disclaimer_hits:
            piece.cut(start, end, "disclaimer", None, "a sentence with several signs of a disclaimer")


def _cut_filler(piece: Piece) -> None:
    for filler in dirt_rules().chat_filler:
        match = filler.search(piece.text)
        if match and match.group():
            piece.cut(*match.span(), "chat_filler", None, "a phrase of answering services")
    if not piece.text.strip():
        piece.dropped("chat_filler", "nothing else stands here")


def _cut_promotion(piece: Piece) -> None:
    data = dirt_rules()
    for start, end in reversed(_sentences(piece.text)):
        said = next((found for sign in data.promotion if (found := sign.search(piece.text[start:end]))), None)
        if said:
            piece.cut(start, end, "promotion", None, f"says {said.group()}")
    if not piece.text.strip():
        piece.dropped("promotion", "nothing else stands here")


def _is_promise(sentence: str) -> bool:
    data = dirt_rules()
    if data.intro_keep.search(sentence):
        return False
    markers = sum(bool(marker.search(sentence)) for marker in data.intro_markers)
    return markers >= data.intro_markers_needed or bool(data.intro_alone.search(sentence))


def _drop_lead(pieces: Sequence[Piece]) -> None:
    """Drop lead paragraphs in which no sentence says anything, and cut the empty sentences of the others' ends."""
    data = dirt_rules()
    lead = [piece for piece in pieces if piece.body][1 : 1 + data.intro_blocks]
    for piece in lead:
        sentences = _sentences(piece.text)
        promises = [span for span in sentences if _is_promise(piece.text[span[0] : span[1]])]
        if not promises or data.intro_keep.search(piece.text):
            continue
        whole = sum(bool(marker.search(piece.text)) for marker in data.intro_markers)
        if len(promises) * 2 >= len(sentences) or whole > 2 * data.intro_markers_needed:
            piece.dropped("seo_intro", f"{len(promises)} of {len(sentences)} sentences only promise; {whole} signs")
        else:
            for start, end in reversed(promises):
                piece.cut(start, end, "seo_intro", None, "a sentence of the lead that only promises")


def _cut_ends(pieces: Sequence[Piece]) -> None:
    """Cut closing sentences that only look back; a sentence of advice stays."""
    data = dirt_rules()
    for piece in pieces:
        if not piece.body:
            continue
        spans = _sentences(piece.text)
        closing = False
        for start, end in reversed(spans):
            sentence = piece.text[start:end]
            opens, closes = data.outro_open.search(sentence), data.outro_close.search(sentence)
            strong = data.outro_strong.search(sentence)
            if "promotion" in piece.reasons and closes and len(spans) == 1:
                closing = True
            elif not (opens and closes) and not strong:
                continue
            evidence = f"closes with {next(sign.group().strip() for sign in (opens, strong, closes) if sign)}"
            if not data.outro_advice.search(sentence) and not data.intro_keep.search(sentence):
                piece.cut(start, end, "outro", None, evidence)
        if closing or not piece.text.strip():
            piece.dropped("outro", "nothing else stands here")


def mark_off_topic(pieces: Sequence[Piece], title: str) -> None:
    """Flag paragraphs about another branch of social policy than the article's title, and headings over only such."""
    data = dirt_rules()
    strange = [topic for topic in data.off_topics if not topic.search(title)]
    if not data.domain_topic.search(title):
        return
    for piece in pieces:
        if piece.body and piece.kind not in ("title", "heading", "question"):
            hits = sum(len(topic.findall(piece.text)) for topic in strange)
            own = len(data.domain_topic.findall(piece.text)) if hits else 0
            if hits > own:
                piece.flagged("off_topic", None, f"{hits} words of another branch, {own} of the title's")
    for i, piece in enumerate(pieces):
        if piece.body and piece.kind == "heading":
            below = _below(pieces, i)
            if below and all("off_topic" in child.reasons for child in below):
                piece.flagged("off_topic", None, "all below it is off topic")


def _below(pieces: Sequence[Piece], i: int) -> list[Piece]:
    found = []
    for piece in pieces[i + 1 :]:
        if piece.level and piece.level <= pieces[i].level:
            break
        if piece.body:
            found.append(piece)
    return found
