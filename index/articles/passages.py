"""Passages: the pieces of an article that are indexed and shown as evidence."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.settings import PassageSettings, settings
from ingest.article import Article, Block

HEADINGS = frozenset({"title", "heading", "question"})
ITEMS = frozenset({"list_item", "step", "table_row"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one section of an article. Offsets: raw_* in the raw text, the others in Article.text."""

    id: int  # 63 bits, stable as long as the article's name, the section's headings and the text stay
    article: str
    title: str
    issued: str | None
    heading_path: tuple[str, ...]
    text: str  # clean
    raw_start: int
    raw_end: int
    start: int
    end: int
    block_first: int  # index in Article.blocks
    block_last: int

    @property
    def context(self) -> str:
        """What the text stands under: title and headings, each once."""
        return "\n".join(dict.fromkeys(part for part in (self.title, *self.heading_path) if part))

    @property
    def indexed(self) -> str:
        """The text with its context: what is encoded."""
        return f"{self.context}\n{self.text}" if self.context else self.text


@dataclass(frozen=True, slots=True)
class Hit:
    """A found passage."""

    id: int
    score: float


class _Piece(NamedTuple):
    """A block, or a part of a long one."""

    block: int
    start: int  # in Article.text
    end: int


Section = list[_Piece]  # what a heading stands over; headings without body lead the section that follows


def passages(article: Article) -> list[Passage]:
    """Return the passages of `article` in text order; together they hold all of its body."""
    limits = settings().passages
    packs: list[list[_Piece]] = []
    for section in _joined(_sections(article), article, limits):
        packs.extend(_packed(section, article, limits))
    found: list[Passage] = []
    seen: dict[str, int] = {}
    for pack in packs:
        found.append(_passage(pack, article, seen))
    return found


def _sections(article: Article) -> Iterator[Section]:
    section: Section = []
    path: tuple[str, ...] | None = None
    for index, block in enumerate(article.blocks):
        if block.action == "drop" or not block.text.text.strip():
            continue
        heading = block.kind in HEADINGS
        only_headings = all(article.blocks[piece.block].kind in HEADINGS for piece in section)
        if section and ((heading and not only_headings) or (not heading and path not in (None, block.heading_path))):
            yield section
            section, path = [], None
        section.append(_Piece(index, block.start, block.start + len(block.text)))
        path = path if heading else block.heading_path
    if section:
        yield section


def _joined(sections: Iterator[Section], article: Article, limits: PassageSettings) -> Iterator[Section]:
    """Put small neighbours under one parent together: a list whose items are headings with a line each."""
    held: Section = []
    for section in sections:
        if held and _fits(held, section, article, limits):
            held = held + section
            continue
        if held:
            yield held
        held = section
    if held:
        yield held


def _fits(held: Section, section: Section, article: Article, limits: PassageSettings) -> bool:
    small = _length(held) <= limits.max_chars - limits.small and _length(section) < limits.small
    same = _path(held, article)[:-1] == _path(section, article)[:-1] != ()
    both = held + section
    return small and same and _raw_length(both, article) <= limits.max_raw


def _length(pieces: Sequence[_Piece]) -> int:
    return pieces[-1].end - pieces[0].start


def _raw_length(pieces: Sequence[_Piece], article: Article) -> int:
    if article.raw.media_type == "text/html":  # tags would tear short sections apart
        return 0
    return _raw_span(pieces, article)[1] - _raw_span(pieces, article)[0]


def _raw_span(pieces: Sequence[_Piece], article: Article) -> tuple[int, int]:
    first, last = pieces[0], pieces[-1]
    return _part(first, article)[0], _part(last, article)[1]


def _part(piece: _Piece, article: Article) -> tuple[int, int]:
    block = article.blocks[piece.block]
    return block.text.raw_span(piece.start - block.start, piece.end - block.start)


def _packed(section: Section, article: Article, limits: PassageSettings) -> Iterator[list[_Piece]]:
    """Cut a section where the next piece would make it too long; never right behind a heading."""
    pack: list[_Piece] = []
    for piece in (part for whole in section for part in _pieces(whole, article.blocks[whole.block], limits)):
        if pack and not _is_heading(pack[-1], article) and _too_long([*pack, piece], article, limits):
            yield pack
            pack = []
        pack.append(piece)
    if pack:
        yield pack


def _is_heading(piece: _Piece, article: Article) -> bool:
    return article.blocks[piece.block].kind in HEADINGS


def _too_long(pieces: Sequence[_Piece], article: Article, limits: PassageSettings) -> bool:
    return _length(pieces) > limits.max_chars or _raw_length(pieces, article) > limits.max_raw


def _pieces(piece: _Piece, block: Block, limits: PassageSettings) -> list[_Piece]:
    """Cut a block that is too long for one passage at its sentence ends, a sentence at its clauses."""
    limit = limits.max_item if block.kind in ITEMS else limits.max_chars
    spans = [(0, len(block.text))]
    for pattern in (limits.sentence_end, limits.clause_end, re.compile(f"(?s).{{1,{limit}}}")):
        spans = [part for span in spans for part in _cut(block.text.text, span, pattern, limit)]
    return [_Piece(piece.block, block.start + start, block.start + end) for start, end in spans]


def _cut(text: str, span: tuple[int, int], pattern: re.Pattern[str], limit: int) -> Iterator[tuple[int, int]]:
    """Cut `span` behind matches of `pattern` into parts of at most `limit` where the matches allow it."""
    start, end = span
    if end - start <= limit:
        yield span
        return
    last = start
    for match in pattern.finditer(text, start, end):
        if match.end() - start > limit and last > start:
            yield start, last
            start = last
        last = match.end()
    if end - start > limit and start < last < end:
        yield start, last
        start = last
    if start < end:
        yield start, end


def _path(pieces: Sequence[_Piece], article: Article) -> tuple[str, ...]:
    """Return the headings over a section: those of its body, or of its last heading, that heading included."""
    for piece in pieces:
        block = article.blocks[piece.block]
        if block.kind not in HEADINGS:
            return block.heading_path
    last = article.blocks[pieces[-1].block]
    return (*last.heading_path, last.text.text.strip())


def _shared_path(pieces: Sequence[_Piece], article: Article) -> tuple[str, ...]:
    """Return the headings that all body blocks of a pack stand under."""
    paths = [article.blocks[piece.block].heading_path for piece in pieces if not _is_heading(piece, article)]
    if not paths:
        return article.blocks[pieces[-1].block].heading_path
    shared: list[str] = []
    for level in zip(*paths, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return tuple(shared)


def _passage(pack: Sequence[_Piece], article: Article, seen: dict[str, int]) -> Passage:
    start, end = pack[0].start, pack[-1].end
    path = _shared_path(pack, article)
    text = article.text[start:end]
    raw_start, raw_end = _raw_span(pack, article)
    key = "\x1f".join((article.raw.name, article.title, *path, text))
    seen[key] = seen.get(key, 0) + 1  # the same text may stand twice in one section
    identifier = _identifier(f"{key}\x1f{seen[key]}")
    return Passage(
        id=identifier,
        article=article.raw.name,
        title=article.title,
        issued=article.issued,
        heading_path=path,
        text=text,
        raw_start=raw_start,
        raw_end=raw_end,
        start=start,
        end=end,
        block_first=pack[0].block,
        block_last=pack[-1].block,
    )


def _identifier(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") >> 1
