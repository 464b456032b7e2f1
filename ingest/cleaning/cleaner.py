"""The cleaner: raw article → blocks with kind, action and reasons that tile the raw text. The stages in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ingest.article import Article, Block, RawArticle
from ingest.cleaning.agreement import disagreements
from ingest.cleaning.characters import repair_characters
from ingest.cleaning.damage import mark_censored, mark_cut_ends, mark_noise, mark_sibling_numbers, repair
from ingest.cleaning.frame.learnt_frame import drop_learnt_frame
from ingest.cleaning.frame.page_header import Header
from ingest.cleaning.frame.stages import drop_frame
from ingest.cleaning.frame.user_names import cut_user_names
from ingest.cleaning.long_lines import short_enough
from ingest.cleaning.piece import Piece
from ingest.cleaning.repetition.copies import mark_repetition
from ingest.cleaning.script import to_simplified, traditional_share, variety
from ingest.cleaning.structure.enumeration import flag_gaps, mend_enumeration, split_items
from ingest.cleaning.structure.kinds import set_kinds
from ingest.cleaning.structure.mismatch import flag_mismatches
from ingest.cleaning.structure.off_topic import mark_off_topic, other_topic
from ingest.cleaning.structure.section_paths import heading_text
from ingest.cleaning.structure.structure_rules import structure_rules
from ingest.cleaning.text_tables import mark_tables
from ingest.cleaning.time_codes import cut_time_codes
from ingest.cleaning.wrapped_lines import unwrapped
from ingest.edits.draft import AlignedText, Draft
from ingest.markup.html.metadata import stated_by_source
from ingest.markup.html.pages import metadata
from ingest.markup.segments import segments
from ontology.vocabulary import vocabulary


def clean(raw: RawArticle) -> Article:
    """Return the article with every block judged; `Article.blocks` tile `raw.text`."""
    pieces = [part for piece in _pieces(raw) for part in short_enough(piece)]
    body = [piece for piece in pieces if piece.body]
    _each(body, repair_characters)
    cut_time_codes(body)
    text = "".join(piece.text for piece in body)
    traditional = traditional_share(text)
    written = variety(text) if traditional else ""
    for piece in body if traditional else ():
        for reason in to_simplified(piece.draft, traditional, written):
            piece.mark(reason)
    pieces = split_items(pieces)
    html = raw.media_type == "text/html"
    header = drop_frame(pieces, html)
    cut_user_names(pieces)
    learnt = drop_learnt_frame(pieces)
    header = Header(header.issued or learnt.issued, header.publisher)
    mark_censored(pieces)
    _each((piece for piece in pieces if piece.body), repair)
    mark_sibling_numbers(pieces)
    mark_cut_ends(pieces)
    mark_repetition(pieces)
    mark_noise(pieces)
    mend_enumeration(pieces)
    slot = place_slot(pieces)
    set_kinds(pieces, slot)
    flag_gaps(pieces)
    title = _title(pieces, raw)
    other = other_topic(pieces, title)
    if not other:
        mark_off_topic(pieces, title)
    flag_mismatches(pieces)
    return _article(raw, pieces, title, header, slot, other)


def _each(pieces: Iterable[Piece], stage: Callable[[Piece], None]) -> None:
    for piece in pieces:
        stage(piece)


def _pieces(raw: RawArticle) -> list[Piece]:
    pieces = []
    for segment in segments(raw):
        piece = Piece(segment, segment.raw_start, segment.raw_end, Draft(segment.text))
        if segment.drop:
            piece.dropped(segment.drop)
        elif not segment.text.text.strip():
            piece.dropped("blank")
        pieces.append(piece)
    if raw.media_type == "text/plain":
        pieces = unwrapped(raw.text, pieces)
        mark_tables(pieces)
    return pieces


def place_slot(pieces: Iterable[Piece]) -> str | None:
    """Return the place that the article's title takes as its example, as written there."""
    for piece in [piece for piece in pieces if piece.body][:3]:
        match = structure_rules().place_slot.search(piece.text)
        if match:
            return match["place"] or match["place2"]
    return None


def _title(pieces: Iterable[Piece], raw: RawArticle) -> str:
    stated = raw.metadata.get("title")
    found = next((piece.text for piece in pieces if piece.body and piece.kind == "title"), None)
    first = next((piece.text[:60] for piece in pieces if piece.body), "")
    return stated or (heading_text(found) if found else None) or first


def _article(raw: RawArticle, pieces: list[Piece], title: str, header: Header, slot: str | None, other: str) -> Article:
    page = metadata(raw.text) if raw.media_type == "text/html" else {}
    blocks, texts, at = [], [], 0
    for piece in pieces:
        block = _block(piece, at)
        blocks.append(block)
        if block.action != "drop":
            texts.append(block.text.text)
            at += len(block.text) + 1
    facts = {**page, **{key: value for key, value in raw.metadata.items() if value}}
    publisher = facts.get("publisher") or header.publisher
    url = facts.get("url")
    return Article(
        raw=raw,
        blocks=tuple(blocks),
        text="\n".join(texts),
        title=title,
        issued=facts.get("issued") or header.issued or facts.get("modified"),
        publisher=publisher,
        url=url,
        source_kind=_source_kind(pieces, f"{publisher or ''} {url or ''}"),
        place=_region(slot) if slot else None,
        other_topic=other,
        problems=(*raw.metadata.get("problems", "").splitlines(), *_disagreements(raw, pieces, header)),
    )


def _disagreements(raw: RawArticle, pieces: Iterable[Piece], header: Header) -> list[str]:
    """Return where the delivering source, the page's head and what readers see differ."""
    title = next((piece.text for piece in pieces if piece.body and piece.kind == "title"), "")
    page = stated_by_source(raw.text) if raw.media_type == "text/html" else {}
    shown = {"title": heading_text(title), "issued": header.issued or "", "publisher": header.publisher or ""}
    return disagreements({"the source": raw.metadata, **page, "the visible header": shown})


def _region(name: str) -> str | None:
    """Return the GB/T 2260 code of a place name; None when it names no place, or several."""
    found = vocabulary().find(name, "region")
    return found[0].code.removeprefix("region-") if len(found) == 1 else None


def _block(piece: Piece, start: int) -> Block:
    if piece.drop or not piece.text.strip():
        if not piece.drop:
            piece.dropped("blank")
        nothing = AlignedText("", (), ())
        reasons, edits = tuple(piece.reasons), tuple(piece.draft.edits)
        return Block(piece.raw_start, piece.raw_end, "drop", reasons, piece.kind, (), nothing, edits=edits)
    aligned = piece.draft.aligned()
    damage = [span for hole in piece.damage if (span := aligned.clean_span(*hole))]
    return Block(
        piece.raw_start,
        piece.raw_end,
        "flag" if piece.flag else "keep",
        tuple(piece.reasons),
        piece.kind,
        piece.heading_path,
        aligned,
        start,
        piece.level,
        edits=tuple(piece.draft.edits),
        header_cells=piece.segment.header_cells,
        damage=tuple(sorted(set(damage))),
    )


def _source_kind(pieces: Iterable[Piece], origin: str) -> str:
    data = structure_rules()
    if data.official.search(origin):
        return "official"
    floors = sum("floor_marker" in piece.reasons for piece in pieces)
    return "forum" if floors >= data.forum_floors else "portal" if origin.strip() else "unknown"
