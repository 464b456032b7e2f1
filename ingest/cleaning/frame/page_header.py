"""The lines at the top of a page that say when, by whom and how often it was read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from ingest.cleaning.frame.frame_rules import dirt_rules
from ingest.cleaning.piece import Piece
from ontology.sieve import Sieve


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


def drop_headers(pieces: Sequence[Piece], html: bool) -> Header:
    """Drop the header lines and return what they say."""
    data = dirt_rules()
    first = [piece for piece in pieces if piece.body][: data.header_lines_html if html else data.header_lines]
    found = Header()
    for place, piece in enumerate(first):
        frame = data.breadcrumb.match(piece.text) or is_menu(piece.text) or (place < 2 and data.crumb.match(piece.text))
        header = Header() if frame else header_of(piece.text)
        if html and not header and len(piece.text) >= data.header_before and piece is not first[0]:
            break
        if header:
            piece.dropped("page_header", header.evidence)
            found = Header(found.issued or header.issued, found.publisher or header.publisher)
    return found


def is_menu(line: str) -> bool:
    """Whether a line is a row of short cells, some of them words of menus.

    >>> is_menu("医院概况 | 科室导航 | 医保服务"), is_menu("身份证  户口簿  银行卡")
    (True, False)
    """
    data = dirt_rules()
    if len(line) > data.interface_length or line.lstrip()[:1] in ("|", "｜"):
        return False
    cells = [cell.strip() for cell in data.menu_parts.split(line) if cell.strip()]
    return (
        len(cells) >= data.menu_cells
        and all(map(data.menu_cell.fullmatch, cells))
        and sum(bool(data.menu_words.search(cell)) for cell in cells) >= data.menu_words_least
    )


def header_of(line: str) -> Header | None:
    """Return what `line` says if it is nothing but date, time, source and counters, else None.

    >>> header_of("2025-10-22 05:59:29社保网")
    Header(issued='2025-10-22', publisher='社保网')
    """
    data = dirt_rules()
    if len(line) > data.line_length:
        return None
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
    for at, part in enumerate(data.header_parts):
        if at in _parts().passing(rest):
            signs += sum(bool(re.search(r"[\d:：]", match.group())) for match in part.finditer(rest))
            rest = part.sub(" ", rest)
    rest = rest.strip(" :：")
    if rest:
        name = _bare_name(rest, timed=bool(day and data.header_time.search(line)))
        if not (name and day):
            return None
        publisher = publisher or name
    return Header(issued, publisher) if day or publisher or signs >= 2 else None


@cache
def _parts() -> Sieve[int]:
    return Sieve(dict(enumerate(dirt_rules().header_parts)))


def _bare_name(rest: str, timed: bool) -> str | None:
    """Return the source when nothing but names is left: one, or beside a time a few short ones."""
    data = dirt_rules()
    names = [rest] if not timed else rest.split()
    if len(names) > 1 and max(len(names) - data.header_names, max(map(len, names)) - data.header_name_length) > 0:
        return None
    found = [data.header_source.fullmatch(name) for name in names]
    return names[0] if names and all(one and one["bare"] for one in found) else None


def names_editors(line: str) -> bool:
    """Whether a line says nothing but its source, its editors or how often it was read.

    >>> names_editors("来源|县医保局"), names_editors("责编:阿木 审核:阿林"), names_editors("县医保局")
    (True, True, False)
    """
    labelled = any(source["labelled"] for source in dirt_rules().header_source.finditer(line))
    return labelled and header_of(line) is not None


def _iso(day: re.Match[str]) -> str | None:
    try:
        return date(int(day["year"]), int(day["month"]), int(day["day"])).isoformat()
    except ValueError:
        return None
