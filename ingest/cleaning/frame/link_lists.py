"""Lists of links and tags around an article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from ingest.cleaning.frame.frame_rules import dirt_rules
from ingest.cleaning.frame.page_header import is_menu
from ingest.cleaning.piece import Piece
from ontology.sieve import Sieve


def drop_links(pieces: Sequence[Piece]) -> None:
    """Drop lines of links: headed, stamped with dates, or a stamped tail."""
    data = dirt_rules()
    after_heading = False
    tail, stamped = _tail_of_short_lines(pieces), _over_stamped_lines(pieces)
    for piece in pieces:
        if not piece.body:
            continue
        text = piece.text
        if id(piece) in tail and is_menu(text):
            piece.dropped("nav", "a row of a menu behind the text")
            continue
        present = _links().passing(text)
        if not present and not after_heading:
            continue
        stamps = len(data.link_stamp.findall(text)) if "stamp" in present else 0
        weak = id(piece) in tail or id(piece) in stamped
        if "heading" in present and (data.link_heading.match(text) or (weak and data.link_heading_weak.match(text))):
            piece.dropped("related_links", "heads a list of links")
            after_heading = True
        elif (stamps >= data.link_stamps and stamps / len(text) > data.link_stamp_share) or (
            after_heading and _is_link_row(text) and not re.search(r"[。;；:：]$", text)
        ):
            near = "below a heading of links" if after_heading else "no heading of links"
            piece.dropped("related_links", f"{stamps} time stamps in {len(text)} characters; {near}")
        else:
            after_heading = False
    _drop_stamped_tail(pieces)


def _is_link_row(text: str) -> bool:
    """Whether a line is no longer than a link, or several that bars part are not."""
    return all(len(link) <= dirt_rules().link_length for link in dirt_rules().link_row.split(text))


@cache
def _links() -> Sieve[str]:
    data = dirt_rules()
    return Sieve({"stamp": data.link_stamp, "heading": (data.link_heading, data.link_heading_weak)})


def _tail_of_short_lines(pieces: Sequence[Piece]) -> set[int]:
    """Return the ids of the pieces behind the last one that reads as text."""
    found: set[int] = set()
    for piece in reversed(pieces):
        if piece.body and (len(piece.text) > dirt_rules().link_length or re.search(r"[。;；:：]\s*$", piece.text)):
            break
        found.add(id(piece))
    return found


def _over_stamped_lines(pieces: Sequence[Piece]) -> set[int]:
    """Return the ids of the pieces that stand over two lines with a stamp each: what they head is a list of links."""
    body = [piece for piece in pieces if piece.body]
    stamps = [_is_stamped(piece.text) for piece in body]
    return {id(piece) for piece, one, other in zip(body, stamps[1:], stamps[2:], strict=False) if one and other}


def _is_stamped(text: str) -> bool:
    """Whether a line ends, or begins, with a stamp."""
    data = dirt_rules()
    if len(text) > data.link_tail_length or "stamp" not in _links().passing(text):
        return False
    found = data.link_stamp.search(text)
    return found is not None and (found.end() >= len(text) - 12 or found.start() <= 2)


def _drop_stamped_tail(pieces: Sequence[Piece]) -> None:
    """A tail of at least three lines that each end (or begin) with one stamp is a list of links."""
    run: list[Piece] = []
    for piece in reversed(pieces):
        if not piece.body:
            continue
        if not _is_stamped(piece.text):
            break
        run.append(piece)
    if len(run) >= dirt_rules().link_tail:
        for piece in run:
            piece.dropped("related_links", f"one of {len(run)} lines at the end with a time stamp each")


def drop_tags(pieces: Sequence[Piece]) -> None:
    """Drop a run of short lines at the end that are no list of the text."""
    data = dirt_rules()
    _drop_keywords(pieces)
    _drop_tag_line(pieces)
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


def _drop_tag_line(pieces: Sequence[Piece]) -> None:
    """Drop the last line when it is words with blanks between them and stands behind other frame."""
    lines = [piece for piece in pieces if piece.text.strip() and piece.reasons != ["markup"]]
    last = next((i for i in reversed(range(len(lines))) if lines[i].body), 0)
    if last and lines[last - 1].drop and dirt_rules().tag_words.match(lines[last].text.strip()):
        lines[last].dropped("tag_list", "words with blanks between them behind other frame")


def _drop_keywords(pieces: Sequence[Piece]) -> None:
    """Drop a line near the top of words that a page wants to be found by: most begin alike."""
    data = dirt_rules()
    for piece in [piece for piece in pieces if piece.body][1 : data.keyword_lines]:
        text = piece.text.strip()
        if data.keywords.fullmatch(text):
            words = data.keyword_parts.split(text)
            starts = Counter(word[: data.keyword_start] for word in words)
            if starts.most_common(1)[0][1] >= data.keyword_share * len(words):
                piece.dropped("tag_list", f"{len(words)} search words, most of which begin alike")
